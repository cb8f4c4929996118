import type { ChargeView, ChargesView, ReloadView } from './money-views.ts'

/** What moves or shows a client's money. Each write is one intent of a person: `key` is its Idempotency-Key. */
export interface MoneyVerbs {
  /** Newest first, at most 20 a page. */
  'charges.list': { input: { id: string; cursor?: string }; output: ChargesView }
  /** The page on which the client confirms a charge that its bank has stopped. */
  'charges.authenticate': { input: { id: string; charge: string }; output: { url: string } }
  'charges.topUp': { input: TopUp; output: ChargeView }
  'reload.set': { input: ReloadIntent; output: ReloadView }
  /** The page on which the client enters a card or an account. Nothing is charged. */
  'method.request': { input: { id: string }; output: { url: string } }
}

export interface TopUp {
  client: string
  /** Decimal text in the client's currency, as shown to the person who clicked. */
  amount: string
  key: string
}

export interface ReloadIntent {
  client: string
  enabled: boolean
  threshold: string
  amount: string
  key: string
}

type Fields = Record<string, unknown>
const ID = /^[\x21-\x7e]{1,200}$/
const AMOUNT = /^\d{1,10}(\.\d{1,9})?$/
const KEY = /^[\w-]{8,64}$/
const fits = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)

/** Whether a message's input is what its verb says (see inputs.ts). */
export const moneyChecks: { [V in keyof MoneyVerbs]: (input: Fields) => boolean } = {
  'charges.list': ({ id, cursor }) => fits(id, ID) && (cursor === undefined || fits(cursor, /^.{1,500}$/)),
  'charges.authenticate': ({ id, charge }) => fits(id, ID) && fits(charge, ID),
  'charges.topUp': ({ client, amount, key }) => fits(client, ID) && fits(amount, AMOUNT) && fits(key, KEY),
  'reload.set': ({ client, enabled, threshold, amount, key }) =>
    fits(client, ID) &&
    typeof enabled === 'boolean' &&
    fits(threshold, AMOUNT) &&
    fits(amount, AMOUNT) &&
    fits(key, KEY),
  'method.request': ({ id }) => fits(id, ID),
}
