import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'

/** GET /healthz: the worker runs and its settings parse. It does not ask the database (see /v1/status). */
export const healthRoutes = () => new Hono<AppEnv>().get('/healthz', (c) => c.json({ ok: true }))
