/** An invoice is rounded once: its lines sum to the total, none is off by a unit, and what is cut off stays owed. */
import { Decimal } from 'decimal.js'
import { array, assert, bigInt, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { parseNano } from '../../../shared/money/nano.ts'
import { invoiceLines } from '../../../worker/charging/invoice-lines.ts'
import { chargeGrain } from '../../../worker/charging/minimum-charge.ts'

const rated = (service: string, price: string, quantity = '1') => ({
  service,
  quantity: new Decimal(quantity),
  price: parseNano(price),
})

test('W14 and three services of a third of a cent: the units go by largest remainder, the earlier on a tie', () => {
  const { lines, total } = invoiceLines(
    [
      rated('a', '0.003333333'),
      rated('b', '0.003333333'),
      rated('c', '0.005'),
      rated('custom.sms', '111.06', '1234'),
    ],
    0n,
    'EUR',
    'de',
  )
  expect(total).toBe(parseNano('111.07'))
  expect(lines.map(({ label, amount }) => [label, amount])).toEqual([
    ['a: 1', 0n],
    ['b: 1', 0n],
    ['c: 1', parseNano('0.01')],
    ['SMS: 1.234 Nachrichten', parseNano('111.06')],
  ])
})

test('what was left before is a line where it comes to a unit, also below 0, and else counts silently', () => {
  const one = (carried: string) =>
    invoiceLines([rated('custom.sms', '9.994')], parseNano(carried), 'EUR', 'en').lines.map(
      ({ service, amount }) => [service, amount],
    )
  expect(one('0.003')).toEqual([['custom.sms', parseNano('9.99')]])
  expect(one('0.006')).toEqual([
    ['custom.sms', parseNano('9.99')],
    ['', parseNano('0.01')],
  ])
  expect(one('-5')).toEqual([
    ['custom.sms', parseNano('9.99')],
    ['', -parseNano('5')],
  ])
})

test('for any services and any carry: Σ lines = total, total + residual = what is due, no line off by a unit', () => {
  const amount = bigInt(-(10n ** 14n), 10n ** 14n)
  assert(
    property(
      array(amount, { minLength: 1, maxLength: 12 }),
      amount,
      constantFrom('EUR', 'USD', 'JPY', 'KWD'),
      (prices, carried, currency) => {
        const grain = chargeGrain(currency)
        const services = prices.map((price, i) => ({ service: `s${i}`, quantity: new Decimal(1), price }))
        const { lines, total } = invoiceLines(services, carried, currency, 'en')
        const due = prices.reduce((sum, price) => sum + price, carried)
        const residual = due - total
        const close = lines.every(({ exact, amount: shown }) => {
          const off = shown - exact
          return off < grain && off > -grain && shown % grain === 0n
        })
        return (
          lines.reduce((sum, line) => sum + line.amount, 0n) === total &&
          residual >= 0n &&
          residual < grain &&
          close
        )
      },
    ),
    { seed: 6, numRuns: 500 },
  )
})

test('CE-02 no line names a system behind the service', () => {
  const services = [
    'sms.outbound',
    'closebot.response',
    'closebot.tokens',
    'newsletter.credits',
    'highlevel.extra',
  ]
  for (const language of ['en', 'de'] as const) {
    const { lines } = invoiceLines(
      services.map((service) => rated(service, '5', '3.5')),
      1n,
      'EUR',
      language,
    )
    const text = lines.map(({ label }) => label).join('\n')
    expect(text).not.toMatch(
      /high\s?level|lead\s?connector|close\s?bot|clever|monsum|fastbill|twilio|\blc\b/i,
    )
    // The quantity of tokens is what the agency pays.
    expect(lines[2]).toMatchObject({ quantity: null })
  }
})
