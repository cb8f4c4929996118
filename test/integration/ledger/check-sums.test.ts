import { describe, expect, it } from 'vitest'
import { amendUsage } from '../../../worker/corrections/amend-usage.ts'
import { voidUsage } from '../../../worker/corrections/void-usage.ts'
import { buyCredits } from '../../../worker/credits/buy-credits.ts'
import { drawCredits } from '../../../worker/credits/draw-credits.ts'
import { giveBackDraw } from '../../../worker/credits/give-back.ts'
import { openPool } from '../../../worker/credits/open-pool.ts'
import { readPool } from '../../../worker/credits/pool.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import type { Finding } from '../../../worker/ledger/findings.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import type { UsageEvent } from '../../../worker/usage/usage-event.ts'
import { type LedgerBench, NOW, addAgency, addClient, startLedger } from '../../support/ledger.ts'
import { corrupt } from './planted.ts'

/** A client whose prices hang on what came before: tiers with a void and an amendment, and an allowance with a cap. */
async function counted(): Promise<LedgerBench> {
  const bench = await startLedger()
  await addAgency(bench, 'a1', { timeZone: 'Asia/Kolkata' })
  const tiers = [
    { upTo: '10', unitPrice: '0.3' },
    { upTo: null, unitPrice: '0.1' },
  ]
  await addClient(bench, 'a1', 'c1', {
    services: {
      'sms.outbound': { billedBy: 'ledger', rule: { kind: 'tiers', mode: 'graduated', tiers } },
      'email.outbound': {
        billedBy: 'ledger',
        rule: { kind: 'multiplier', multiplier: '2', included: '3', cap: '0.01' },
      },
    },
  })
  const sms = ['6', '7', '-2', '30'].map((quantity, i) => usage(`s${i}`, 'sms.outbound', quantity))
  await recordUsage(bench.ctx, 'a1', sms)
  await recordUsage(bench.ctx, 'a1', [
    usage('e1', 'email.outbound', '5'),
    { ...usage('e2', 'email.outbound', '9'), unitCost: '0.00007', estimated: true },
  ])
  const source = { kind: 'source', agencyId: 'a1', source: 'meter', repeatWindowDays: 3 } as const
  const ref = (id: string) => ({ source: 'meter', id })
  const wanted = (quantity: string, unitCost?: string) => ({
    quantity,
    estimated: false,
    ...(unitCost === undefined ? {} : { unitCost }),
  })
  await amendUsage(bench.ctx, source, 'a1', ref('s1'), wanted('2'))
  await voidUsage(bench.ctx, source, 'a1', ref('s0'))
  await amendUsage(bench.ctx, source, 'a1', ref('s1'), wanted('12'))
  await amendUsage(bench.ctx, source, 'a1', ref('e2'), wanted('8', '0.0001'))
  await sealLedger(bench.ctx)
  return bench
}

const usage = (id: string, service: string, quantity: string): UsageEvent => ({
  agencyId: 'a1',
  source: 'meter',
  system: 'meter',
  account: 'c1',
  clientId: 'c1',
  id,
  service,
  quantity,
  occurredAt: NOW.toISOString(),
  receivedAt: NOW.toISOString(),
  ownTime: true,
  repeatWindowDays: 3,
  unitCost: null,
  estimated: false,
  attributes: {},
})

describe('the checker, of running sums', () => {
  it.each<[string, string | null, object[]]>([
    ['right books', null, []],
    [
      'a sum’s price',
      "UPDATE rating_counter SET price = price + 1 WHERE service = 'sms.outbound'",
      [{ kind: 'rating_counter', expected: '40 6000000000', found: '40 6000000001' }],
    ],
    [
      'a sum’s quantity',
      "UPDATE rating_counter SET quantity = '14' WHERE service = 'email.outbound'",
      [{ kind: 'rating_counter' }],
    ],
    [
      'a sum gone',
      "DELETE FROM rating_counter WHERE service = 'sms.outbound'",
      [{ kind: 'rating_counter', found: '0' }],
    ],
    [
      'a sum that nothing was used for',
      "INSERT INTO rating_counter VALUES ('a1', 'c9', 'sms.outbound', 0, '5', 5, 1)",
      [{ kind: 'rating_counter', expected: '0', found: '5 5' }],
    ],
    [
      'a line from before its unit cost was kept: its price cannot be told, its quantity can',
      "UPDATE usage_event SET unit_cost = NULL, price = price + 1 WHERE id = 'e2'",
      [],
    ],
    [
      'the price of a correction',
      "UPDATE usage_event SET price = price + 1 WHERE id = 's0~2'",
      [
        {
          kind: 'line_price',
          where: 'journal 4 c1 sms.outbound',
          expected: '-600000000',
          found: '-599999999',
        },
      ],
    ],
    [
      'the rule that lines were priced by',
      "UPDATE service_terms SET rule = replace(rule, '0.3', '0.31') WHERE service = 'sms.outbound'",
      [
        {
          kind: 'line_price',
          where: 'journal 1 c1 sms.outbound',
          expected: '6200000000',
          found: '6100000000',
        },
        { kind: 'rating_counter', expected: '40 6100000000', found: '40 6000000000' },
      ],
    ],
  ])('B-16: %s', async (_what, sql, expected) => {
    const bench = await counted()
    try {
      if (sql !== null) corrupt(bench.server.file, sql)
      const { findings } = await checkLedger(bench.ctx)
      const ofSums = findings.filter(({ kind }) => kind === 'line_price' || kind === 'rating_counter')
      expect(sql === null ? findings : ofSums).toMatchObject(expected)
    } finally {
      await bench.close()
    }
  })
})

/** A pool with a bought and a granted lot, two draws, one of them taken back. */
async function drawn(): Promise<LedgerBench> {
  const bench = await startLedger()
  const { ctx } = bench
  await addAgency(bench, 'a1')
  await addClient(bench, 'a1', 'c1')
  const owner = { kind: 'staff', agencyId: 'a1', sessionId: 's', role: 'owner', device: 'test' } as const
  const settings = { remindBelow: null, autoBuy: null, tiers: [{ upTo: null, unitPrice: '0.01' }] }
  await openPool(ctx, owner, 'main', { ...settings, service: 'newsletter.credits', currency: 'USD' })
  for (const [id, kind] of [
    ['bought', 'paid'],
    ['gift', 'granted'],
  ] as const) {
    const pool = await readPool(ctx, 'a1', 'main')
    await buyCredits(ctx, owner, pool, { id, credits: 100n, kind, expiresAtMs: null, priority: 1 })
  }
  for (const id of ['d1', 'd2', 'none']) {
    const credits = id === 'none' ? 0n : 70n
    await drawCredits(ctx, 'a1', 'main', { id, clientId: 'c1', credits, occurredAt: NOW })
  }
  await giveBackDraw(ctx, owner, 'a1', 'main', 'd1')
  await sealLedger(ctx)
  return bench
}

describe('the checker, of credit pools', () => {
  it.each<[string, string | null, Finding['kind'][]]>([
    ['right books', null, []],
    [
      'credits used of a lot',
      "UPDATE credit_lot SET used = used + 1 WHERE id = 'gift'",
      ['credit_lot', 'credit_pool'],
    ],
    ['what a lot cost', "UPDATE credit_lot SET cost = cost + 1 WHERE id = 'bought'", ['credit_lot']],
    [
      'what the credits of a lot that were used cost',
      "UPDATE credit_lot SET cost_used = cost_used + 1 WHERE id = 'bought'",
      ['credit_lot'],
    ],
    ['a lot gone', "DELETE FROM credit_lot WHERE id = 'gift'", ['credit_lot', 'credit_pool']],
    [
      'whose draw it was',
      "UPDATE credit_entry SET client_id = 'c2' WHERE kind = 'use' AND use_id = 'd2'",
      ['credit_draws'],
    ],
    [
      'what a draw cost, in lot and entry alike',
      `UPDATE credit_entry SET cost = cost + CASE kind WHEN 'giveBack' THEN 5 ELSE 0 END`,
      ['credit_lot', 'credit_draws'],
    ],
  ])('B-16: %s', async (_what, sql, kinds) => {
    const bench = await drawn()
    try {
      if (sql !== null) corrupt(bench.server.file, sql)
      const { findings } = await checkLedger(bench.ctx)
      expect([...new Set(findings.map(({ kind }) => kind))]).toEqual(kinds)
    } finally {
      await bench.close()
    }
  })
})
