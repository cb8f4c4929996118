import { Hono } from 'hono'
import { ClientQuery, listClients } from '../clients/list-clients.ts'
import { getClient } from '../clients/get-client.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { parseOr } from '../http/validate.ts'

/** The agency's clients: the list with balances, and one in full. */
export const clientRoutes = () =>
  new Hono<AppEnv>()
    .get('/clients', requireStaff('viewer'), async (c) =>
      c.json(await listClients(c.var.ctx, staffOf(c), parseOr(ClientQuery, c.req.query()))),
    )
    .get('/clients/:id', requireStaff('viewer'), async (c) =>
      c.json(await getClient(c.var.ctx, staffOf(c), c.req.param('id'))),
    )
