import { Hono } from 'hono'
import { PairRequest, PairingCodeRequest, RefreshRequest } from '../../shared/contract/auth.ts'
import { endSession } from '../access/end-session.ts'
import { pair } from '../access/pair.ts'
import { createPairingCode } from '../access/pairing-code.ts'
import { readMe } from '../access/read-me.ts'
import { refreshSession } from '../access/refresh-session.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { jsonBody, parseOr } from '../http/validate.ts'

/** Signing in: a pairing code becomes a session, its tokens rotate, and it ends. */
export const authRoutes = () =>
  new Hono<AppEnv>()
    .use('/auth/*', rateLimit('auth'))
    .post('/auth/pair', rateLimit('pair', 'PAIRING_RATE_LIMIT'), async (c) =>
      c.json(await pair(c.var.ctx, parseOr(PairRequest, await jsonBody(c.req)))),
    )
    .post('/auth/refresh', async (c) => {
      const { refreshToken } = parseOr(RefreshRequest, await jsonBody(c.req))
      return c.json(await refreshSession(c.var.ctx, refreshToken))
    })
    .post('/auth/sign-out', requireStaff('viewer'), async (c) => {
      const actor = staffOf(c)
      const { agencyId, sessionId } = actor
      await endSession(c.var.ctx, actor, { agencyId, sessionId, reason: 'signed out' })
      return c.body(null, 204)
    })
    .post('/auth/pairing-codes', requireStaff('owner'), async (c) => {
      const actor = staffOf(c)
      const { role } = parseOr(PairingCodeRequest, await jsonBody(c.req))
      const { code, expiresAt } = await createPairingCode(c.var.ctx, actor.agencyId, role, actor)
      return c.json({ code, expiresAt: expiresAt.toISOString() }, 201)
    })
    .get('/me', requireStaff('viewer'), async (c) => c.json(await readMe(c.var.ctx, staffOf(c))))
