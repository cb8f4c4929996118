import { describe, expect, it } from 'vitest'
import { FEE_ADD_ONS, FEE_RULES } from '../../../../shared/fees/table.ts'
import { estimateFee, withAddOns, type FeeRule } from '../../../../shared/fees/rule.ts'
import { marginAfterFees } from '../../../../shared/margin/after-fees.ts'
import { planPayback, yearlySaving } from '../../../../shared/margin/plan.ts'
import {
  breakEvenMultiplier,
  breakEvenReload,
  grossUp,
  lastLosingCent,
  reloadNet,
} from '../../../../shared/margin/reload.ts'
import { roundToMinor } from '../../../../shared/money/minor.ts'
import { formatNano, parseNano, type Nano } from '../../../../shared/money/nano.ts'
import { divide } from '../../../../shared/money/rounding.ts'

const M105 = 1_050_000n
/** The examples show four decimals. */
const four = (nano: Nano | null | undefined): string | undefined =>
  nano === null || nano === undefined ? undefined : formatNano(divide(nano, 100_000n, 'halfUp') * 100_000n)

describe('W1 e-mail 0.00675', () => {
  const cost = parseNano('0.00675')
  const at = (multiplierPpm: bigint, mails: string) =>
    marginAfterFees({
      unitCost: cost,
      multiplierPpm,
      volume: parseNano(mails),
      reload: null,
      feeRule: FEE_RULES.none,
    })
  const cents = (nano: Nano) => formatNano(roundToMinor(nano, 'USD', 'halfUp'))

  it.each([
    [M105, '0.0070875', '7.0875', '7.09', '70.875', '70.88'],
    [1_500_000n, '0.010125', '10.125', '10.13', '101.25', '101.25'],
    [2_000_000n, '0.0135', '13.5', '13.5', '135', '135'],
  ])('at %s ppm', (ppm, unit, thousand, thousandCents, tenThousand, tenThousandCents) => {
    expect(formatNano(at(ppm, '1').unitPrice)).toBe(unit)
    expect(formatNano(at(ppm, '1000').price)).toBe(thousand)
    expect(cents(at(ppm, '1000').price)).toBe(thousandCents)
    expect(formatNano(at(ppm, '10000').price)).toBe(tenThousand)
    expect(cents(at(ppm, '10000').price)).toBe(tenThousandCents)
  })

  it('costs 6.75 and 67.50, earns 33.75 and 67.50 on ten thousand', () => {
    expect(formatNano(at(M105, '1000').cost)).toBe('6.75')
    expect(formatNano(at(M105, '10000').cost)).toBe('67.5')
    expect(formatNano(at(1_500_000n, '10000').grossProfit)).toBe('33.75')
    expect(formatNano(at(2_000_000n, '10000').grossProfit)).toBe('67.5')
  })

  it('is not what half-even or rounding each mail would bill', () => {
    expect(formatNano(roundToMinor(parseNano('10.125'), 'USD', 'halfEven'))).toBe('10.12')
    const eachRounded = roundToMinor(at(1_500_000n, '1').unitPrice, 'USD', 'halfUp') * 1000n
    expect(formatNano(eachRounded)).toBe('10')
    expect(at(1_500_000n, '1000').price).not.toBe(eachRounded)
  })
})

describe('W2 does 1.05x cover Stripe', () => {
  const { usCard, eeaCard, sepaDebit, usCardInternational } = FEE_RULES
  const net = (reload: string, fee: FeeRule) =>
    reloadNet({ reload: parseNano(reload), multiplierPpm: M105, fee })

  it.each([
    ['10', '0.4762', '0.59', '-0.1138', '0.4', '0.0762', '0.1262', '0.74', '-0.2638'],
    ['25', '1.1905', '1.03', '0.1605', '0.63', '0.5605', '0.8405', '1.4', '-0.2095'],
    ['50', '2.381', '1.75', '0.631', '1', '1.381', '2.031', '2.5', '-0.119'],
    ['100', '4.7619', '3.2', '1.5619', '1.75', '3.0119', '4.4119', '4.7', '0.0619'],
  ])('reload %s', (reload, gross, usFee, us, eeaFee, eea, sepa, intlFee, intl) => {
    const american = net(reload, usCard)
    expect(four(american?.gross)).toBe(gross)
    expect(formatNano(american?.fee ?? 0n)).toBe(usFee)
    expect(four(american?.net)).toBe(us)
    expect(american?.loses).toBe(us.startsWith('-'))
    expect(formatNano(net(reload, eeaCard)?.fee ?? 0n)).toBe(eeaFee)
    expect(four(net(reload, eeaCard)?.net)).toBe(eea)
    expect(formatNano(net(reload, sepaDebit)?.fee ?? 0n)).toBe('0.35')
    expect(four(net(reload, sepaDebit)?.net)).toBe(sepa)
    expect(formatNano(net(reload, usCardInternational)?.fee ?? 0n)).toBe(intlFee)
    expect(four(net(reload, usCardInternational)?.net)).toBe(intl)
  })

  it.each([
    ['US', usCard, '16.1125'],
    ['US + Invoicing', withAddOns(usCard, FEE_ADD_ONS.invoicing), '20.5212'],
    ['US + Billing', withAddOns(usCard, FEE_ADD_ONS.billing), '25.8197'],
    ['US international', usCardInternational, '82.8947'],
    ['EEA standard', eeaCard, '7.6642'],
    ['EEA premium', FEE_RULES.eeaCardPremium, '8.7354'],
    ['UK card', FEE_RULES.eeaCardUk, '11.0526'],
    ['EU international', FEE_RULES.eeaCardInternational, '16.5354'],
    ['SEPA', sepaDebit, '7.35'],
    ['US with FX', FEE_RULES.usCardInternationalFx, undefined],
    ['EU with FX', FEE_RULES.eeaCardInternationalFx, undefined],
  ])('break-even of %s', (_name, fee, expected) => {
    expect(four(breakEvenReload(M105, fee))).toBe(expected)
  })

  it('finds the last losing cent amount', () => {
    expect(formatNano(lastLosingCent(M105, usCard) ?? 0n)).toBe('16.16')
    expect(formatNano(lastLosingCent(M105, eeaCard) ?? 0n)).toBe('7.76')
    expect(lastLosingCent(M105, FEE_RULES.usCardInternationalFx)).toBeNull()
  })

  it('finds the minimum multiplier', () => {
    const least = (reload: string) => four((breakEvenMultiplier(parseNano(reload), usCard) ?? 0n) * 1000n)
    expect(['10', '25', '50', '100'].map(least)).toEqual(['1.0627', '1.043', '1.0363', '1.0331'])
  })

  it('grosses up to 103.30 for 100.00 net', () => {
    const up = grossUp(parseNano('100'), usCard)
    expect(four(up.exact)).toBe('103.2956')
    expect([up.charge, up.fee].map(formatNano)).toEqual(['103.3', '3.3'])
  })
})

describe('W3 freelancers keep ten per cent', () => {
  it('stays 5.5 % below the list', () => {
    const list = parseNano('0.0079')
    const cost = (list * 9n) / 10n
    const client = marginAfterFees({
      unitCost: cost,
      multiplierPpm: M105,
      volume: parseNano('1000'),
      reload: null,
      feeRule: FEE_RULES.none,
    })
    expect([cost, client.unitPrice].map(formatNano)).toEqual(['0.00711', '0.0074655'])
    expect([list * 1000n, client.cost, client.price].map(formatNano)).toEqual(['7.9', '7.11', '7.4655'])
    expect(client.unitPrice * 1000n).toBe(list * 945n)
  })
})

describe('W4 plans', () => {
  it('saves two months by the year', () => {
    expect(formatNano(yearlySaving(parseNano('297'), parseNano('2970')))).toBe('594')
    expect(formatNano(yearlySaving(parseNano('497'), parseNano('4970')))).toBe('994')
  })

  it.each([
    [1_000_000n, 2_000_000n, '200'],
    [1_000_000n, 1_500_000n, '400'],
    [M105, 2_000_000n, '210.53'],
    [M105, 1_500_000n, '444.44'],
  ])('pays back from %s to %s ppm', (fromMultiplierPpm, toMultiplierPpm, usage) => {
    const payback = planPayback({ extraPerMonth: parseNano('200'), fromMultiplierPpm, toMultiplierPpm })
    expect(formatNano(roundToMinor(payback ?? 0n, 'USD', 'halfUp'))).toBe(usage)
  })
})

describe('W8 fees of an on-demand charge', () => {
  it('takes 1,04 by card and 0,35 by debit from 52,50 €', () => {
    expect(formatNano(estimateFee(parseNano('52.50'), FEE_RULES.eeaCard))).toBe('1.04')
    expect(formatNano(estimateFee(parseNano('52.50'), FEE_RULES.sepaDebit))).toBe('0.35')
  })
})
