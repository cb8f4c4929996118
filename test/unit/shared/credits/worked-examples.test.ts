import { describe, expect, it } from 'vitest'
import { creditsFor, fitFormula, FREE_RECIPIENTS } from '../../../../shared/credits/formula.ts'
import { drawFromPool } from '../../../../shared/credits/pool.ts'
import { formatNano } from '../../../../shared/money/nano.ts'
import { rate } from '../../../../shared/rating/rate.ts'
import type { CreditsRule } from '../../../../shared/rating/rule.ts'
import { termsOf } from '../rating/terms.ts'

const factor = { base: '0', factor: '1.05', free: FREE_RECIPIENTS }
const base = { base: '250', factor: '1.00', free: FREE_RECIPIENTS }

describe('W6 credits; CE-10: 10 recipients are free, 11 are charged', () => {
  it.each([
    [10n, 0n, 0n],
    [0n, 0n, 0n],
    [11n, 12n, 261n],
    [100n, 105n, 350n],
    [1_000n, 1_050n, 1_250n],
    [5_000n, 5_250n, 5_250n],
    [10_000n, 10_500n, 10_250n],
    [50_000n, 52_500n, 50_250n],
  ])('%s recipients', (recipients, byFactor, byBase) => {
    expect(creditsFor(recipients, factor)).toBe(byFactor)
    expect(creditsFor(recipients, base)).toBe(byBase)
    expect(creditsFor(-recipients, factor)).toBe(-byFactor)
  })

  it('CE-09: one observed mailing fits both settings', () => {
    const fitted = fitFormula(5_000n, 5_250n)
    expect(fitted.base).toEqual({ base: '250', factor: '1', free: '10' })
    expect(fitted.factor).toEqual({ base: '0', factor: '1.05', free: '10' })
    const odd = fitFormula(7n * 11n, 81n)
    expect([creditsFor(77n, odd.base), creditsFor(77n, odd.factor)]).toEqual([81n, 81n])
    expect(() => fitFormula(0n, 5n)).toThrow(expect.objectContaining({ code: 'out_of_range' }))
  })

  it('prices a mailing by its credits', () => {
    const rule: CreditsRule = { kind: 'credits', creditPrice: '0.01', ...factor, included: '1000' }
    const first = rate({ service: 'newsletter.credits', quantity: '800' }, termsOf(rule))
    const second = rate(
      { service: 'newsletter.credits', quantity: '800' },
      termsOf(rule, '0', { before: first.after }),
    )
    expect([first, second].map((one) => formatNano(one.price))).toEqual(['0', '6.8'])
    expect(second.after.quantity).toBe('1680')
  })
})

describe('W7 pool of 50.000, mailings of 5.250', () => {
  const settings = { remindBelow: 10_000n, autoBuy: null }

  it('lasts nine mailings, reminds once at 8.000, lacks 2.500 for the tenth', () => {
    const balances: bigint[] = []
    const reminders: bigint[] = []
    let balance = 50_000n
    for (let mailing = 1; mailing <= 9; mailing++) {
      const draw = drawFromPool(balance, 5_250n, settings)
      balance = draw.balance
      balances.push(balance)
      if (draw.remind) reminders.push(balance)
    }
    expect(balances).toEqual([44_750n, 39_500n, 34_250n, 29_000n, 23_750n, 18_500n, 13_250n, 8_000n, 2_750n])
    expect(reminders).toEqual([8_000n])
    expect(drawFromPool(balance, 5_250n, settings)).toEqual({
      balance: 2_750n,
      purchases: 0n,
      remind: false,
      lacks: 2_500n,
    })
  })

  it('CE-06: buys until it is covered', () => {
    const bought = (autoBuy: bigint) => drawFromPool(2_750n, 5_250n, { ...settings, autoBuy })
    expect(bought(10_000n)).toMatchObject({ balance: 7_500n, purchases: 1n, lacks: 0n, remind: false })
    expect(bought(2_000n)).toMatchObject({ balance: 1_500n, purchases: 2n, lacks: 0n })
    expect(bought(2_500n)).toMatchObject({ balance: 0n, purchases: 1n })
    expect(() => bought(0n)).toThrow(expect.objectContaining({ code: 'out_of_range' }))
  })

  it('empties with ten mailings of 5.000', () => {
    let balance = 50_000n
    for (let mailing = 1; mailing <= 10; mailing++) balance = drawFromPool(balance, 5_000n, settings).balance
    expect(balance).toBe(0n)
  })
})

describe('W8 on demand, 5.250 credits', () => {
  it.each([
    ['0.01', '52.5'],
    ['0.009', '47.25'],
  ])('at %s € each', (creditPrice, price) => {
    const rule: CreditsRule = { kind: 'credits', creditPrice, ...factor }
    expect(formatNano(rate({ service: 'newsletter.credits', quantity: '5000' }, termsOf(rule)).price)).toBe(
      price,
    )
  })
})
