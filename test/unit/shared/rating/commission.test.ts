import { describe, expect, it } from 'vitest'
import { splitGross } from '../../../../shared/money/vat.ts'
import { formatNano, parseNano } from '../../../../shared/money/nano.ts'
import { Decimal } from '../../../../shared/rating/decimal.ts'
import { percentageParts } from '../../../../shared/rating/percentage.ts'
import { rate } from '../../../../shared/rating/rate.ts'
import type { PercentageRule, RecurringRule } from '../../../../shared/rating/rule.ts'
import { termsOf } from './terms.ts'

const plain: PercentageRule = {
  kind: 'percentage',
  rounding: 'halfUp',
  classes: [
    { name: 'reduced', parts: [{ percent: '4' }] },
    { name: 'full', parts: [{ percent: '7' }] },
  ],
}
/** Fairmondo's mode: a fee with bounds and a contribution of 1 %, each rounded up. */
const marketplace: PercentageRule = {
  kind: 'percentage',
  rounding: 'ceil',
  classes: [
    { name: 'reduced', parts: [{ percent: '3', minimum: '0.10', cap: '15' }, { percent: '1' }] },
    { name: 'full', parts: [{ percent: '6', minimum: '0.10', cap: '30' }, { percent: '1' }] },
  ],
}
const commission = (rule: PercentageRule, sale: string, name: string) =>
  formatNano(rate({ service: 'sales', quantity: sale, class: name }, termsOf(rule)).price)
const parts = (sale: string, name: string) =>
  percentageParts(marketplace, new Decimal(sale), 'EUR', name).map(formatNano)

describe('W15 commission', () => {
  it.each([
    ['100', '4', '7'],
    ['19.99', '0.8', '1.4'],
    ['10.10', '0.4', '0.71'],
  ])('plain on %s', (sale, reduced, full) => {
    expect([commission(plain, sale, 'reduced'), commission(plain, sale, 'full')]).toEqual([reduced, full])
  })

  it.each([
    ['10.10', ['0.31', '0.11'], '0.42', ['0.61', '0.11'], '0.72'],
    ['1.00', ['0.1', '0.01'], '0.11', ['0.1', '0.01'], '0.11'],
    ['600', ['15', '6'], '21', ['30', '6'], '36'],
  ])('in parts rounded up on %s', (sale, reduced, reducedSum, full, fullSum) => {
    expect(parts(sale, 'reduced')).toEqual(reduced)
    expect(commission(marketplace, sale, 'reduced')).toBe(reducedSum)
    expect(parts(sale, 'full')).toEqual(full)
    expect(commission(marketplace, sale, 'full')).toBe(fullSum)
  })

  it('books 0,42 net as 0,26 + 0,09', () => {
    const [fee, contribution] = percentageParts(marketplace, new Decimal('10.10'), 'EUR', 'reduced')
    const net = [fee ?? 0n, contribution ?? 0n].map((gross) =>
      formatNano(splitGross(gross, 190_000n, 'EUR').net),
    )
    expect(net).toEqual(['0.26', '0.09'])
  })

  it('takes 3.200,00 for 200 × 16', () => {
    expect(
      formatNano(
        rate({ service: 'usage', quantity: '200' }, termsOf({ kind: 'unitPrice', unitPrice: '16' })).price,
      ),
    ).toBe('3200')
  })

  it('gives a refund back to the cent, and takes nothing of nothing', () => {
    expect(commission(marketplace, '-10.10', 'reduced')).toBe('-0.42')
    expect(commission(marketplace, '0', 'full')).toBe('0')
  })

  it('asks for the class', () => {
    const sale = (name?: string) => () =>
      rate({ service: 'sales', quantity: '1', ...(name ? { class: name } : {}) }, termsOf(plain))
    expect(sale()).toThrow(expect.objectContaining({ code: 'unknown_class' }))
    expect(sale('other')).toThrow(expect.objectContaining({ code: 'unknown_class', field: 'class' }))
  })
})

describe('W16 quarter', () => {
  // When it falls due, and that it needs a sale: test/integration/schedule/fees.test.ts.
  const fee: RecurringRule = { kind: 'recurring', price: '1', every: 'quarter', onlyIfActive: true }
  const fees = (quantity: string) => rate({ service: 'base.fee', quantity }, termsOf(fee)).price

  it('is 4,00 for four quarters', () => {
    expect(formatNano(fees('1') * 4n)).toBe('4')
  })

  it('makes 49,00 of ten sales at 4 %, five at 7 % and the fee', () => {
    const sales = (count: bigint, amount: string, name: string) =>
      count * parseNano(commission(plain, amount, name))
    const reduced = sales(10n, '50', 'reduced')
    const full = sales(5n, '80', 'full')
    expect([reduced, full].map(formatNano)).toEqual(['20', '28'])
    expect(formatNano(reduced + full + fees('1'))).toBe('49')
  })

  it('X-05: charges a share of a period pro rata', () => {
    const monthly: RecurringRule = { kind: 'recurring', price: '30', every: 'month', onlyIfActive: false }
    const third = { service: 'care', quantity: '0.333333333333333333' }
    expect(formatNano(rate(third, termsOf(monthly)).price)).toBe('10')
  })
})
