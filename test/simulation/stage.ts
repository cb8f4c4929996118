/** What a run plays on: the books, the clock that only moves by order, the oracle beside them, and chance. */
import { createHash } from 'node:crypto'
import { seedAgency } from '../../dev/seed.ts'
import type { Context } from '../../worker/context.ts'
import { type Database, Unreachable } from '../../worker/db/client.ts'
import { forgetTerms } from '../../worker/pricing/load-terms.ts'
import type { UsageEvent } from '../../worker/usage/usage-event.ts'
import { type Fault, FaultyDatabase } from './faulty-database.ts'
import type { Transaction } from './adjustments.ts'
import type { Backfilled } from './backfills.ts'
import type { Cash } from './oracle/books.ts'
import { Facts, costFact } from './oracle/facts.ts'
import { fraction } from './oracle/fraction.ts'
import { Intake } from './oracle/intake.ts'
import type { PoolBooks } from './oracle/pool.ts'
import type { WalletBooks } from './oracle/wallet.ts'
import { startOfDay } from './oracle/zone.ts'
import type { Draw } from './pools.ts'
import { Provider } from './provider.ts'
import { Random } from './random.ts'

const DAY_MS = 86_400_000
export const START_MS = Date.parse('2026-01-20T09:30:00Z')
/** Simulated days that a run of any length spreads over: every daylight-saving shift of a year, and two Januaries. */
export const SPAN_DAYS = 420

/** The services that are sold. The first ships with HighLevel's published price (help centre, 2026-08-02). */
export const SERVICES = ['sms.outbound', 'sim.minutes', 'sim.mail', 'sim.seat', 'sim.sale', 'sim.storage']
/** What draws from credit pools are booked on. */
export const POOL_SERVICE = 'sim.mailing'
const SMS_COST = costFact('0.00747', 'USD', Date.parse('2026-08-02T00:00:00Z'))

export interface Agency {
  readonly id: string
  readonly zone: string
  readonly currency: string
  readonly clients: { id: string; currency: string; reloads: boolean }[]
  /** Local days of 23, 25 or another number of hours. */
  readonly oddDays: readonly number[]
  /** Whether it closes its months. */
  readonly closes: boolean
}

export interface Counts {
  operations: number
  batches: number
  posted: number
  duplicates: number
  conflicts: number
  rejected: number
  crashes: number
  lost: number
  overtaken: number
  switches: number
  charges: number
  corrections: number
  cash: number
  seals: number
  checks: number
  /** Charges that the product sent, and words on what goes back of them. */
  sent: number
  reversals: number
  /** Moves of credit pools; credits granted into wallets, and runs of the job that takes what expired. */
  pools: number
  grants: number
  lapses: number
  /** Events of backfills, and backfills that were taken back. */
  backfilled: number
  reverted: number
  /** Usage that got its exact cost, and prices that were undone. */
  adjusted: number
  undone: number
}

export class Stage {
  readonly random: Random
  readonly db: FaultyDatabase
  /** Of the process under test: its database fails on order. */
  readonly ctx: Context
  /** Of everybody else: nothing fails. */
  readonly quiet: Context
  readonly facts = new Facts()
  readonly intake = new Intake(this.facts)
  readonly cash: Cash[] = []
  readonly provider: Provider
  readonly agencies: Agency[] = []
  readonly retries: { agencyId: string; events: UsageEvent[] }[] = []
  /** The newest events, to be sent again. */
  readonly recent: UsageEvent[] = []
  readonly pools: PoolBooks[] = []
  /** Draws that were booked. */
  readonly draws: Draw[] = []
  /** Wallets with grants. */
  readonly wallets: WalletBooks[] = []
  readonly backfills: Backfilled[] = []
  /** Transactions of the platform that no job has looked at yet. */
  waiting: Transaction[] = []
  readonly crashes: boolean
  readonly #trace = createHash('sha256')
  now = START_MS
  /** Found where nothing can be thrown. */
  difference: unknown = null
  counts: Counts = {
    operations: 0,
    batches: 0,
    posted: 0,
    duplicates: 0,
    conflicts: 0,
    rejected: 0,
    crashes: 0,
    lost: 0,
    overtaken: 0,
    switches: 0,
    charges: 0,
    corrections: 0,
    cash: 0,
    seals: 0,
    checks: 0,
    sent: 0,
    reversals: 0,
    pools: 0,
    grants: 0,
    lapses: 0,
    backfilled: 0,
    reverted: 0,
    adjusted: 0,
    undone: 0,
  }
  #ids = 0

  constructor(database: Database, { seed, crashes, name }: { seed: number; crashes: boolean; name: string }) {
    this.random = new Random(seed)
    this.crashes = crashes
    this.provider = new Provider(this, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.stripe.invalid`)
    this.db = new FaultyDatabase(database)
    this.ctx = this.#context(this.db, name)
    this.quiet = this.#context(database, name)
  }

  #context(db: Database, name: string): Context {
    const sendBatch = async (messages: Iterable<{ body: unknown }>) => {
      for (const { body } of messages) {
        try {
          await this.provider.take(body as { agencyId: string; chargeId: string }, true)
        } catch (error) {
          // The product survives a queue that fails; a difference must not be lost with it.
          this.difference ??= error
        }
      }
    }
    return {
      // The URL is the key under which terms are kept, so each run has its own.
      settings: {
        TURSO_DATABASE_URL: name,
        STRIPE_SECRET_KEY: ['sk', 'test', 'simulated'].join('_'),
        STRIPE_API_URL: `http://${this.provider.stripe.host}`,
      } as Context['settings'],
      queues: { usage: {}, payments: { sendBatch } } as unknown as Context['queues'],
      db,
      now: () => new Date(this.now),
      newId: () => this.newId('id'),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      requestId: 'simulation',
    }
  }

  newId(kind: string): string {
    this.#ids += 1
    return `${kind}-${String(this.#ids).padStart(9, '0')}`
  }

  /** Runs a verb as a process of its own, which may be struck by a fault, or overtaken by `other` before its write. */
  async attempt<T>(
    verb: (ctx: Context) => Promise<T>,
    other: (() => Promise<unknown>) | null = null,
  ): Promise<{ answer: T } | 'unreachable'> {
    const fault = this.crashes && this.random.chance(0.08) ? this.#fault() : null
    const counted = async () => {
      this.counts.overtaken += 1
      await other?.()
    }
    this.db.arm(fault, other === null ? null : counted)
    try {
      return { answer: await verb(this.ctx) }
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      return 'unreachable'
    } finally {
      if (this.db.struck) {
        if (fault?.kind === 'lost') this.counts.lost += 1
        else this.counts.crashes += 1
        // Another process knows nothing of what this one kept.
        for (const { id } of this.agencies) forgetTerms(id)
      }
    }
  }

  #fault(): Fault {
    const { random } = this
    if (random.chance(0.05)) return { kind: 'read', read: random.int(0, 1) }
    const write = random.chance(0.8) ? 0 : 1
    if (random.chance(0.35)) return { kind: 'lost', write }
    return { kind: 'crash', write, share: random.int(0, 1000) / 1000, hard: random.chance(0.1) }
  }

  trace(what: unknown): void {
    this.#trace.update(`${JSON.stringify(what)}\n`)
  }

  traceHash(): string {
    return this.#trace.copy().digest('hex').slice(0, 16)
  }

  async addAgency(spec: {
    id: string
    zone: string
    currency: string
    plan: 'pro' | 'unlimited'
  }): Promise<void> {
    const { id, zone, currency, plan } = spec
    await seedAgency(this.quiet.db, { id, timeZone: zone, currency, plan }, new Date(this.now))
    await this.quiet.db.writeBatch([
      {
        sql: `INSERT INTO session (agency_id, id, role, device, refresh_hash, generation, expires_at, created_at)
              VALUES (?, ?, 'owner', 'simulation', zeroblob(32), 1, ?, ?)`,
        args: [id, `session-${id}`, BigInt(this.now + 10_000 * DAY_MS), BigInt(this.now)],
      },
    ])
    this.facts.agencies.set(id, { id, zone, caps: [{ from: this.now, plan, own: null }] })
    this.agencies.push({
      id,
      zone,
      currency,
      clients: [],
      oddDays: oddDays(zone),
      closes: ['berlin', 'tokyo', 'utc'].includes(id),
    })
  }

  /** Cash that was posted just now, for the oracle. */
  move(cash: Omit<Cash, 'at' | 'isGrant'>, isGrant = false): void {
    this.cash.push({ ...cash, at: this.now, isGrant })
  }

  /** An exchange rate of an agency. */
  async addRate(agencyId: string, base: string, quote: string, rate: string, from: number): Promise<void> {
    await this.quiet.db.writeBatch([
      {
        sql: `INSERT INTO fx_rate (agency_id, id, base, quote, rate, valid_from, source)
              VALUES (?, ?, ?, ?, ?, ?, 'simulation')`,
        args: [agencyId, this.newId('fx'), base, quote, rate, BigInt(from)],
      },
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agencyId] },
    ])
    this.facts.addRate(agencyId, base, quote, { from, rate: fraction(rate) })
  }

  /** The shipped cost book, as far as it is used here. */
  shipCosts(): void {
    this.facts.addCost('*', 'sms.outbound', SMS_COST)
  }
}

/** Its owner, signed in. */
export const ownerOf = ({ id }: Agency) =>
  ({
    kind: 'staff',
    agencyId: id,
    sessionId: `session-${id}`,
    role: 'owner',
    device: 'simulation',
  }) as const

function oddDays(zone: string): number[] {
  const first = Math.floor(START_MS / DAY_MS) - 40
  const days = Array.from({ length: SPAN_DAYS + 80 }, (_, i) => first + i)
  return days.filter((day) => startOfDay(day + 1, zone) - startOfDay(day, zone) !== DAY_MS)
}
