/**
 * The books from nothing: every figure is derived again from the set of events that were taken and the cash that moved.
 * Each running sum is priced twice: event by event in the order of booking (prices of single lines), and as a whole from
 * the set, run by run of one rule, without looking at single events. The two must agree, and so must the product.
 */
import { type Close, type Line, type Part, costOf, countedOn } from './correction.ts'
import type { Facts, Holding } from './facts.ts'
import { type Fraction, ZERO, plus } from './fraction.ts'
import { type Sale, bounded, listed, listedStep, measured, unitOf } from './price.ts'
import { type Rule, isCounted, spanOf } from './rule.ts'
import { startOfSpan } from './zone.ts'

/** What a line comes to. */
export interface Amounts {
  readonly quantity: Fraction
  readonly cost: bigint
  readonly costCurrency: string
  readonly price: bigint
}

/** A posting that is not usage: entries by account, and what the client sees of it. */
export interface Cash {
  readonly agencyId: string
  /** '' = of no client. */
  readonly clientId: string
  /** When it was posted. */
  readonly at: number
  /** Credits that were granted into the wallet, or what expired of them. */
  readonly isGrant: boolean
  readonly currency: string
  readonly entries: Readonly<Record<string, bigint>>
  /** Change of the client's own balance, by account. */
  readonly moves: Readonly<Record<string, bigint>>
}

export interface ServiceSum {
  quantity: Fraction
  cost: bigint
  price: bigint
  events: bigint
  estimated: bigint
}

interface Counter {
  quantity: Fraction
  listed: bigint
  /** Prices of its lines. */
  price: bigint
  runs: Run[]
}
/** Usage booked one after another under one rule, unit price and cap. */
interface Run {
  readonly key: string
  readonly holding: Holding
  readonly sale: Sale
  readonly rule: Rule
  quantity: Fraction
}

export class Books {
  readonly lines: Amounts[] = []
  readonly accounts = new Map<string, bigint>()
  readonly clients = new Map<string, bigint>()
  readonly days = new Map<string, ServiceSum>()
  readonly months = new Map<string, ServiceSum>()
  /** agency, client, local month, service, currency, cost currency: a line of an invoice. */
  readonly invoices = new Map<string, ServiceSum>()
  readonly counters = new Map<string, Counter>()
  /** Running sums whose two prices differ: a fault of the oracle, or of its words on order. */
  readonly disagreements: string[] = []
  readonly #facts: Facts

  constructor(facts: Facts, lines: readonly Line[], closes: readonly Close[], cash: readonly Cash[]) {
    this.#facts = facts
    for (const [index, line] of lines.entries()) {
      this.#book(line, this.#amounts(line), countedOn(line, index, facts, closes))
    }
    for (const one of cash) this.#move(one)
    for (const [key, counter] of this.counters) this.#secondOpinion(key, counter)
  }

  #zone(agencyId: string): string {
    return this.#facts.agencies.get(agencyId)?.zone ?? 'UTC'
  }

  #amounts(line: Line): Amounts {
    const { holding } = line
    let [quantity, cost, price] = [ZERO, 0n, 0n]
    for (const part of line.parts) {
      quantity = plus(quantity, part.quantity)
      cost += costOf(part, holding)
      price += this.#price(line, part)
    }
    // Where neither a cost nor a price names a currency, what the source said of the cost is in dollars.
    const costCurrency = holding.cost?.currency ?? (holding.rule === null ? 'USD' : holding.currency)
    return { quantity, cost, costCurrency, price }
  }

  #price(line: Line, { quantity: said, sale }: Pick<Part, 'quantity' | 'sale'>): bigint {
    const { holding } = line
    const { rule } = holding
    if (rule === null) return 0n
    const quantity = measured(rule, said)
    if (!isCounted(rule)) return listedStep(rule, holding, sale, ZERO, quantity)
    const counter = this.#counter(line, rule)
    const after = plus(counter.quantity, quantity)
    const sum = counter.listed + listedStep(rule, holding, sale, counter.quantity, after)
    const price = bounded(rule, sum, after) - bounded(rule, counter.listed, counter.quantity)
    counter.quantity = after
    counter.listed = sum
    counter.price += price
    noteRun(counter, { rule, holding, sale }, quantity)
    return price
  }

  #counter(line: Line, rule: Rule): Counter {
    const { agencyId, clientId, service } = line
    const span = spanOf(rule)
    const start = span === null ? 0 : startOfSpan(line.at, span, this.#zone(agencyId))
    const key = `${agencyId}\n${clientId}\n${service}\n${start}`
    const known = this.counters.get(key)
    if (known !== undefined) return known
    const counter = { quantity: ZERO, listed: 0n, price: 0n, runs: [] }
    this.counters.set(key, counter)
    return counter
  }

  #book(line: Line, amounts: Amounts, on: ReturnType<typeof countedOn>): void {
    this.lines.push(amounts)
    const { agencyId, clientId, service, source } = line
    const { billedBy, mode, currency } = line.holding
    const { cost, costCurrency, price } = amounts
    this.#add(this.accounts, [agencyId, `cost:${service}`, costCurrency], cost)
    this.#add(this.accounts, [agencyId, `platform:${source}`, costCurrency], -cost)
    if (billedBy !== 'agency') {
      this.#add(this.accounts, [agencyId, debtor(billedBy, mode), currency], price)
      this.#add(this.accounts, [agencyId, `revenue:${service}`, currency], -price)
    }
    if (billedBy === 'ledger' && mode === 'prepaid') {
      this.#add(this.clients, [agencyId, clientId, 'wallets', currency], -price)
    } else if (billedBy === 'ledger' && mode !== 'partner') {
      this.#add(this.clients, [agencyId, clientId, 'receivables', currency], price)
    }
    const currencies = `${currency}\n${costCurrency}`
    const ofService = `${agencyId}\n${clientId}\n${on.month}\n${service}\n${currencies}`
    const ofDay = `${agencyId}\n${on.day}\n${clientId}\n${service}\n${billedBy}\n${currencies}`
    for (const [sums, key] of [
      [this.days, ofDay],
      [this.months, `${agencyId}\n${on.month}\n${clientId}\n${currencies}`],
      [this.invoices, ofService],
    ] as const) {
      const sum = sums.get(key) ?? { quantity: ZERO, cost: 0n, price: 0n, events: 0n, estimated: 0n }
      if (sums !== this.months) sum.quantity = plus(sum.quantity, amounts.quantity)
      sum.cost += cost
      sum.price += price
      sum.events += line.kind === 'usage' ? 1n : 0n
      // A late correction cannot take away the estimate of another month.
      sum.estimated += on.late && line.estimates < 0n ? 0n : line.estimates
      sums.set(key, sum)
    }
  }

  #move({ agencyId, clientId, currency, entries, moves }: Cash): void {
    for (const [account, amount] of Object.entries(entries)) {
      this.#add(this.accounts, [agencyId, account, currency], amount)
    }
    for (const [account, amount] of Object.entries(moves)) {
      this.#add(this.clients, [agencyId, clientId, account, currency], amount)
    }
  }

  #add(sums: Map<string, bigint>, key: readonly string[], amount: bigint): void {
    const id = key.join('\n')
    sums.set(id, (sums.get(id) ?? 0n) + amount)
  }

  /** Prices a running sum as a whole: from the totals at which each run begins and ends. */
  #secondOpinion(key: string, { runs, price, listed: stood }: Counter): void {
    let total = ZERO
    let sum = 0n
    let expected = 0n
    for (const { rule, holding, sale, quantity } of runs) {
      // A commission on single sales has no price as a whole.
      if (rule.kind === 'percentage') return
      const after = plus(total, quantity)
      const next = sum + listed(rule, holding, sale, after) - listed(rule, holding, sale, total)
      expected += bounded(rule, next, after) - bounded(rule, sum, total)
      total = after
      sum = next
    }
    if (expected !== price || sum !== stood) {
      this.disagreements.push(`${key.replaceAll('\n', ' ')}: ${expected} as a whole, ${price} in parts`)
    }
  }
}

function noteRun(counter: Counter, under: Pick<Run, 'rule' | 'holding' | 'sale'>, quantity: Fraction): void {
  const { rule, holding, sale } = under
  const unit = unitOf(rule, holding, sale)
  // What must be one, so that only the total counts.
  const key = unit === null ? holding.currency : `${unit.n}/${unit.d}`
  const last = counter.runs.at(-1)
  if (last?.rule === rule && last.key === key) last.quantity = plus(last.quantity, quantity)
  else counter.runs.push({ ...under, key, quantity })
}

function debtor(billedBy: string, mode: string): string {
  if (billedBy === 'crm') return 'crm:collected'
  if (mode === 'prepaid') return 'wallets'
  return mode === 'partner' ? 'partner:invoiced' : 'receivables'
}
