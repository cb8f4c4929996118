/**
 * Whoever moves the cash, in memory: decides each charge once, and tells of it by answer, webhook and look-up, in any
 * order and more than once. What it says goes through the product's `settleCharge`; what it did is cash for the oracle.
 */
import type { Row } from '@libsql/client/http'
import type { ChargeOutcome } from '../../worker/payments/provider.ts'
import { type Settled, settleCharge } from '../../worker/charging/settle.ts'
import { nearest } from './oracle/fraction.ts'
import { Difference } from './difference.ts'
import type { Stage } from './stage.ts'

type Definite = Exclude<ChargeOutcome, { kind: 'unknown' }>
interface Known {
  readonly agencyId: string
  readonly chargeId: string
  readonly clientId: string
  readonly currency: string
  readonly account: 'wallets' | 'receivables'
  readonly amount: bigint
  readonly fee: bigint
  /** What it will tell, one after another; the last stands. */
  readonly story: Definite[]
  told: number
  /** Fee that the books should have by now; null = nothing is booked. */
  booked: bigint | null
}

export class Provider {
  readonly #stage: Stage
  readonly #open: Known[] = []
  readonly #seen = new Set<string>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  knows(chargeId: string): boolean {
    return this.#seen.has(chargeId)
  }

  get size(): number {
    return this.#open.length
  }

  /**
   * Takes a charge: what becomes of it is decided here. `fresh`: it was prepared a moment ago, so its amount must fit
   * the balance as it stands.
   */
  async take(key: { agencyId: string; chargeId: string }, fresh: boolean): Promise<void> {
    const [found] = await this.#stage.quiet.db.readBatch([
      {
        sql: `SELECT c.client_id, c.currency, c.amount, c.purpose, s.threshold, s.amount AS step,
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
    this.#decide(key, row)
  }

  #decide(key: { agencyId: string; chargeId: string }, row: Row): void {
    const { random } = this.#stage
    const amount = row['amount'] as bigint
    const ref = `pi_${key.chargeId}`
    const fee = BigInt(random.int(0, 900)) * 1_000_000n
    const succeeded: Definite = { kind: 'succeeded', ref, amount, fee }
    const guess: Definite = { ...succeeded, fee: null }
    const failed = (hardness: 'hard' | 'soft'): Definite => ({
      kind: 'failed',
      ref,
      code: 'card_declined',
      text: 'declined',
      hardness,
    })
    const story = random.weighted<Definite[]>([
      [60, [succeeded]],
      [15, [guess, succeeded]],
      [8, [{ kind: 'processing', ref }, succeeded]],
      [5, [{ kind: 'processing', ref }, failed('soft')]],
      [5, [{ kind: 'actionRequired', ref, code: 'authentication_required' }, guess, succeeded]],
      [5, [failed('soft')]],
      [2, [failed('hard')]],
    ])
    this.#seen.add(key.chargeId)
    this.#open.push({
      ...key,
      clientId: String(row['client_id']),
      currency: String(row['currency']),
      account: row['purpose'] === 'reload' ? 'wallets' : 'receivables',
      amount,
      fee,
      story,
      told: 0,
      booked: null,
    })
    this.#stage.counts.charges += 1
    this.#stage.trace(['charge', key.chargeId, String(amount)])
  }

  /** Tells one thing of one charge, maybe again. */
  async tell(): Promise<void> {
    const { random } = this.#stage
    const at = random.int(0, this.#open.length - 1)
    const known = this.#open[at]
    if (known === undefined) return
    const outcome = known.story[Math.min(known.told, known.story.length - 1)]
    if (outcome === undefined) return
    if (!(await this.#deliver(known, outcome))) return
    known.told += 1
    if (known.told < known.story.length + (random.chance(0.3) ? 1 : 0)) return
    this.#open.splice(at, 1)
  }

  async #deliver(known: Known, outcome: Definite): Promise<boolean> {
    const stage = this.#stage
    const via = stage.random.pick(['answer', 'webhook', 'sweep'] as const)
    const result = await stage.attempt((ctx) => settleCharge(ctx, known, '', outcome, via))
    if (stage.db.commits > 0) this.#book(known, outcome)
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
    if (before === null) {
      this.#stage.cash.push({
        agencyId,
        clientId,
        currency,
        entries: { 'stripe:clearing': amount - fee, 'fees:stripe': fee, [account]: -amount },
        moves: { [account]: account === 'wallets' ? amount : -amount },
      })
    } else if (before !== fee) {
      const entries = { 'stripe:clearing': before - fee, 'fees:stripe': fee - before }
      this.#stage.cash.push({ agencyId, clientId, currency, entries, moves: {} })
    }
    known.booked = fee
    this.#stage.counts.cash += 1
  }
}

/** Smallest step and smallest amount that Stripe charges, nano (docs.stripe.com/currencies, read 2026-11-21). */
const CHARGEABLE: Readonly<Record<string, readonly [grain: bigint, least: bigint]>> = {
  USD: [10_000_000n, 500_000_000n],
  EUR: [10_000_000n, 500_000_000n],
  JPY: [1_000_000_000n, 50_000_000_000n],
  KWD: [10_000_000n, 500_000_000n],
}

/**
 * A reload is the smallest multiple of its step that lands the wallet strictly above its threshold. What is owed is
 * charged in whole steps of the currency, all of it but less than one step, and not below the least charge.
 */
function checkAmount(chargeId: string, row: Row): void {
  const [amount, balance] = [row['amount'] as bigint, row['balance'] as bigint]
  const words = `charge ${chargeId} of ${amount} ${String(row['currency'])} at a balance of ${balance}`
  if (row['purpose'] === 'reload') {
    const [threshold, step] = [row['threshold'] as bigint, row['step'] as bigint]
    const landed = balance + amount
    if (amount > 0n && amount % step === 0n && landed > threshold && landed - step <= threshold) return
    throw new Difference(`${words}, threshold ${threshold}, step ${step}`)
  }
  const [grain, least] = CHARGEABLE[String(row['currency'])] ?? [1n, 0n]
  const rest = balance - amount
  if (amount >= least && amount % grain === 0n && rest >= 0n && rest < grain) return
  throw new Difference(words)
}

/** Card fee that is assumed until the real one is known: 2.9 % and 0.30, to the cent (Stripe US, read 2026-11-21). */
const estimate = (amount: bigint): bigint =>
  nearest({ n: amount * 29n + 300n * 1_000_000_000n, d: 1000n * 10_000_000n }) * 10_000_000n
