import { Hono } from 'hono'
import { importClients } from '../clients/import-clients.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'

/** POST /v1/clients/import (owner): brings the CRM's sub-accounts in as clients. */
export const importRoutes = () =>
  new Hono<AppEnv>().post('/clients/import', requireStaff('owner'), async (c) =>
    c.json(await importClients(c.var.ctx, staffOf(c))),
  )
