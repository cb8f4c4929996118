import { describe, expect, it } from 'vitest'
import { profitOf, spansByCurrency } from '../../../extension/clients/days.ts'
import { lineOf, SMALL } from '../../../extension/entrypoints/sidepanel/spark-line.ts'
import { createDaysApi } from '../../../extension/rpc/days-api.ts'
import { sampleLines } from '../../support/browser-days.ts'

const day = (cost: string, price: string, fees = '0') => ({ day: '2026-11-21', cost, price, fees, events: 1 })
const series = (currency: string, ...days: ReturnType<typeof day>[]) => ({ currency, isComplete: true, days })

describe('the last days', () => {
  it('are added up by currency, the largest cost first; profit is what is left after fees', () => {
    const list = {
      from: '',
      to: '',
      series: [series('EUR', day('1', '2')), series('USD', day('6.75', '10.125', '0.41715'), day('3', '1'))],
    }
    expect(spansByCurrency(list).map(({ series: { currency }, sum }) => [currency, sum])).toEqual([
      ['USD', { cost: 9_750_000_000n, price: 11_125_000_000n, fees: 417_150_000n, profit: 957_850_000n }],
      ['EUR', { cost: 1_000_000_000n, price: 2_000_000_000n, fees: 0n, profit: 1_000_000_000n }],
    ])
    expect(profitOf(day('3', '1'))).toBe(-2_000_000_000n)
  })

  it('are a line with zero in its place', () => {
    expect(lineOf([0n, 30n, -10n, 10n])).toEqual({ line: 'M0 29L100 2L200 38L300 20', zero: '29' })
    expect(lineOf([5n, 10n])).toEqual({ line: 'M0 20L300 2', zero: '38' })
    expect(lineOf([-5n, -10n])).toEqual({ line: 'M0 20L300 38', zero: '2' })
    expect(lineOf([0n, 0n])).toEqual({ line: 'M0 38L300 38', zero: '38' })
    expect(lineOf([7n])).toEqual({ line: 'M0 2H300', zero: '38' })
    expect(lineOf([5n, -5n], SMALL)).toEqual({ line: 'M0 2L120 14', zero: '8' })
  })

  it('are asked for by id, and an answer of another shape is told as one', async () => {
    const asked: string[] = []
    const ask = (body: unknown) =>
      createDaysApi({
        authorised: async ({ path }) => {
          asked.push(path)
          return { ok: true, body }
        },
        now: () => 7,
      })
    const good = { from: '2026-10-23', to: '2026-11-21', series: [series('USD', day('1', '2'))] }
    expect(await ask(good).agency()).toEqual({ ok: true, value: { at: 7, value: good } })
    expect(await ask(good).client('a/b')).toMatchObject({ ok: true })
    expect(asked).toEqual(['/v1/days?days=30', '/v1/clients/a%2Fb/days?days=30'])
    const wrong = [
      null,
      {},
      { ...good, from: 'soon' },
      { ...good, series: [series('USD', day('1e3', '2'))] },
      { ...good, series: [series('dollar', day('1', '2'))] },
      { ...good, series: [{ ...series('USD'), days: Array.from({ length: 93 }, () => day('1', '2')) }] },
    ]
    for (const body of wrong) {
      expect(await ask(body).agency()).toEqual({ ok: false, failure: { kind: 'badAnswer' } })
    }
  })

  it('by client and by service are one question each', async () => {
    const asked: string[] = []
    const ask = (body: unknown) =>
      createDaysApi({
        authorised: async ({ path }) => {
          asked.push(path)
          return { ok: true, body }
        },
        now: () => 7,
      })
    const good = sampleLines([
      { id: 'a', profit: '12.5' },
      { id: 'b', profit: '-3' },
    ])
    expect(await ask(good).clients(['a,b', 'c'])).toEqual({ ok: true, value: { at: 7, value: good } })
    expect(await ask(good).services()).toMatchObject({ ok: true })
    expect(await ask(good).clientServices('a/b')).toMatchObject({ ok: true })
    expect(asked).toEqual([
      '/v1/days/clients?ids=a%2Cb%2Cc&days=30',
      '/v1/days/services?days=30',
      '/v1/clients/a%2Fb/days/services?days=30',
    ])
    const [line] = good.lines
    for (const change of [{ id: '' }, { currency: 'usd' }, { profits: ['1e3'] }, { profits: '1' }]) {
      const body = { ...good, lines: [{ ...line, ...change }] }
      expect(await ask(body).services()).toEqual({ ok: false, failure: { kind: 'badAnswer' } })
    }
  })
})
