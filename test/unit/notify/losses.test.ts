import { describe, expect, it } from 'vitest'
import { FEE_RULES } from '../../../shared/fees/table.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { type LossQuestion, lossVerdicts } from '../../../worker/notify/loss-verdicts.ts'

const sum = (service: string, cost: string, price: string) => ({
  service,
  cost: parseNano(cost),
  price: parseNano(price),
})
const ask = (changes: Partial<LossQuestion>) =>
  lossVerdicts({
    currency: 'USD',
    sums: [],
    marginFloorPpm: 0n,
    lossFloor: parseNano('1'),
    reload: null,
    ...changes,
  }).map(({ kind, subject }) => (subject === '' ? kind : `${kind} ${subject}`))

describe('B-02 losses', () => {
  it('W13: the client with seats earns; without them it costs more than it brings', () => {
    const month = [sum('response', '6', '20'), sum('storage', '18', '0'), sum('tokens', '4.2', '0')]
    const unbilled = ['unbilledCost storage', 'unbilledCost tokens']
    expect(ask({ sums: [...month, sum('seat', '9.936', '200')] })).toEqual(unbilled)
    expect(ask({ sums: month })).toEqual([...unbilled, 'negativeMargin'])
  })

  it('W11 W12: what is absorbed is told from the loss floor on', () => {
    expect(ask({ sums: [sum('storage', '0.999999999', '0')] })).toEqual([])
    expect(ask({ sums: [sum('storage', '1', '0')] })).toEqual(['unbilledCost storage'])
    expect(ask({ sums: [sum('tokens', '0', '0')], lossFloor: 0n })).toEqual([])
  })

  it('a price below the floor, and one exactly on it', () => {
    const floor = { marginFloorPpm: 300_000n }
    expect(ask({ ...floor, sums: [sum('a', '70', '100')] })).toEqual([])
    expect(ask({ ...floor, sums: [sum('a', '71', '100')] })).toEqual(['belowFloor a'])
    expect(ask({ ...floor, sums: [sum('a', '70.5', '100')] })).toEqual([]) // half a unit is below the loss floor
    expect(ask({ sums: [sum('a', '100', '100')] })).toEqual([])
    expect(ask({ sums: [sum('a', '102', '100')] })).toEqual(['belowFloor a', 'negativeMargin'])
  })

  it.each([
    ['10', 1_050_000n, true],
    ['16.16', 1_050_000n, true],
    ['16.17', 1_050_000n, false],
    ['25', 1_050_000n, false],
    ['10', 1_062_700n, false],
    ['10', 1_062_600n, true],
  ] as const)('W2: a top-up of %s at %s ppm loses: %s', (amount, multiplierPpm, loses) => {
    const reload = {
      amount: parseNano(amount),
      multiplierPpm,
      service: 'sms.outbound',
      fee: FEE_RULES.usCard,
    }
    expect(ask({ reload })).toEqual(loses ? ['reloadLoses'] : [])
  })
})
