import { describe, expect, it } from 'vitest'
import { recordsOf } from '../../../worker/reconcile/highlevel/parse-transactions.ts'

const one = (record: object) => recordsOf({ transactions: [record] })?.[0]

describe('reading HighLevel’s wallet transactions, whose shape is not documented', () => {
  it.each([
    ['transactions', { transactions: [{ id: 'a' }] }],
    ['data', { data: [{ id: 'a' }] }],
    ['data.transactions', { data: { transactions: [{ id: 'a' }], total: 1 } }],
    ['a bare list', [{ id: 'a' }]],
  ])('takes the envelope %s', (_name, body) => {
    expect(recordsOf(body)?.map(({ id }) => id)).toEqual(['a'])
  })

  it.each([[null], ['text'], [{ error: 'no' }], [{ data: 7 }]])(
    'says null for %j, which holds no list',
    (body) => {
      expect(recordsOf(body)).toBeNull()
    },
  )

  it('leaves out what is no record, and keeps unknown fields as they came', () => {
    const records = recordsOf({ transactions: [null, 7, [], { id: 'a', somethingNew: { deep: [1] } }] })
    expect(records).toHaveLength(1)
    expect(JSON.parse(records?.[0]?.raw ?? '')).toEqual({ id: 'a', somethingNew: { deep: [1] } })
  })

  it.each([
    [{ amount: -0.00747 }, 7_470_000n],
    [{ amount: 0.5 }, -500_000_000n],
    [{ amount: '-1.25' }, 1_250_000_000n],
    [{ amount: '$3' }, -3_000_000_000n],
    [{ amount: 1e-7, transactionType: 'DEBIT' }, 100n],
    [{ amount: -2, transactionType: 'credit' }, -2_000_000_000n],
    [{ amount: 0.01, prevWalletBalance: 10, balance: 9.99 }, 10_000_000n],
    [{ amount: -0.01, prevWalletBalance: 10, balance: 10.01 }, -10_000_000n],
    [{ amount: 0.1 + 0.2, prevWalletBalance: 1, balance: 0.7 }, 300_000_000n],
    [{}, null],
    [{ amount: 'twelve' }, null],
    [{ amount: 1e14 }, null],
  ])('reads what %j cost', (record, cost) => {
    expect(one(record)?.cost).toBe(cost)
  })

  it('finds the message in a field, else behind Ref- in the description', () => {
    expect(one({ messageId: 'm1', description: 'Ref-other' })?.messageId).toBe('m1')
    expect(one({ description: 'Outbound SMS to Ann Ref-a1B2c3' })?.messageId).toBe('a1B2c3')
    expect(one({ description: 'Reference without one' })?.messageId).toBeNull()
  })

  it.each([
    ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z'],
    ['Sep 22nd 2025, 10:28:02 PM', '2025-09-22T22:28:02.000Z'],
    ['Jan 1st 2026, 12:00:00 AM', '2026-01-01T00:00:00.000Z'],
    [1_795_000_000, '2026-11-18T11:06:40.000Z'],
    [1_795_000_000_000, '2026-11-18T11:06:40.000Z'],
  ])('reads the time %s', (date, expected) => {
    expect(one({ date })?.settledAt?.toISOString()).toBe(expected)
  })

  it('has no time rather than a wrong one', () => {
    for (const date of ['yesterday', '2026-99-99T00:00:00Z', '', null]) {
      expect(one({ date })?.settledAt ?? null).toBeNull()
    }
  })
})
