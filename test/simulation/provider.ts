/**
 * Whoever moves the cash, in memory: decides each charge once, and tells of it by answer, webhook and look-up, in any
 * order and more than once. The product sends each charge itself (`sendCharge`, through Stripe's own client, to
 * `stripe.ts`); what is told otherwise goes through `settleCharge`, what goes back through `reverseCharge`. What was
 * done is cash for the oracle.
 */
import type { Row } from '@libsql/client/http'
import type { ChargeOutcome, Reversal } from '../../worker/payments/provider.ts'
import { reverseCharge } from '../../worker/charging/reverse.ts'
import { sendCharge } from '../../worker/charging/send.ts'
import { type Settled, settleCharge } from '../../worker/charging/settle.ts'
import { checkAmount, estimate } from './amounts.ts'
import { Difference } from './difference.ts'
import type { Stage } from './stage.ts'
import { type Asked, type IntentState, StripeDouble } from './stripe.ts'

type Definite = Exclude<ChargeOutcome, { kind: 'unknown' }>
interface Known {
  readonly agencyId: string
  readonly chargeId: string
  readonly clientId: string
  readonly currency: string
  readonly account: 'wallets' | 'receivables'
  readonly amount: bigint
  readonly customer: string
  readonly method: string
  /** What it will tell, one after another; the last stands. */
  readonly story: Definite[]
  told: number
  /** Whether the payment was made at Stripe. */
  isMade: boolean
  /** Whether the product was ever told of it. */
  isHeard: boolean
  /** Fee that the books should have by now; null = nothing is booked. */
  booked: bigint | null
  /** What will go back of it, one word after another, each the whole so far. */
  readonly reversals: Reversal[]
  reversed: { amount: bigint; fee: bigint; state: string }
}

export class Provider {
  readonly stripe: StripeDouble
  readonly #stage: Stage
  readonly #open: Known[] = []
  readonly #seen = new Set<string>()
  /** Charges with a dispute that is not won: their clients are suspended. */
  readonly #disputed = new Set<string>()
  /** What the product has been told in the running attempt, and how many batches it had committed by then. */
  #heard: { outcome: Definite; commits: number } | null = null

  constructor(stage: Stage, host: string) {
    this.#stage = stage
    this.stripe = new StripeDouble(host, {
      random: stage.random,
      now: () => stage.now,
      make: (asked) => this.#make(asked),
      stateOf: (chargeId) => stateOf(this.#charge(chargeId)),
      told: (chargeId) => {
        this.#heard = { outcome: current(this.#charge(chargeId)), commits: stage.db.commits }
      },
      fail: (error) => {
        stage.difference ??= error
      },
    })
  }

  knows(chargeId: string): boolean {
    return this.#seen.has(chargeId)
  }

  get size(): number {
    return this.#open.length
  }

  #charge(chargeId: string): Known {
    const known = this.#open.find((one) => one.chargeId === chargeId)
    if (known === undefined) throw new Difference(`Stripe was asked about a charge that is over: ${chargeId}`)
    return known
  }

  /**
   * Takes a charge: what becomes of it is decided here. `fresh`: it was prepared a moment ago, so its amount must fit
   * the balance as it stands, and nobody may be charged who disputes.
   */
  async take(key: { agencyId: string; chargeId: string }, fresh: boolean): Promise<void> {
    const [found] = await this.#stage.quiet.db.readBatch([
      {
        sql: `SELECT c.client_id, c.currency, c.amount, c.purpose, c.customer_id, c.method_id, s.threshold, s.amount AS step,
                coalesce((SELECT balance FROM client_balance b WHERE b.agency_id = c.agency_id
                  AND b.client_id = c.client_id AND b.currency = c.currency
                  AND b.account = CASE c.purpose WHEN 'reload' THEN 'wallets' ELSE 'receivables' END), 0) AS balance
              FROM charge c LEFT JOIN reload_settings s ON s.agency_id = c.agency_id AND s.client_id = c.client_id
              WHERE c.agency_id = ? AND c.id = ?`,
        args: [key.agencyId, key.chargeId],
      },
    ])
    const row = found?.rows[0]
    if (row === undefined) throw new Difference(`the queue names a charge that is not there: ${key.chargeId}`)
    if (fresh) checkAmount(key.chargeId, row)
    const client = `${key.agencyId} ${String(row['client_id'])} `
    if (fresh && [...this.#disputed].some((one) => one.startsWith(client))) {
      throw new Difference(`${client}was charged while a dispute is not won: ${key.chargeId}`)
    }
    this.#decide(key, row)
  }

  #decide(key: { agencyId: string; chargeId: string }, row: Row): void {
    const { random } = this.#stage
    const amount = row['amount'] as bigint
    const currency = String(row['currency'])
    const ref = `pi_${key.chargeId}`
    const fee = BigInt(random.int(0, 90)) * (MINOR[currency] ?? 1n)
    const succeeded: Definite = { kind: 'succeeded', ref, amount, fee }
    const guess: Definite = { ...succeeded, fee: null }
    const declined = (code: string, hardness: 'hard' | 'soft'): Definite => ({
      kind: 'failed',
      ref,
      code,
      text: 'declined',
      hardness,
    })
    const soft = declined('card_declined', 'soft')
    const story = random.weighted<Definite[]>([
      [60, [succeeded]],
      [15, [guess, succeeded]],
      [8, [{ kind: 'processing', ref }, succeeded]],
      [5, [{ kind: 'processing', ref }, soft]],
      [5, [{ kind: 'actionRequired', ref, code: 'authentication_required' }, guess, succeeded]],
      [5, [soft]],
      [2, [declined('expired_card', 'hard')]],
    ])
    const isPaid = story.at(-1)?.kind === 'succeeded'
    this.#seen.add(key.chargeId)
    this.#open.push({
      ...key,
      clientId: String(row['client_id']),
      currency,
      account: row['purpose'] === 'reload' ? 'wallets' : 'receivables',
      amount,
      customer: String(row['customer_id']),
      method: String(row['method_id']),
      story,
      told: 0,
      isMade: false,
      isHeard: false,
      booked: null,
      reversals: isPaid && random.chance(0.2) ? this.#goesBack(ref, amount, currency) : [],
      reversed: { amount: 0n, fee: 0n, state: '' },
    })
    this.#stage.counts.charges += 1
    this.#stage.trace(['charge', key.chargeId, String(amount)])
  }

  /** Refunds in steps, one that fails after all, a dispute that is won or lost. */
  #goesBack(paymentRef: string, amount: bigint, currency: string): Reversal[] {
    const { random } = this.#stage
    const minor = MINOR[currency] ?? 1n
    const part = (((amount / minor) * BigInt(random.int(1, 99))) / 100n) * minor
    const of = (what: Reversal['what'], state: Reversal['state'], taken: bigint, fee: bigint): Reversal => ({
      what,
      ref: `${what === 'refund' ? 're' : 'dp'}_${paymentRef}`,
      paymentRef,
      state,
      amount: taken,
      fee,
    })
    const fee = 1_500n * minor
    return random.weighted<Reversal[]>([
      [4, [of('refund', 'done', part, 0n)]],
      [2, [of('refund', 'done', amount, 0n)]],
      [2, [of('refund', 'open', part, 0n), of('refund', 'failed', 0n, 0n)]],
      [3, [of('dispute', 'open', amount, fee), of('dispute', 'lost', amount, fee)]],
      [3, [of('dispute', 'open', amount, fee), of('dispute', 'won', 0n, 0n)]],
      [1, [of('dispute', 'open', part, fee), of('dispute', 'won', 0n, fee)]],
    ])
  }

  #make({ chargeId, agencyId, amount, currency, customer, method }: Asked): void {
    const known = this.#charge(chargeId)
    const isRight =
      !known.isMade &&
      agencyId === known.agencyId &&
      BigInt(amount) * (MINOR[known.currency] ?? 1n) === known.amount &&
      currency === known.currency.toLowerCase() &&
      customer === known.customer &&
      method === known.method
    if (!isRight) throw new Difference(`Stripe was asked for ${amount} ${currency} for charge ${chargeId}`)
    known.isMade = true
  }

  /** Tells one thing of one charge, maybe again; what was not sent is sent first. */
  async tell(): Promise<void> {
    const { random } = this.#stage
    const at = random.int(0, this.#open.length - 1)
    const known = this.#open[at]
    if (known === undefined) return
    const isAgain = known.booked === null && random.chance(known.isHeard ? 0.1 : 0.6)
    if (!known.isMade || isAgain) return this.#send(known)
    if (known.booked !== null && known.told >= known.story.length && known.reversals.length > 0) {
      await this.#reverse(known)
    } else {
      if (!(await this.#deliver(known, current(known)))) return
      known.told += 1
    }
    if (known.told < known.story.length + (random.chance(0.3) ? 1 : 0)) return
    if (known.reversals.length > 0 && known.booked !== null) return
    this.#open.splice(at, 1)
    this.stripe.forget(known.chargeId)
  }

  /** The queue, or the sweep, sends it; the process may die anywhere, and so may the line. */
  async #send(known: Known): Promise<void> {
    const stage = this.#stage
    // An answer that was lost, and nobody looks for longer than Stripe keeps a key.
    if (known.isMade && !known.isHeard && stage.random.chance(0.3)) stage.now += 25 * 3_600_000
    this.#heard = null
    const result = await stage.attempt((ctx) =>
      sendCharge(ctx, known, stage.random.pick(['answer', 'sweep'])),
    )
    stage.counts.sent += 1
    const heard = this.#heard as { outcome: Definite; commits: number } | null
    if (heard !== null && stage.db.commits > heard.commits) {
      known.isHeard = true
      this.#book(known, heard.outcome)
    }
    const sent = result === 'unreachable' ? result : result.answer
    stage.trace(['send', known.chargeId, sent, known.isMade])
    // More than Stripe takes at once: declined before it was asked.
    if (sent === 'settled' && !known.isMade) this.#open.splice(this.#open.indexOf(known), 1)
    if (!known.isMade || known.isHeard || stage.random.chance(0.4)) return
    // Sent once more while its key is young.
    stage.now += 20 * 60_000
    await this.#send(known)
  }

  async #deliver(known: Known, outcome: Definite): Promise<boolean> {
    const stage = this.#stage
    const via = stage.random.pick(['answer', 'webhook', 'sweep'] as const)
    const result = await stage.attempt((ctx) => settleCharge(ctx, known, '', outcome, via))
    if (stage.db.commits > 0) {
      known.isHeard = true
      this.#book(known, outcome)
    }
    const settled: Settled | 'unreachable' = result === 'unreachable' ? result : result.answer
    stage.trace(['tell', known.chargeId, outcome.kind, settled])
    if (settled === 'foreign' || settled === 'unknownCharge') {
      throw new Difference(`charge ${known.chargeId} was not settled: ${settled}`)
    }
    return settled !== 'unreachable'
  }

  #book(known: Known, outcome: Definite): void {
    if (outcome.kind !== 'succeeded') return
    const { agencyId, clientId, currency, account, amount } = known
    const fee = outcome.fee ?? estimate(amount)
    const before = known.booked
    const move = (
      entries: Record<string, bigint>,
      moves: Partial<Record<'wallets' | 'receivables', bigint>>,
    ) => this.#stage.move({ agencyId, clientId, currency, entries, moves })
    if (before === null) {
      move(
        { 'stripe:clearing': amount - fee, 'fees:stripe': fee, [account]: -amount },
        { [account]: account === 'wallets' ? amount : -amount },
      )
    } else if (before !== fee) {
      move({ 'stripe:clearing': before - fee, 'fees:stripe': fee - before }, {})
    }
    known.booked = fee
    this.#stage.counts.cash += 1
  }

  /** The next word on what goes back, or the last one again. */
  async #reverse(known: Known): Promise<void> {
    const stage = this.#stage
    const [next] = known.reversals
    if (next === undefined) return
    const { agencyId, clientId, currency, account, reversed } = known
    const result = await stage.attempt((ctx) => reverseCharge(ctx, known, '', next))
    if (stage.db.commits > 0) {
      const [amount, fee] = [next.amount - reversed.amount, next.fee - reversed.fee]
      const entries = { [account]: amount, 'fees:stripe': fee, 'stripe:clearing': -amount - fee }
      const moves = { [account]: account === 'wallets' ? -amount : amount }
      stage.move({ agencyId, clientId, currency, entries, moves })
      known.reversed = { amount: next.amount, fee: next.fee, state: `${next.what} ${next.state}` }
      stage.counts.reversals += 1
      const mark = `${agencyId} ${clientId} ${known.chargeId}`
      if (next.what === 'dispute' && next.state !== 'won') this.#disputed.add(mark)
      else this.#disputed.delete(mark)
    }
    stage.trace(['reverse', known.chargeId, next.state, stage.db.commits])
    if (result === 'unreachable') return
    const isNew = stage.db.commits > 0
    if (isNew !== (result.answer === 'settled')) {
      throw new Difference(`a reversal of charge ${known.chargeId} was answered ${result.answer}`)
    }
    const isSaid = known.reversed.state === `${next.what} ${next.state}`
    if (!isSaid) throw new Difference(`a reversal of charge ${known.chargeId} was not booked`)
    // A word may be said again.
    if (!stage.random.chance(0.3)) known.reversals.shift()
  }
}

const current = ({ story, told }: Known): Definite => {
  const outcome = story[Math.min(told, story.length - 1)]
  if (outcome === undefined) throw new RangeError('a story has an end')
  return outcome
}

function stateOf(known: Known): IntentState {
  const outcome = current(known)
  switch (outcome.kind) {
    case 'succeeded': {
      const fee = outcome.fee === null ? null : Number(outcome.fee / (MINOR[known.currency] ?? 1n))
      return { status: 'succeeded', fee }
    }
    case 'processing':
      return { status: 'processing' }
    default:
      return { status: 'declined', code: outcome.code }
  }
}

/** Minor units as Stripe counts them, nano (ISO 4217). */
const MINOR: Readonly<Record<string, bigint>> = {
  USD: 10_000_000n,
  EUR: 10_000_000n,
  JPY: 1_000_000_000n,
  KWD: 1_000_000n,
}
