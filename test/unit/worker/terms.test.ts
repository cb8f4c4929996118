/** Which terms one usage falls under: dates, the client before the default, the cost book, exchange rates, caps. */
import { expect, test } from 'vitest'
import {
  type AgencyTerms,
  type DatedTerms,
  fxKey,
  termsFor,
  termsKey,
} from '../../../worker/pricing/terms.ts'

const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
const at = (text: string) => new Date(day(text))
const times = (multiplier: string) => ({ kind: 'multiplier', multiplier }) as const

function agreed(number: bigint, from: string, rest: Partial<DatedTerms> = {}): DatedTerms {
  return { number, validFrom: day(from), billedBy: 'ledger', rule: times('1.05'), currency: 'USD', ...rest }
}

function agency(rest: Partial<AgencyTerms> = {}): AgencyTerms {
  return {
    agencyId: 'a',
    plan: 'pro',
    currency: 'USD',
    timeZone: 'UTC',
    priceVersion: 1n,
    ownCapPpm: null,
    caps: [{ validFrom: 0, plan: 'pro', ownCapPpm: null }],
    clients: new Map([
      ['c', { currency: 'USD', modes: [{ validFrom: day('2026-01-01'), mode: 'prepaid' }] }],
    ]),
    terms: new Map(),
    costs: new Map(),
    fx: new Map(),
    ...rest,
  }
}

test('a client of another agency has no terms here', () => {
  expect(termsFor(agency(), 'other', 'sms.outbound', at('2026-11-01'))).toBeUndefined()
})

test('HL-01 where nothing was agreed the agency absorbs the usage, at its cost', () => {
  expect(termsFor(agency(), 'c', 'email.outbound', at('2026-11-01'))).toMatchObject({
    billedBy: 'agency',
    rule: null,
    termsNumber: null,
    costRate: { unitCost: '0.000675', currency: 'USD' },
    planCapPpm: null,
  })
})

test('B-11 usage takes the terms of its own time: newest first, a tie goes to the later number', () => {
  const list = [
    agreed(5n, '2026-10-01', { rule: times('2') }),
    agreed(4n, '2026-10-01', { rule: times('9') }),
    agreed(1n, '2026-09-01'),
  ]
  const terms = agency({ terms: new Map([[termsKey('c', 'sms.outbound'), list]]) })
  const number = (when: Date) => termsFor(terms, 'c', 'sms.outbound', when)?.termsNumber
  expect(number(at('2026-10-01'))).toBe(5n)
  expect(number(new Date(day('2026-10-01') - 1))).toBe(1n)
  expect(number(at('2026-08-31'))).toBeNull()
})

test("the client's own terms come before the agency's default, also when they are older", () => {
  const terms = agency({
    terms: new Map([
      [termsKey('*', 'sms.outbound'), [agreed(9n, '2026-11-01')]],
      [termsKey('c', 'sms.outbound'), [agreed(2n, '2026-10-01', { billedBy: 'agency', rule: null })]],
    ]),
  })
  expect(termsFor(terms, 'c', 'sms.outbound', at('2026-11-02'))).toMatchObject({
    billedBy: 'agency',
    termsNumber: 2n,
  })
  expect(termsFor(terms, 'c', 'sms.outbound', at('2026-09-30'))?.termsNumber).toBeNull()
})

test("a client that follows the agency's default again falls under it from then on, and under nothing where there is none", () => {
  const own = [
    agreed(12n, '2026-11-15', { rule: times('3') }),
    agreed(11n, '2026-11-05', { billedBy: 'default' as const, rule: null }),
    agreed(2n, '2026-10-01', { rule: times('2') }),
  ]
  const ofDefault = (list: DatedTerms[]) =>
    agency({
      terms: new Map([
        [termsKey('*', 'sms.outbound'), list],
        [termsKey('c', 'sms.outbound'), own],
      ]),
    })
  const terms = ofDefault([agreed(9n, '2026-11-01')])
  const number = (when: string) => termsFor(terms, 'c', 'sms.outbound', at(when))?.termsNumber
  expect(['2026-11-04', '2026-11-05', '2026-11-14', '2026-11-15'].map(number)).toEqual([2n, 9n, 9n, 12n])
  expect(termsFor(ofDefault([]), 'c', 'sms.outbound', at('2026-11-06'))).toMatchObject({
    billedBy: 'agency',
    rule: null,
    termsNumber: null,
  })
})

test("own costs by date, the catalogue's before them, the first one before all", () => {
  const own = [
    { id: 'b', unitCost: '0.02', currency: 'USD', validFrom: day('2026-11-10'), source: 'invoice' },
    { id: 'a', unitCost: '0.01', currency: 'USD', validFrom: day('2026-11-01'), source: 'invoice' },
  ]
  const terms = agency({
    costs: new Map([
      ['sms.outbound', own],
      ['own.service', own],
    ]),
  })
  const cost = (service: string, when: string) => termsFor(terms, 'c', service, at(when))?.costRate?.unitCost
  expect(cost('sms.outbound', '2026-11-12')).toBe('0.02')
  expect(cost('sms.outbound', '2026-11-09')).toBe('0.01')
  expect(cost('sms.outbound', '2026-10-01')).toBe('0.00747')
  expect(cost('own.service', '2020-01-01')).toBe('0.01')
  expect(cost('email.outbound', '2020-01-01')).toBe('0.000675')
  expect(cost('never.heard.of', '2026-11-01')).toBeUndefined()
})

test('CE-01 X-03 the billing mode by date, and the price of a multiplier in the currency of the client', () => {
  const terms = agency({
    clients: new Map([
      [
        'c',
        {
          currency: 'EUR',
          modes: [
            { validFrom: day('2026-11-15'), mode: 'partner' as const },
            { validFrom: day('2026-01-01'), mode: 'prepaid' as const },
          ],
        },
      ],
    ]),
    terms: new Map([
      [termsKey('*', 'sms.outbound'), [agreed(1n, '2026-01-01')]],
      [
        termsKey('*', 'call.outbound'),
        [agreed(2n, '2026-01-01', { rule: { kind: 'unitPrice', unitPrice: '1' } })],
      ],
    ]),
    fx: new Map([[fxKey('EUR', 'USD'), [{ id: 'ecb', rate: '1.25', validFrom: day('2026-11-01') }]]]),
  })
  const one = (service: string, when: string) => termsFor(terms, 'c', service, at(when))
  expect(one('sms.outbound', '2026-11-16')).toMatchObject({
    billingMode: 'partner',
    currency: 'EUR',
    fx: { id: 'ecb', rate: '0.8' },
  })
  expect(one('sms.outbound', '2026-11-14')?.billingMode).toBe('prepaid')
  expect(one('sms.outbound', '2025-01-01')?.billingMode).toBe('prepaid')
  expect(one('call.outbound', '2026-11-16')).toMatchObject({ currency: 'USD', fx: null })
})

test("HL-02 the plan caps what the CRM bills; our ledger is capped by the agency's setting, else by the plan", () => {
  const of = (billedBy: 'crm' | 'ledger', ownCapPpm: bigint | null) =>
    termsFor(
      agency({
        caps: [{ validFrom: 0, plan: 'unlimited', ownCapPpm }],
        terms: new Map([[termsKey('c', 's'), [agreed(1n, '2026-01-01', { billedBy })]]]),
      }),
      'c',
      's',
      at('2026-11-01'),
    )?.planCapPpm
  expect(of('crm', 3_000_000n)).toBe(1_050_000n)
  expect(of('ledger', 3_000_000n)).toBe(3_000_000n)
  expect(of('ledger', null)).toBe(1_050_000n)
})

test('B-11 a cap is dated: usage takes that of its own time, older usage the first', () => {
  const terms = agency({
    caps: [
      { validFrom: day('2026-10-01'), plan: 'pro', ownCapPpm: 2_000_000n },
      { validFrom: day('2026-09-01'), plan: 'pro', ownCapPpm: null },
      { validFrom: day('2026-08-01'), plan: 'unlimited', ownCapPpm: null },
    ],
    terms: new Map([[termsKey('c', 's'), [agreed(1n, '2026-01-01')]]]),
  })
  const cap = (when: string) => termsFor(terms, 'c', 's', at(when))?.planCapPpm
  expect(['2026-01-02', '2026-08-31', '2026-09-01', '2026-10-01'].map(cap)).toEqual([
    1_050_000n,
    1_050_000n,
    null,
    2_000_000n,
  ])
})
