import { SERVICES, serviceById } from '../../shared/catalogue/service.ts'
import type { BilledBy } from '../../shared/contract/scalars.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { ClientFigures } from '../clients/figures.ts'
import type { Floors } from './floors.ts'
import {
  type AgencyTerms,
  DEFAULT_CLIENT,
  type DatedTerms,
  type TermsChoice,
  type TermsOfUsage,
  newestAt,
  termsFor,
  termsKey,
  whoBills,
} from './terms.ts'
import type { Wish } from './wish.ts'

/** What a switch is decided on, as of one moment. */
export interface Basis {
  readonly client: ClientFigures
  readonly terms: AgencyTerms
  readonly now: Date
  /** Number of the newest terms that concern each service. */
  readonly versions: ReadonlyMap<string, bigint>
  readonly floors: Floors
}

/** Terms as a row of `service_terms` has them. */
export interface Row {
  readonly choice: TermsChoice
  readonly rule: PriceRule | null
  readonly currency: string
}

/** New terms of one service. */
export interface Move extends Row {
  readonly service: string
  /** What counted so far, and what counts then. */
  readonly before: TermsOfUsage
  readonly after: { readonly billedBy: BilledBy; readonly rule: PriceRule | null; readonly currency: string }
  /** The client's own terms so far; `default` where it has none. */
  readonly own: Row
}

/**
 * The new terms that a wish comes to. The CRM has one switch for all services of a product (SMS and calls are both
 * "Phone"): what it takes over it takes over for all of them, and when it stops, those it billed move along.
 */
export function movesOf(wish: Wish, basis: Basis): Move[] {
  const at = wish.validFrom ?? basis.now
  const wanted = moveTo(wish.service, basis, at, rowOf(wish, wish.service, basis, at))
  const product = serviceById(wish.service)?.crmProduct ?? null
  const siblings = SERVICES.filter(
    ({ id, crmProduct }) => crmProduct !== null && crmProduct === product && id !== wish.service,
  )
  const followers = siblings.flatMap(({ id }): Move[] => {
    const { currency } = basis.client
    const before = heldAt(id, basis, at)
    const { billedBy, rule } = wanted.after
    if (billedBy === 'crm') return [moveTo(id, basis, at, { choice: 'crm', rule, currency })]
    if (before.billedBy !== 'crm') return []
    const kept = billedBy === 'agency' ? null : before.rule
    return [moveTo(id, basis, at, { choice: billedBy, rule: kept, currency })]
  })
  return [wanted, ...followers]
}

/** The move of one service to a row of terms that begins at `at`. */
export function moveTo(service: string, basis: Basis, at: Date, row: Row): Move {
  const { terms, client } = basis
  return {
    ...row,
    service,
    before: heldAt(service, basis, at),
    after:
      row.choice === 'default'
        ? defaultAt(terms, client.currency, service, at)
        : { billedBy: row.choice, rule: row.rule, currency: row.currency },
    own: rowFrom(newestAt(terms.terms.get(termsKey(client.id, service)), at.getTime()), client.currency),
  }
}

/** A row as it would be written again; none at all is as good as following the default. */
export const rowFrom = (dated: DatedTerms | undefined, currency: string): Row =>
  dated === undefined
    ? { choice: 'default', rule: null, currency }
    : { choice: dated.billedBy, rule: dated.rule, currency: dated.currency }

export const sameRow = (a: Row, b: Row): boolean =>
  a.choice === b.choice && (a.rule === null || a.currency === b.currency) && sameRule(a.rule, b.rule)

const sameRule = (a: PriceRule | null, b: PriceRule | null): boolean => sorted(a) === sorted(b)
const sorted = (rule: PriceRule | null) =>
  JSON.stringify(Object.entries(rule ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))

function rowOf(wish: Wish, service: string, basis: Basis, at: Date): Row {
  const { choice, rule, keepsComposition } = wish
  const { currency } = basis.client
  if (!keepsComposition || rule?.kind !== 'multiplier') return { choice, rule, currency }
  const { rule: so } = heldAt(service, basis, at)
  return { choice, rule: so?.kind === 'multiplier' ? { ...so, ...rule } : rule, currency }
}

function heldAt(service: string, { terms, client }: Basis, at: Date): TermsOfUsage {
  const found = termsFor(terms, client.id, service, at)
  if (found === undefined) throw new RangeError('the terms were loaded for this client')
  return found
}

function defaultAt(terms: AgencyTerms, currency: string, service: string, at: Date): Move['after'] {
  const agreed = newestAt(terms.terms.get(termsKey(DEFAULT_CLIENT, service)), at.getTime())
  const billedBy = whoBills(agreed)
  const rule = billedBy === 'agency' ? null : (agreed?.rule ?? null)
  const isOwn = agreed === undefined || rule === null || !namesAmounts(rule)
  return { billedBy, rule, currency: isOwn ? currency : agreed.currency }
}

/** Whether a rule names amounts of money, so that it holds in one currency only. */
export const namesAmounts = (rule: PriceRule): boolean =>
  rule.kind !== 'multiplier' || rule.minimum !== undefined || rule.cap !== undefined
