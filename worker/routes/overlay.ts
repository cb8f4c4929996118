import { Hono } from 'hono'
import { ConnectAccount, DisconnectAccount, SystemName } from '../../shared/contract/directory.ts'
import { ExternalId } from '../../shared/contract/scalars.ts'
import { connectAccount } from '../clients/connect-account.ts'
import { disconnectAccount } from '../clients/disconnect-account.ts'
import { findAccount } from '../clients/find-account.ts'
import { DayQuery } from '../clients/list-days.ts'
import { platformWallets } from '../clients/platform-wallets.ts'
import { serviceTotals } from '../clients/service-totals.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { jsonBody, parseOr } from '../http/validate.ts'

/** What the pages of a CRM need to stand beside: whose account this is, its wallets there, a service's last days. */
export const overlayRoutes = () =>
  new Hono<AppEnv>()
    .get('/directory/:system/:account', requireStaff('viewer'), async (c) =>
      c.json(await findAccount(c.var.ctx, staffOf(c), c.req.param('system'), c.req.param('account'))),
    )
    .put('/directory/:system/:account', requireStaff('owner'), async (c) => {
      const { client: clientId, from } = parseOr(ConnectAccount, await jsonBody(c.req))
      const system = parseOr(SystemName, c.req.param('system'))
      const account = parseOr(ExternalId, c.req.param('account'))
      return c.json(await connectAccount(c.var.ctx, staffOf(c), { system, account, clientId, from }))
    })
    .delete('/directory/:system/:account', requireStaff('owner'), async (c) => {
      const { client: clientId } = parseOr(DisconnectAccount, c.req.query())
      const { system, account } = c.req.param()
      return c.json(await disconnectAccount(c.var.ctx, staffOf(c), { system, account, clientId }))
    })
    .get('/platform-wallets', requireStaff('staff'), async (c) =>
      c.json(await platformWallets(c.var.ctx, staffOf(c))),
    )
    .get('/services/totals', requireStaff('viewer'), async (c) =>
      c.json(await serviceTotals(c.var.ctx, staffOf(c), parseOr(DayQuery, c.req.query()))),
    )
