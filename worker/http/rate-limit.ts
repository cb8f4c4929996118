import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'
import { Refusal } from './problem.ts'

/** The bindings count over a minute (wrangler.toml). */
const RETRY_AFTER_S = '60'

/**
 * Refuses who asks too often. The binding counts about right and per place, so it is a shield, never a spend cap.
 * @param bucket what is protected, so that one route's visitors do not use up another's
 */
export function rateLimit(
  bucket: string,
  binding: 'RATE_LIMIT' | 'PAIRING_RATE_LIMIT' = 'RATE_LIMIT',
  whoOf: (c: HonoContext<AppEnv>) => string = addressOf,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { success } = await c.env[binding].limit({ key: `${bucket}:${whoOf(c)}` })
    if (!success) {
      c.header('retry-after', RETRY_AFTER_S)
      throw new Refusal('rate_limited', `Too many requests. Wait ${RETRY_AFTER_S} seconds.`)
    }
    await next()
  }
}

/** Cloudflare sets this header itself; locally there is none and all are one. */
const addressOf = (c: HonoContext<AppEnv>) => c.req.header('cf-connecting-ip') ?? 'unknown'
