import { LINES_AT_ONCE } from './days-api.ts'
import type { Input, Verb } from './messages.ts'
import { alertSettingsChecks } from './alert-settings-api.ts'
import { moneyChecks } from './money-verbs.ts'
import { overlayChecks } from './overlay-api.ts'
import { BUNDLES } from './panels.ts'
import { priceChecks } from './price-verbs.ts'

type Fields = Record<string, unknown>

const ID = /^[\x21-\x7e]{1,200}$/

const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value)
const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most
const isOptional = (value: unknown, type: string): boolean => value === undefined || typeof value === type

/**
 * Whether a message's input is what its verb says. The sender may be a renderer that was taken over: what
 * passes here ends in a URL or a request body of ours.
 */
export const checks: { [V in Verb]: (input: Fields) => boolean } = {
  'session.status': () => true,
  'session.pair': ({ worker, code, device }) => isText(worker, 200) && isText(code, 64) && isText(device, 80),
  'session.signOut': () => true,
  'preferences.get': () => true,
  'options.open': () => true,
  'panels.inject': ({ bundle }) => BUNDLES.some((known) => known === bundle),
  'sites.patterns': () => true,
  'config.get': () => true,
  'clients.list': ({ ids, fresh }) =>
    Array.isArray(ids) && ids.length <= 100 && ids.every(isId) && isOptional(fresh, 'boolean'),
  'clients.page': ({ cursor }) => cursor === undefined || isText(cursor, 500),
  'clients.detail': ({ id }) => isId(id),
  'clients.audit': ({ id, cursor }) => isId(id) && (cursor === undefined || isText(cursor, 500)),
  'clients.all': ({ fresh }) => isOptional(fresh, 'boolean'),
  'agency.status': () => true,
  'agency.reconciliation': () => true,
  'agency.payments': () => true,
  'days.agency': () => true,
  'days.client': ({ id }) => isId(id),
  'days.clients': ({ ids }) =>
    Array.isArray(ids) && ids.length > 0 && ids.length <= LINES_AT_ONCE && ids.every(isId),
  'days.services': () => true,
  'days.clientServices': ({ id }) => isId(id),
  'alerts.list': ({ open, cursor }) =>
    typeof open === 'boolean' && (cursor === undefined || isText(cursor, 500)),
  ...alertSettingsChecks,
  ...moneyChecks,
  ...priceChecks,
  ...overlayChecks,
}

/** A message of ours, or null. Only the fields that the verb knows go on from here. */
export function readEnvelope(message: unknown): { verb: Verb; input: Input<Verb> } | null {
  if (typeof message !== 'object' || message === null) return null
  const { rebillLens, verb, input } = message as Fields
  if (rebillLens !== 1 || typeof verb !== 'string' || !Object.hasOwn(checks, verb)) return null
  if (typeof input !== 'object' || input === null) return null
  if (!checks[verb as Verb](input as Fields)) return null
  return { verb: verb as Verb, input: input as Input<Verb> }
}
