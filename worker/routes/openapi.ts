import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { openApiDocument } from '../openapi/document.ts'

/** Made when it is first asked for: most isolates never are. */
let made: string | undefined

/** GET /openapi.json: the published description of /v1. */
export const openApiRoutes = () =>
  new Hono<AppEnv>().get('/openapi.json', (c) => {
    made ??= JSON.stringify(openApiDocument())
    return c.body(made, 200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' })
  })
