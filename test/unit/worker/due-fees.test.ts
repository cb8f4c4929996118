/** Recurring fees of a client that leaves the agency's default and comes back to it. */
import { expect, test } from 'vitest'
import { type AgencyTerms, type DatedTerms, termsKey } from '../../../worker/pricing/terms.ts'
import { dueFees } from '../../../worker/schedule/due-fees.ts'

const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
const fee = (number: bigint, from: string, price: string): DatedTerms => ({
  number,
  validFrom: day(from),
  billedBy: 'ledger',
  rule: { kind: 'recurring', price, every: 'month', onlyIfActive: false },
  currency: 'USD',
})

test('each stretch of a month is a fee of its own, and together they are the month', () => {
  const own: DatedTerms[] = [
    { ...fee(3n, '2026-11-21', '0'), billedBy: 'default', rule: null },
    fee(2n, '2026-11-11', '20'),
  ]
  const terms: AgencyTerms = {
    agencyId: 'a',
    plan: 'pro',
    currency: 'USD',
    timeZone: 'UTC',
    priceVersion: 1n,
    ownCapPpm: null,
    caps: [{ validFrom: 0, plan: 'pro', ownCapPpm: null }],
    clients: new Map([['c', { currency: 'USD', modes: [{ validFrom: 0, mode: 'prepaid' }] }]]),
    terms: new Map([
      [termsKey('*', 'care'), [fee(1n, '2026-11-01', '30')]],
      [termsKey('c', 'care'), own],
    ]),
    costs: new Map(),
    fx: new Map(),
  }
  const due = dueFees(terms, 'c', new Date(day('2026-12-02')))
  const third = '0.333333333333333333'
  expect(due.map(({ quantity }) => quantity)).toEqual([third, third, third])
  expect(new Set(due.map(({ key }) => key)).size).toBe(3)
  expect(due.map(({ occurredAt }) => occurredAt.toISOString())).toEqual([
    '2026-11-10T23:59:59.999Z',
    '2026-11-20T23:59:59.999Z',
    '2026-11-30T23:59:59.999Z',
  ])
})
