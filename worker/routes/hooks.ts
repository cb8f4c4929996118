import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { highLevelHookRoutes } from './hooks-highlevel.ts'
import { stripeHookRoutes } from './hooks-stripe.ts'

/** Where other systems post to us. No sign-in: each verifies its sender's signature on the raw body. */
export const hookRoutes = () =>
  new Hono<AppEnv>().route('/', highLevelHookRoutes()).route('/', stripeHookRoutes())
