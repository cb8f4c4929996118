/** The figures of an overview, without a database: spans, runway, totals, status. */
import { expect, test } from 'vitest'
import { FEE_RULES } from '../../../shared/fees/table.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { type ClientFigures, feeShareOf } from '../../../worker/clients/figures.ts'
import { overviewOf, runwayDays } from '../../../worker/clients/overview.ts'
import { spansAt } from '../../../worker/clients/span.ts'
import { totalsOf } from '../../../worker/clients/totals.ts'
import { type AgencyTerms, fxKey } from '../../../worker/pricing/terms.ts'

const terms: AgencyTerms = {
  agencyId: 'a',
  plan: 'pro',
  currency: 'USD',
  timeZone: 'UTC',
  priceVersion: 1n,
  ownCapPpm: null,
  caps: [],
  clients: new Map(),
  terms: new Map(),
  costs: new Map(),
  fx: new Map([[fxKey('USD', 'EUR'), [{ id: 'fx', rate: '0.8', validFrom: 0 }]]]),
}
const client: ClientFigures = {
  id: 'c',
  name: 'C',
  currency: 'USD',
  billingMode: 'prepaid',
  hasAccountAdmin: true,
  phoneSystem: 'lc',
  paymentState: 'ok',
  suspended: false,
  balance: parseNano('12'),
  reload: { enabled: true, threshold: parseNano('10'), amount: parseNano('10') },
  reloading: false,
  method: null,
  canPay: true,
  burn: 0n,
  month: [],
  billedBy: new Map(),
}

test('X-06 the month and the trailing week are those of the agency, also over a change of the clocks', () => {
  // 2026-10-25 has 25 hours in Berlin; 23:30 UTC on the 31st is the 1st there.
  const spans = spansAt(new Date('2026-10-31T23:30:00Z'), 'Europe/Berlin')
  expect(spans.month).toBe(2026n * 12n + 10n)
  expect(new Date(Number(spans.monthStartMs)).toISOString()).toBe('2026-10-31T23:00:00.000Z')
  expect(new Date(Number(spans.monthEndMs)).toISOString()).toBe('2026-11-30T23:00:00.000Z')
  const day = Date.parse('2026-11-01T00:00:00Z') / 86_400_000
  expect(spans.monthDays).toEqual([day])
  expect(spans.burnDays).toEqual([-6, -5, -4, -3, -2, -1, 0].map((back) => day + back))
  // Seven local days, one of them before 2 o'clock of winter time came a second time: 26 October began at +01:00.
  expect(new Date(Number(spans.burnStartMs)).toISOString()).toBe('2026-10-25T23:00:00.000Z')
  expect(
    new Date(Number(spansAt(new Date('2026-10-30T12:00:00Z'), 'Europe/Berlin').burnStartMs)).toISOString(),
  ).toBe('2026-10-23T22:00:00.000Z')
})

test('B-03 runway: balance ÷ a day of the trailing week, never too long; none without burn', () => {
  expect(runwayDays(parseNano('70'), parseNano('70'))).toBe('7')
  expect(runwayDays(parseNano('10'), parseNano('7'))).toBe('10')
  expect(runwayDays(parseNano('10'), parseNano('3'))).toBe('23.3')
  expect(runwayDays(parseNano('0.01'), parseNano('70'))).toBe('0')
  expect(runwayDays(parseNano('-5'), parseNano('70'))).toBe('0')
  expect(runwayDays(parseNano('5'), 0n)).toBeNull()
  expect(runwayDays(parseNano('5'), parseNano('-1'))).toBeNull()
})

test('W2 a reload of 10 US dollars at 1.05x loses money after the fee', () => {
  const fee = feeShareOf(client, FEE_RULES.usCard)
  const sums = [
    { currency: 'USD', costCurrency: 'USD', cost: 9_523_809_524n, price: parseNano('10'), events: 3 },
  ]
  expect(totalsOf(sums, { currency: 'USD', fee, terms, at: 0 })).toEqual({
    cost: '9.523809524',
    price: '10',
    fees: '0.59',
    profit: '-0.113809524',
    margin: '-0.011381',
    events: 3,
  })
  expect(feeShareOf({ ...client, billingMode: 'partner' }, FEE_RULES.usCard).fee).toBe(0n)
})

test('X-03 amounts of two currencies are added at a rate, or the margin says that they could not be', () => {
  const fee = { fee: 0n, size: 1n }
  const sums = [
    { currency: 'EUR', costCurrency: 'USD', cost: parseNano('1'), price: parseNano('2'), events: 1 },
  ]
  expect(totalsOf(sums, { currency: 'EUR', fee, terms, at: 0 })).toMatchObject({
    cost: '0.8',
    profit: '1.2',
    margin: '0.6',
  })
  expect(totalsOf(sums, { currency: 'EUR', fee, terms: { fx: new Map() }, at: 0 }).margin).toBeNull()
})

test('the status names what is most urgent', () => {
  const status = (changes: Partial<ClientFigures>) =>
    overviewOf({ ...client, ...changes }, { terms, feeRule: FEE_RULES.usCard, now: new Date(0) }).status
  const low = { balance: parseNano('9.99') }
  expect(status({})).toBe('ok')
  expect(status({ balance: parseNano('10') })).toBe('ok')
  expect(status(low)).toBe('low')
  expect(status({ ...low, billingMode: 'postpaid' })).toBe('ok')
  expect(status({ ...low, reloading: true })).toBe('reloading')
  expect(status({ ...low, paymentState: 'failed' })).toBe('paymentFailed')
  expect(status({ ...low, reloading: true, paymentState: 'actionRequired' })).toBe('actionRequired')
  expect(status({ ...low, paymentState: 'failed', suspended: true })).toBe('suspended')
})
