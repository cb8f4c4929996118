import type { SetServiceResponse, TermsChoice } from '../../shared/contract/clients.ts'
import type { BulkChange, BulkPreview } from '../../shared/contract/pricing.ts'

/** Terms of services: of one client or of many. Each write is one intent of a person: `key` is its Idempotency-Key. */
export interface PriceVerbs {
  'services.set': { input: ServiceSwitch; output: SetServiceResponse }
  /** Puts back what was there before the change with this audit id, rules of its own and the default included. */
  'services.undo': { input: ServiceUndo; output: SetServiceResponse }
  /** Changes nothing. */
  'bulk.preview': { input: BulkWish & { clients: readonly string[] }; output: BulkPreview }
  'bulk.apply': { input: BulkIntent; output: BulkChange }
  /** Made once: asking again tries the clients that were refused, and no other. */
  'bulk.undo': { input: { id: string }; output: BulkChange }
}

/** One switch, as confirmed by a person. `key` stays the same when the same intent is sent again. */
export interface ServiceSwitch {
  client: string
  service: string
  billedBy: TermsChoice
  multiplier?: string
  version: number
  crmRebillingConfirmedOff?: boolean
  key: string
}

export interface ServiceUndo {
  client: string
  service: string
  auditId: string
  version: number
  crmRebillingConfirmedOff?: boolean
  key: string
}

/** What somebody wants for all selected clients. */
export interface BulkWish {
  service: string
  billedBy: TermsChoice
  /** Decimal text; absent where the agency absorbs or the default counts. */
  multiplier?: string
}

export interface BulkIntent extends BulkWish {
  /** In the versions that were previewed. */
  clients: readonly { id: string; version: number }[]
  key: string
}

type Fields = Record<string, unknown>
const ID = /^[\x21-\x7e]{1,200}$/
const SERVICE = /^[a-z0-9][a-z0-9._-]{0,63}$/
const MULTIPLIER = /^\d{1,4}(\.\d{1,6})?$/
const KEY = /^[\w-]{8,64}$/
const CHOICES = new Set<unknown>(['agency', 'crm', 'ledger', 'default'] satisfies TermsChoice[])
/** Clients of one bulk change (shared/contract/pricing.ts). */
export const BULK_MAX = 200

const fits = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)
const isFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean'
const isListOf = (value: unknown, is: (each: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= BULK_MAX && value.every(is)

const isWish = ({ service, billedBy, multiplier }: Fields): boolean =>
  fits(service, SERVICE) &&
  CHOICES.has(billedBy) &&
  (multiplier === undefined || fits(multiplier, MULTIPLIER))

function isVersioned(value: unknown): boolean {
  const { id, version } = (value ?? {}) as Fields
  return fits(id, ID) && Number.isSafeInteger(version)
}

/** Whether a message's input is what its verb says (see inputs.ts). */
export const priceChecks: { [V in keyof PriceVerbs]: (input: Fields) => boolean } = {
  'services.set': (input) =>
    isWish(input) &&
    fits(input['client'], ID) &&
    Number.isSafeInteger(input['version']) &&
    isFlag(input['crmRebillingConfirmedOff']) &&
    fits(input['key'], KEY),
  'services.undo': ({ client, service, auditId, version, crmRebillingConfirmedOff, key }) =>
    fits(client, ID) &&
    fits(service, SERVICE) &&
    fits(auditId, ID) &&
    Number.isSafeInteger(version) &&
    isFlag(crmRebillingConfirmedOff) &&
    fits(key, KEY),
  'bulk.preview': (input) => isWish(input) && isListOf(input['clients'], (id) => fits(id, ID)),
  'bulk.apply': (input) =>
    isWish(input) && isListOf(input['clients'], isVersioned) && fits(input['key'], KEY),
  'bulk.undo': ({ id }) => fits(id, ID),
}
