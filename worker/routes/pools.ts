import { Hono } from 'hono'
import type { z } from 'zod'
import type { Lot } from '../../shared/credits/lot.ts'
import { formatNano } from '../../shared/money/nano.ts'
import { type Purchase, buyCredits } from '../credits/buy-credits.ts'
import { drawCredits } from '../credits/draw-credits.ts'
import { giveBackDraw } from '../credits/give-back.ts'
import { GrantRequest, grantCredits, listCredits } from '../credits/grant-credits.ts'
import {
  type DrawAnswer,
  DrawRequest,
  openPool,
  PoolId,
  PoolRequest,
  type PoolView,
  PurchaseRequest,
  settingsView,
} from '../credits/open-pool.ts'
import { balanceAt, readPool } from '../credits/pool.ts'
import { PoolChange, setPool } from '../credits/set-pool.ts'
import { BatchAborted } from '../db/client.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { Refusal } from '../http/problem.ts'
import { jsonBody, parseOr } from '../http/validate.ts'
import { timeRefusal } from '../usage/time-limits.ts'
import { sourceOr } from './corrections.ts'

/** Credit pools that clients draw from (CE-03 … CE-07), and credits granted into a client's wallet. */
export const poolRoutes = () =>
  new Hono<AppEnv>()
    .post('/pools/:id', requireStaff('owner'), async (c) => {
      const id = parseOr(PoolId, c.req.param('id'))
      await openPool(c.var.ctx, staffOf(c), id, parseOr(PoolRequest, await jsonBody(c.req)))
      return c.json({ id }, 201)
    })
    .put('/pools/:id', requireStaff('owner'), async (c) => {
      const change = parseOr(PoolChange, await jsonBody(c.req))
      return c.json(await setPool(c.var.ctx, staffOf(c), c.req.param('id'), change))
    })
    .get('/pools/:id', requireStaff('viewer'), async (c) => {
      const pool = await readPool(c.var.ctx, staffOf(c).agencyId, c.req.param('id'))
      return c.json({
        id: pool.id,
        service: pool.service,
        currency: pool.currency,
        ...settingsView(pool),
        balance: String(balanceAt(pool.lots, BigInt(c.var.ctx.now().getTime()))),
        lots: pool.lots.map(({ id, kind, granted, used, expired, cost, costUsed }) => ({
          id,
          kind,
          granted: String(granted),
          used: String(used),
          expired: String(expired),
          cost: formatNano(cost),
          costUsed: formatNano(costUsed),
        })),
      } satisfies z.infer<typeof PoolView>)
    })
    .post('/pools/:id/purchases', requireStaff('owner'), async (c) => {
      const actor = staffOf(c)
      const request = parseOr(PurchaseRequest, await jsonBody(c.req))
      const pool = await readPool(c.var.ctx, actor.agencyId, c.req.param('id'))
      const expiresAtMs = request.expiresAt === null ? null : BigInt(Date.parse(request.expiresAt))
      const purchase = { ...request, expiresAtMs }
      const standing = pool.lots.find(({ id }) => id === request.id)
      if (standing !== undefined)
        return c.json({ outcome: isSame(standing, purchase) ? 'duplicate' : 'conflict' })
      try {
        await buyCredits(c.var.ctx, actor, pool, purchase)
      } catch (error) {
        if (!(error instanceof BatchAborted)) throw error
        throw new Refusal('version_conflict', 'The pool has just moved. Send it again; nothing was booked.')
      }
      return c.json({ outcome: 'posted' })
    })
    .post('/pools/:id/draws', sourceOr('owner'), async (c) => {
      const { id, client, credits, occurredAt } = parseOr(DrawRequest, await jsonBody(c.req))
      const refusal = timeRefusal(occurredAt, c.var.ctx.now())
      if (refusal !== null) throw new Refusal(refusal.code, refusal.detail)
      const at = occurredAt === undefined ? c.var.ctx.now() : new Date(occurredAt)
      const draw = { id, clientId: client, credits, occurredAt: at }
      const drawn = await drawCredits(c.var.ctx, agencyOf(c.var.actor), c.req.param('id'), draw)
      return c.json({ ...drawn, balance: String(drawn.balance) } satisfies z.infer<typeof DrawAnswer>)
    })
    .post('/clients/:id/credits', requireStaff('owner'), async (c) => {
      const request = parseOr(GrantRequest, await jsonBody(c.req))
      return c.json(await grantCredits(c.var.ctx, staffOf(c), c.req.param('id'), request))
    })
    .get('/clients/:id/credits', requireStaff('viewer'), async (c) =>
      c.json(await listCredits(c.var.ctx, staffOf(c), c.req.param('id'))),
    )
    .post('/pools/:id/draws/:use/give-back', requireStaff('owner'), async (c) => {
      const actor = staffOf(c)
      return c.json(
        await giveBackDraw(c.var.ctx, actor, actor.agencyId, c.req.param('id'), c.req.param('use')),
      )
    })

const isSame = (lot: Lot, { credits, kind, priority, expiresAtMs }: Purchase): boolean =>
  lot.granted === credits && lot.kind === kind && lot.priority === priority && lot.expiresAtMs === expiresAtMs

const agencyOf = (actor: AppEnv['Variables']['actor']) => ('agencyId' in actor ? actor.agencyId : '')
