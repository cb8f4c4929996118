/**
 * What the oracle knows of agencies, clients, prices and costs: plain dated lists. Which of them holds for a usage:
 * - the newest whose date is not after the usage's own time; of two with one date the one that was added last;
 * - a client's own terms before the agency's defaults, and nothing agreed means that the agency absorbs the usage;
 * - of costs, exchange rates and billing modes the first, where the usage is older than all of them; the agency's own
 *   costs before the shipped ones, unless only a shipped one is old enough;
 * - a rate the other way round where there is none: 1 ÷ rate, to 18 decimals;
 * - a client's own terms that say `default` count as none: it follows the agency's again;
 * - of caps on multipliers (plan and own setting) the one of the usage's time too, the first for what is older;
 * - known is what was there when the usage was booked: what is added later changes nothing that stands.
 */
import { type Fraction, ONE, fraction, over, rounded } from './fraction.ts'
import type { Rule } from './rule.ts'

interface Dated {
  readonly from: number
}
export interface AgencyFact {
  readonly id: string
  readonly zone: string
  readonly caps: CapFact[]
}
export interface CapFact extends Dated {
  readonly plan: 'pro' | 'unlimited'
  /** The agency's own highest multiplier in ppm; null = the plan's. */
  readonly own: bigint | null
}
export interface ClientFact {
  readonly currency: string
  readonly modes: (Dated & { readonly mode: string })[]
}
export interface TermsFact extends Dated {
  readonly billedBy: string
  readonly rule: Rule | null
  readonly currency: string
}
export interface CostFact extends Dated {
  readonly unit: Fraction
  readonly currency: string
}
export interface RateFact extends Dated {
  readonly rate: Fraction
}

/** Everything that prices one usage. One object for all usage that falls under the same facts. */
export interface Holding {
  readonly billedBy: string
  readonly mode: string
  readonly currency: string
  readonly rule: Rule | null
  readonly cost: CostFact | null
  /** Price currency per unit of cost currency; null where none is needed or known. */
  readonly rate: Fraction | null
  readonly cap: bigint | null
}

/** Newest date first; of one date the latest added first. */
function add<T extends Dated>(list: T[], fact: T): void {
  const at = list.findIndex((one) => one.from <= fact.from)
  list.splice(at === -1 ? list.length : at, 0, fact)
}
const holds = <T extends Dated>(list: readonly T[] | undefined, at: number): T | undefined =>
  list?.find((one) => one.from <= at)

export class Facts {
  readonly agencies = new Map<string, AgencyFact>()
  readonly clients = new Map<string, ClientFact>()
  readonly #terms = new Map<string, TermsFact[]>()
  readonly #costs = new Map<string, CostFact[]>()
  readonly #rates = new Map<string, RateFact[]>()
  /** One number a fact, so that equal holdings are one object. */
  readonly #numbers = new Map<object, number>()
  readonly #holdings = new Map<string, Holding>()

  addClient(agency: string, client: string, currency: string, mode: string, from: number): void {
    this.clients.set(`${agency} ${client}`, { currency, modes: [{ from, mode }] })
  }

  addMode(agency: string, client: string, mode: string, from: number): void {
    const modes = this.clients.get(`${agency} ${client}`)?.modes
    if (modes !== undefined) add(modes, { from, mode })
  }

  addCap(agency: string, fact: CapFact): void {
    const caps = this.agencies.get(agency)?.caps
    if (caps !== undefined) add(caps, fact)
  }

  /** What a client's own terms were before its newest; undefined = it had none. */
  termsBefore(agency: string, client: string, service: string): TermsFact | undefined {
    return this.#terms.get(`${agency} ${client} ${service}`)?.[1]
  }

  /** @param client '*' for the agency's default */
  addTerms(agency: string, client: string, service: string, fact: TermsFact): void {
    this.#list(this.#terms, `${agency} ${client} ${service}`, fact)
  }

  addCost(agency: string, service: string, fact: CostFact): void {
    this.#list(this.#costs, `${agency} ${service}`, fact)
  }

  addRate(agency: string, base: string, quote: string, fact: RateFact): void {
    this.#list(this.#rates, `${agency} ${base} ${quote}`, fact)
  }

  #list<T extends Dated>(lists: Map<string, T[]>, key: string, fact: T): void {
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [fact])
    else add(list, fact)
  }

  /** Undefined: no client of this agency. */
  holding(agencyId: string, clientId: string, service: string, at: number): Holding | undefined {
    const agency = this.agencies.get(agencyId)
    const client = this.clients.get(`${agencyId} ${clientId}`)
    if (agency === undefined || client === undefined) return undefined
    const mode = holds(client.modes, at) ?? client.modes.at(-1)
    const agreed = this.termsAt(agencyId, clientId, service, at)
    const own = this.#costs.get(`${agencyId} ${service}`)
    const shipped = this.#costs.get(`* ${service}`)
    const cost = holds(own, at) ?? holds(shipped, at) ?? own?.at(-1) ?? shipped?.at(-1) ?? null
    const billedBy = agreed?.billedBy ?? 'agency'
    const rule = billedBy === 'agency' ? null : (agreed?.rule ?? null)
    const named = rule !== null && rule.kind !== 'multiplier' ? agreed?.currency : undefined
    const currency = named ?? client.currency
    const quote =
      cost === null || cost.currency === currency ? null : this.#rate(agencyId, cost.currency, currency, at)
    const cap = capOf(holds(agency.caps, at) ?? agency.caps.at(-1), billedBy)
    const key =
      [mode, agreed, cost, quote?.fact].map((fact) => this.#number(fact)).join(' ') + ` ${currency} ${cap}`
    const known = this.#holdings.get(key)
    if (known !== undefined) return known
    const holding = { billedBy, mode: mode?.mode ?? '', currency, rule, cost, rate: quote?.rate ?? null, cap }
    this.#holdings.set(key, holding)
    return holding
  }

  termsAt(agency: string, client: string, service: string, at: number): TermsFact | undefined {
    const own = holds(this.#terms.get(`${agency} ${client} ${service}`), at)
    if (own !== undefined && own.billedBy !== 'default') return own
    return holds(this.#terms.get(`${agency} * ${service}`), at)
  }

  #rate(agency: string, base: string, quote: string, at: number): { fact: RateFact; rate: Fraction } | null {
    const direct = this.#rates.get(`${agency} ${base} ${quote}`)
    const straight = holds(direct, at) ?? direct?.at(-1)
    if (straight !== undefined) return { fact: straight, rate: straight.rate }
    const back = this.#rates.get(`${agency} ${quote} ${base}`)
    const turned = holds(back, at) ?? back?.at(-1)
    return turned === undefined ? null : { fact: turned, rate: inverse(turned.rate) }
  }

  #number(fact: object | null | undefined): number {
    if (fact === null || fact === undefined) return 0
    const known = this.#numbers.get(fact)
    if (known !== undefined) return known
    this.#numbers.set(fact, this.#numbers.size + 1)
    return this.#numbers.size
  }
}

/** Figures of the plan table (HighLevel, 2026-08-02): Unlimited rebills at most 1.05 times the cost. */
const PLAN_CAPS = { unlimited: 1_050_000n, pro: null } as const

function capOf(cap: CapFact | undefined, billedBy: string): bigint | null {
  if (cap === undefined || billedBy === 'agency') return null
  return billedBy === 'ledger' && cap.own !== null ? cap.own : PLAN_CAPS[cap.plan]
}

const inverse = (rate: Fraction): Fraction => rounded(over(ONE, rate), 18)

export const costFact = (unit: string, currency: string, from: number): CostFact => ({
  unit: fraction(unit),
  currency,
  from,
})
