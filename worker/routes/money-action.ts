import type { Context as HonoContext } from 'hono'
import { staffOf } from '../http/auth.ts'
import type { AppEnv } from '../http/app-env.ts'
import { intentOf } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { parseJson } from '../http/validate.ts'

/** What every route that moves money reads: who, the body, and the intent. @throws Refusal idempotency_key_missing */
export async function moneyAction(c: HonoContext<AppEnv>) {
  const actor = staffOf(c)
  const text = await c.req.text()
  const intent = await intentOf(c, actor.agencyId, text)
  if (intent === null) {
    throw new Refusal('idempotency_key_missing', 'Send a new Idempotency-Key with each intent to move money.')
  }
  return { actor, intent, body: text === '' ? {} : parseJson(text) }
}
