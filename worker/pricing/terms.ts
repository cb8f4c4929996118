import { planById } from '../../shared/catalogue/plans.ts'
import type { BilledBy, BillingMode } from '../../shared/contract/scalars.ts'
import { Decimal } from '../../shared/rating/decimal.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import { type CostRate, costAt } from './costs.ts'

/** Something that holds from an instant (epoch milliseconds) on. */
export interface Dated {
  readonly validFrom: number
}
/** What a row of `service_terms` says; `default`: from here on the client follows the agency's default again. */
export type TermsChoice = BilledBy | 'default'
export interface DatedTerms extends Dated {
  readonly number: bigint
  readonly billedBy: TermsChoice
  /** Null: the agency absorbs the usage, or its default counts. */
  readonly rule: PriceRule | null
  readonly currency: string
}
export interface DatedMode extends Dated {
  readonly mode: BillingMode
}
/** Units of the quote currency per unit of the base currency. */
export interface DatedFx extends Dated {
  readonly id: string
  readonly rate: string
}
/** What caps an agency's multipliers. */
export interface CapTerms {
  readonly plan: string
  /** The agency's own cap for what our ledger bills, in ppm; null = its plan's. */
  readonly ownCapPpm: bigint | null
}
export interface DatedCap extends Dated, CapTerms {}
export interface ClientTerms {
  readonly currency: string
  /** Newest first, never empty. */
  readonly modes: readonly DatedMode[]
}

/** What rating reads of one agency: plain data of one `price_version`. Every list is newest first. */
export interface AgencyTerms extends CapTerms {
  readonly agencyId: string
  readonly currency: string
  readonly timeZone: string
  readonly priceVersion: bigint
  /** Never empty; what holds now is the newest. */
  readonly caps: readonly DatedCap[]
  readonly clients: ReadonlyMap<string, ClientTerms>
  /** By `termsKey(client, service)`; the agency's default under the client '*'. */
  readonly terms: ReadonlyMap<string, readonly DatedTerms[]>
  /** The agency's own costs by service. */
  readonly costs: ReadonlyMap<string, readonly CostRate[]>
  /** By `fxKey(base, quote)`. */
  readonly fx: ReadonlyMap<string, readonly DatedFx[]>
}

export interface TermsOfUsage {
  readonly billedBy: BilledBy
  readonly billingMode: BillingMode
  /** Currency of the price. */
  readonly currency: string
  /** Null: nobody is billed, the agency absorbs the usage. */
  readonly rule: PriceRule | null
  /** `service_terms.number`, null where nothing was ever agreed. */
  readonly termsNumber: bigint | null
  readonly costRate: { readonly id: string; readonly unitCost: string; readonly currency: string } | null
  /** Price currency per unit of cost currency, null where they are the same or no rate is known. */
  readonly fx: { readonly id: string; readonly rate: string } | null
  readonly planCapPpm: bigint | null
}

export const DEFAULT_CLIENT = '*'
export const termsKey = (clientId: string, service: string): string => `${clientId} ${service}`
export const fxKey = (base: string, quote: string): string => `${base}>${quote}`

/** The newest that holds at `at`, of a list that is newest first. */
export function newestAt<T extends Dated>(list: readonly T[] | undefined, at: number): T | undefined {
  return list?.find((item) => item.validFrom <= at)
}

/**
 * Whose rules one usage falls under, at its own time: the client's before the agency's default; nothing agreed
 * means that the agency absorbs it. Pure.
 * A multiplier is priced in the client's currency; any other rule names amounts, so its own currency stands.
 * @returns undefined where the client was not loaded: it is none of this agency's.
 */
export function termsFor(
  terms: AgencyTerms,
  clientId: string,
  service: string,
  occurredAt: Date,
): TermsOfUsage | undefined {
  const client = terms.clients.get(clientId)
  if (client === undefined) return undefined
  const at = occurredAt.getTime()
  const agreed = agreedAt(terms, clientId, service, at)
  const billedBy = whoBills(agreed)
  const rule = billedBy === 'agency' ? null : (agreed?.rule ?? null)
  const currency =
    agreed === undefined || rule === null || rule.kind === 'multiplier' ? client.currency : agreed.currency
  const costRate = costAt(terms.costs, service, at)
  return {
    billedBy,
    billingMode: (newestAt(client.modes, at) ?? earliest(client.modes)).mode,
    currency,
    rule,
    termsNumber: agreed?.number ?? null,
    costRate,
    fx:
      costRate === null || costRate.currency === currency
        ? null
        : fxAt(terms, costRate.currency, currency, at),
    planCapPpm: capFor(newestAt(terms.caps, at) ?? earliest(terms.caps), billedBy),
  }
}

/** The row of terms that holds at `at`: the client's own, unless it has none or follows the agency's default again. */
export function agreedAt(
  { terms }: Pick<AgencyTerms, 'terms'>,
  clientId: string,
  service: string,
  at: number,
): DatedTerms | undefined {
  const own = newestAt(terms.get(termsKey(clientId, service)), at)
  return own === undefined || own.billedBy === 'default'
    ? newestAt(terms.get(termsKey(DEFAULT_CLIENT, service)), at)
    : own
}

/** Nothing agreed, and nothing to fall back on, means that the agency absorbs it. */
export const whoBills = (agreed: DatedTerms | undefined): BilledBy =>
  agreed === undefined || agreed.billedBy === 'default' ? 'agency' : agreed.billedBy

/**
 * Highest multiplier in ppm, null = none. The CRM's plan caps what the CRM bills; what our ledger bills is capped
 * by the agency's own setting, and by the plan where it has set none (design §3).
 */
export function capFor(terms: CapTerms, billedBy: BilledBy): bigint | null {
  if (billedBy === 'agency') return null
  if (billedBy === 'ledger' && terms.ownCapPpm !== null) return terms.ownCapPpm
  return planById(terms.plan)?.multiplierCapPpm ?? null
}

/** Usage from before the first rate takes the first: it happened, so it is rated. */
export function fxAt(
  terms: Pick<AgencyTerms, 'fx'>,
  base: string,
  quote: string,
  at: number,
): DatedFx | null {
  const direct = terms.fx.get(fxKey(base, quote))
  const found = newestAt(direct, at) ?? direct?.at(-1)
  if (found !== undefined) return found
  const opposite = terms.fx.get(fxKey(quote, base))
  const inverse = newestAt(opposite, at) ?? opposite?.at(-1)
  return inverse === undefined ? null : { ...inverse, rate: inverted(inverse.rate) }
}

/** 1 ÷ rate to 18 decimals: the ECB quotes units per euro, a cost in dollars needs the way back. */
const inverted = (rate: string): string => new Decimal(1).div(rate).toDecimalPlaces(18).toFixed()

/** Of a list that is newest first and never empty: usage from before its first date falls under it too. */
function earliest<T extends Dated>(list: readonly T[]): T {
  const first = list.at(-1)
  if (first === undefined) throw new RangeError('billing modes and caps have a first date')
  return first
}
