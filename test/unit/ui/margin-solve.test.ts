import { describe, expect, it } from 'vitest'
import type { MarginInputs } from '../../../extension/entrypoints/popup/margin/inputs.ts'
import { solve } from '../../../extension/entrypoints/popup/margin/solve.ts'
import { FIRST_PLANS, savingOf, solvePlans } from '../../../extension/entrypoints/popup/plans/solve.ts'
import { amount, fineMoney, multiplierText } from '../../../extension/i18n/figures.ts'
import { language } from '../../../extension/i18n/preferences.ts'
import { planById } from '../../../shared/catalogue/plans.ts'
import { formatNano } from '../../../shared/money/nano.ts'

const ask = (change: Partial<MarginInputs>): MarginInputs => ({
  service: 'own',
  cost: '0.00675',
  driver: 'multiplier',
  value: '1.05',
  volume: '1000',
  reload: '10',
  fee: 'stripe.us.card',
  ...change,
})

describe('W1 in the popup: e-mail at 0.00675', () => {
  it.each([
    ['1.05', '1000', '0.0070875', '7.0875'],
    ['1.5', '1000', '0.010125', '10.125'],
    ['2', '1000', '0.0135', '13.5'],
    ['1.05', '10000', '0.0070875', '70.875'],
    ['1.5', '10000', '0.010125', '101.25'],
    ['2', '10000', '0.0135', '135'],
  ])('%sx on %s: %s each, %s in all', (value, volume, each, all) => {
    const answer = solve(ask({ value, volume }))
    expect(formatNano(answer?.totals.unitPrice ?? 0n)).toBe(each)
    expect(formatNano(answer?.totals.price ?? 0n)).toBe(all)
  })
})

describe('HL-09, W2 in the popup: does 1.05x cover the fee?', () => {
  it.each([
    ['10', 'stripe.us.card', '\u22120.1138'],
    ['25', 'stripe.us.card', '0.1605'],
    ['50', 'stripe.us.card', '0.6310'],
    ['100', 'stripe.us.card', '1.5619'],
    ['10', 'stripe.eea.card.standard', '0.0762'],
    ['25', 'stripe.eea.card.standard', '0.5605'],
    ['10', 'stripe.sepa.debit', '0.1262'],
    ['50', 'stripe.us.card.international', '\u22120.1190'],
    ['100', 'stripe.us.card.international', '0.0619'],
  ])('a reload of %s by %s leaves %s', (reload, fee, net) => {
    language.value = 'en'
    expect(amount(solve(ask({ reload, fee }))?.perReload?.net ?? 0n, 4)).toBe(net)
  })

  it.each([
    ['10', '1.0627'],
    ['25', '1.0430'],
    ['50', '1.0363'],
    ['100', '1.0331'],
  ])('the least multiplier at %s is %s, and shown so that it does break even', (reload, least) => {
    language.value = 'en'
    const answer = solve(ask({ reload }))
    // Rounded up to four decimals: 1.0430 shown for 1.04297….
    expect(multiplierText(answer?.breakEvenPpm ?? 0n, 'ceil')).toBe(least.replace(/0$/, ''))
    expect(solve(ask({ reload, value: least }))?.perReload?.loses).toBe(false)
  })

  it('the last losing reload is 16.16, and with FX there is no end', () => {
    expect(formatNano(solve(ask({}))?.lastLosing ?? 0n)).toBe('16.16')
    expect(solve(ask({ fee: 'stripe.us.card.international.fx' }))?.lastLosing).toBeNull()
  })
})

describe('no answer', () => {
  it.each([
    { driver: 'margin', value: '100' },
    { driver: 'markup', value: '-150' },
  ] as const)('%j', (change) => expect(solve(ask(change))).toBeNull())

  it('a price of 0 loses the cost, a cost of 0 has no multiplier', () => {
    expect(solve(ask({ value: '0' }))?.totals.loses).toBe(true)
    expect(solve(ask({ cost: '0', driver: 'price', value: '1' }))?.totals.multiplierPpm).toBeNull()
  })
})

describe('figures', () => {
  it('small amounts keep four decimals, larger ones the cent, in both notations', () => {
    language.value = 'en'
    expect(fineMoney(-113_809_524n, 'USD')).toBe('\u2212$0.1138')
    expect(fineMoney(1_561_900_000n, 'USD')).toBe('$1.56')
    language.value = 'de'
    expect(fineMoney(-113_809_524n, 'EUR').replace(/\s/g, ' ')).toBe('\u22120,1138 €')
    expect(multiplierText(1_050_000n)).toBe('1,05')
  })
})

describe('HL-17, W4 in the popup: from Unlimited to Pro', () => {
  it.each([
    ['1', '2', '200'],
    ['1', '1.5', '400'],
    ['1.05', '2', '210.526315789'],
    ['1.05', '1.5', '444.444444444'],
  ])('%sx to %sx pays from %s', (before, after, payback) => {
    expect(formatNano(solvePlans({ ...FIRST_PLANS, before, after })?.payback ?? 0n)).toBe(payback)
  })

  it('says what the change brings at a usage, and never where the multiplier does not rise', () => {
    expect(formatNano(solvePlans(FIRST_PLANS)?.gainPerMonth ?? 0n)).toBe('25')
    expect(solvePlans({ ...FIRST_PLANS, before: '2', after: '2' })?.payback).toBeNull()
  })

  it('a year saves 594 and 994', () => {
    const saved = ['unlimited', 'pro'].map((id) => {
      const plan = planById(id)
      return plan && formatNano(savingOf(plan))
    })
    expect(saved).toEqual(['594', '994'])
  })
})
