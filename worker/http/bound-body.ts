import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppEnv } from './app-env.ts'
import { Refusal } from './problem.ts'

/**
 * Refuses a body of more than `bytesMax`. Where the sender states its length (HTTP holds it to that), the length is
 * looked at and nothing else: to ask whether there is a body makes a stream of it, which a hook would pay for.
 * @throws Refusal body_too_large
 */
export function boundBody(bytesMax: number): MiddlewareHandler<AppEnv> {
  const tooLarge = () =>
    new Refusal('body_too_large', `A body may have ${bytesMax} bytes. Send fewer events at once.`)
  const counted = bodyLimit({
    maxSize: bytesMax,
    onError: () => {
      throw tooLarge()
    },
  })
  return (c, next) => {
    const { headers } = c.req.raw
    const stated = headers.get('content-length')
    if (stated === null || headers.has('transfer-encoding')) return counted(c, next)
    if (!(Number(stated) <= bytesMax)) throw tooLarge()
    return next()
  }
}
