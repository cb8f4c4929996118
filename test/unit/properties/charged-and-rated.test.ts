import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { settleAfterUsage } from '../../../worker/charging/after-usage.ts'
import { chargeGrain, minimumCharge } from '../../../worker/charging/minimum-charge.ts'
import { endPause } from '../../../worker/charging/pause.ts'
import { settleCharge } from '../../../worker/charging/settle.ts'
import type { Context } from '../../../worker/context.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import type { UsageEvent } from '../../../worker/usage/usage-event.ts'
import { NativeDatabase } from '../../simulation/native-database.ts'

const NOW = new Date('2026-11-21T12:00:00.000Z')
const CURRENCIES = ['USD', 'EUR', 'JPY', 'KWD'] as const
/** A third of a unit, a price below a nano, whole units that come at once, and tiers that end in a fraction. */
const RULES: Readonly<Record<string, PriceRule>> = {
  third: { kind: 'unitPrice', unitPrice: '0.333333333' },
  bytes: { kind: 'unitPrice', unitPrice: '0.00000000025' },
  whole: { kind: 'unitPrice', unitPrice: '2' },
  tiers: {
    kind: 'tiers',
    mode: 'graduated',
    tiers: [
      { upTo: '7', unitPrice: '0.0987654321', flat: '0.1' },
      { upTo: null, unitPrice: '0.01' },
    ],
  },
}

let databases = 0

async function house() {
  const db = new NativeDatabase()
  databases += 1
  let ids = 0
  const ctx = {
    settings: {
      TURSO_DATABASE_URL: `charged:${databases}`,
      STRIPE_SECRET_KEY: ['sk', 'test', 'fake'].join('_'),
    },
    db,
    now: () => NOW,
    newId: () => `id-${String((ids += 1)).padStart(6, '0')}`,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    queues: { payments: { sendBatch: () => Promise.resolve() } },
  } as unknown as Context
  await seedAgency(db, { id: 'a' }, new Date(0))
  for (const currency of CURRENCIES) {
    const services = Object.fromEntries(
      Object.entries(RULES).map(([service, rule]) => [service, { billedBy: 'ledger' as const, rule }]),
    )
    const payment = { customerId: `cus_${currency}`, methodId: `pm_${currency}` }
    await seedClient(
      db,
      'a',
      { id: currency, currency, billingMode: 'onDemand', payment, services },
      new Date(0),
    )
  }
  const one = async (sql: string, args: string[]) => {
    const [result] = await db.readBatch([{ sql, args }])
    return result?.rows ?? []
  }
  return { db, ctx, one }
}

const usage = (client: string, id: string, service: string, quantity: string): UsageEvent => ({
  agencyId: 'a',
  source: 'api',
  system: 'api',
  account: client,
  id,
  clientId: client,
  service,
  quantity,
  occurredAt: NOW.toISOString(),
  receivedAt: NOW.toISOString(),
  ownTime: true,
  repeatWindowDays: 3,
  unitCost: '0',
  estimated: false,
  attributes: {},
})

const step = fc.record({
  used: fc.array(
    fc.record({
      service: fc.constantFrom(...Object.keys(RULES)),
      quantity: fc
        .tuple(fc.integer({ min: -300, max: 4_000 }), fc.constantFrom(1, 1, 10, 1000))
        .map(([n, d]) => String(n / d)),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  /** What becomes of a charge that this makes; `wait`: its word comes with a later step. */
  word: fc.constantFrom('succeeded', 'succeeded', 'canceled', 'wait'),
})

describe('what is charged on demand, by the charges that the worker prepares and settles', () => {
  it.each(CURRENCIES)(
    'Σ charged + residual = Σ rated in %s, at any moment',
    async (currency) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          const { db, ctx, one } = await house()
          try {
            let [rated, charged] = [0n, 0n]
            const prepared = new Set<unknown>()
            const owed = async () => {
              const [row] = await one(
                `SELECT balance FROM client_balance WHERE client_id = ? AND account = 'receivables'`,
                [currency],
              )
              return row?.['balance'] as bigint
            }
            for (const [i, { used, word }] of steps.entries()) {
              await recordUsage(
                ctx,
                'a',
                used.map(({ service, quantity }, j) => usage(currency, `u${i}-${j}`, service, quantity)),
              )
              // The charge that the posting itself prepared is one of these.
              await settleAfterUsage(ctx, 'a', [currency])
              const [sum] = await one('SELECT sum(price) AS price FROM usage_event WHERE client_id = ?', [
                currency,
              ])
              rated = sum?.['price'] as bigint
              const open = await one(
                `SELECT id, amount FROM charge WHERE client_id = ? AND state IN ('prepared', 'sent')`,
                [currency],
              )
              expect(open.length).toBeLessThanOrEqual(1)
              for (const row of open) {
                const amount = row['amount'] as bigint
                expect(amount % chargeGrain(currency)).toBe(0n)
                expect(amount).toBeGreaterThanOrEqual(minimumCharge(currency))
                // It is what is owed when it is prepared, less than one unit short of it, and never more.
                const short = (await owed()) - amount
                if (!prepared.has(row['id']))
                  expect(short >= 0n && short < chargeGrain(currency), String(short)).toBe(true)
                prepared.add(row['id'])
                if (word === 'wait') continue
                const key = { agencyId: 'a', chargeId: String(row['id']) }
                const ref = `pi_${key.chargeId}`
                await settleCharge(
                  ctx,
                  key,
                  '',
                  word === 'succeeded'
                    ? { kind: 'succeeded', ref, amount, fee: 0n }
                    : { kind: 'failed', ref, code: 'canceled', text: 'canceled', hardness: 'canceled' },
                  'webhook',
                )
                if (word === 'succeeded') charged += amount
                // After a decline nothing is tried for a while: somebody puts it right.
                else await db.writeBatch([endPause({ agencyId: 'a', clientId: currency })])
              }
              const residual = await owed()
              expect(charged + residual).toBe(rated)
              // Nothing that could be charged is left lying.
              if (open.length === 0) expect(residual).toBeLessThan(minimumCharge(currency))
            }
            expect(await checkLedger(ctx)).toMatchObject({ findingsTotal: 0 })
          } finally {
            db.close()
          }
        }),
        { numRuns: 12, seed: 20_261_122 },
      )
    },
    60_000,
  )
})
