import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import type { Context } from '../../../worker/context.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import type { UsageEvent } from '../../../worker/usage/usage-event.ts'
import { NativeDatabase } from '../../simulation/native-database.ts'

const NOW = new Date('2026-03-31T12:00:00.000Z')
const RULES: Readonly<Record<string, PriceRule>> = {
  tiers: {
    kind: 'tiers',
    mode: 'graduated',
    tiers: [
      { upTo: '10', unitPrice: '0.123456789', flat: '1' },
      { upTo: '25.5', unitPrice: '0.05' },
      { upTo: null, unitPrice: '0.0123' },
    ],
    minimum: '3.5',
  },
  volume: {
    kind: 'tiers',
    mode: 'volume',
    tiers: [
      { upTo: '20', unitPrice: '0.3' },
      { upTo: null, unitPrice: '0.1' },
    ],
    cap: '7.77',
  },
  package: { kind: 'package', size: '7.5', price: '2.99', included: '4' },
  multiplier: { kind: 'multiplier', multiplier: '1.05', cap: '0.2' },
}
const CLIENTS = ['prepaid', 'postpaid'] as const

let databases = 0

/** Posts the events in batches of this size, and reads everything that an order could show in. */
async function booksOf(events: readonly UsageEvent[], size: number) {
  const db = new NativeDatabase()
  databases += 1
  let ids = 0
  const ctx = {
    settings: { TURSO_DATABASE_URL: `property:${databases}` },
    db,
    now: () => NOW,
    newId: () => `id-${(ids += 1)}`,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Context
  try {
    await seedAgency(db, { id: 'a', timeZone: 'Europe/Berlin' }, new Date(0))
    for (const billingMode of CLIENTS) {
      const services = Object.fromEntries(
        Object.entries(RULES).map(([service, rule]) => [service, { billedBy: 'ledger' as const, rule }]),
      )
      await seedClient(db, 'a', { id: billingMode, billingMode, services }, new Date(0))
    }
    for (let from = 0; from < events.length; from += size) {
      await recordUsage(ctx, 'a', events.slice(from, from + size))
    }
    await sealLedger(ctx)
    const { findingsTotal } = await checkLedger(ctx)
    const sets = await db.readBatch([
      'SELECT account, currency, balance FROM account_balance ORDER BY 1, 2',
      'SELECT client_id, account, currency, balance FROM client_balance ORDER BY 1, 2, 3',
      'SELECT client_id, service, period_start, quantity, price FROM rating_counter ORDER BY 1, 2, 3',
      'SELECT month, client_id, currency, cost, price, events FROM month_sum ORDER BY 1, 2, 3',
      `SELECT client_id, currency, sum(CASE billing_mode WHEN 'prepaid' THEN -price ELSE price END) FROM usage_event GROUP BY 1, 2 ORDER BY 1, 2`,
    ])
    const plain = sets.map(({ rows }) =>
      rows.map((row) =>
        Array.from(row as never)
          .map(String)
          .join(' '),
      ),
    )
    return { findingsTotal, plain, balances: sets[1]?.rows ?? [], lines: sets[4]?.rows ?? [] }
  } finally {
    db.close()
  }
}

const event = fc.record({
  id: fc.stringMatching(/^[a-z0-9]{8,12}$/),
  clientId: fc.constantFrom(...CLIENTS),
  service: fc.constantFrom(...Object.keys(RULES)),
  quantity: fc
    .tuple(fc.integer({ min: -40, max: 200 }), fc.constantFrom(1, 10, 1000))
    .map(([n, d]) => String(n / d)),
  // Over two local months, and the hour that daylight saving takes out on 29 March.
  at_ms: fc.integer({ min: Date.parse('2026-02-27T00:00:00Z'), max: NOW.getTime() }),
})
type Said = typeof event extends fc.Arbitrary<infer T> ? T : never
const toUsage = ({ id, clientId, service, quantity, at_ms }: Said): UsageEvent => ({
  agencyId: 'a',
  source: 'api',
  system: 'test',
  account: clientId,
  id,
  clientId,
  service,
  quantity,
  occurredAt: new Date(at_ms).toISOString(),
  receivedAt: NOW.toISOString(),
  ownTime: true,
  repeatWindowDays: 3,
  unitCost: null,
  estimated: false,
  attributes: {},
})
const schedule = fc
  .uniqueArray(event, { selector: ({ id }) => id, minLength: 1, maxLength: 40 })
  .chain((events) =>
    fc.record({
      events: fc.constant(events.map(toUsage)),
      other: fc.shuffledSubarray(events, { minLength: events.length }).map((one) => one.map(toUsage)),
      sizes: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 7 })),
      again: fc.subarray(events).map((one) => one.map(toUsage)),
    }),
  )

describe('the ledger, over any set of events', () => {
  it('order of arrival, batches and repeats never change what is in the books', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ events, other, sizes: [size, otherSize], again }) => {
        const one = await booksOf(events, size)
        const two = await booksOf([...other, ...again], otherSize)
        expect(two.plain).toEqual(one.plain)
        expect([one.findingsTotal, two.findingsTotal]).toEqual([0, 0])
        // Σ lines = what each client has or owes.
        expect(one.balances.map((row) => row[3])).toEqual(one.lines.map((row) => row[2]))
      }),
      { numRuns: 15, seed: 20_261_121 },
    )
  }, 60_000)
})
