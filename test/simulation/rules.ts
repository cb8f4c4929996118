/** Price rules by chance: every kind of the union, composed with limits. Small enough that no sum leaves 64 bits. */
import { parsePriceRule } from '../../shared/rating/schema.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { Random } from './random.ts'

export function randomRule(random: Random): PriceRule {
  return parsePriceRule({ ...bareRule(random), ...limits(random) })
}

export const randomMultiplier = (random: Random): string =>
  random.pick(['0', '1', '1.05', '1.5', '2', '3.333333', '1.000001', random.decimal(4, 6)])

function bareRule(random: Random): object {
  switch (random.int(0, 12)) {
    case 0:
    case 1:
    case 2:
      return { kind: 'multiplier', multiplier: randomMultiplier(random) }
    case 3:
      return { kind: 'unitPrice', unitPrice: random.decimal(2, random.pick([2, 6, 12, 30])) }
    case 4:
    case 5:
      return tiers(random)
    case 6:
      return { kind: 'package', size: random.pick(['7.5', '100', '0.3', '1']), price: random.decimal(20, 3) }
    case 7:
      return percentage(random)
    case 8:
      return {
        kind: 'recurring',
        price: random.decimal(90, 2),
        every: random.pick(['month', 'quarter', 'year']),
        onlyIfActive: random.chance(0.5),
      }
    case 9:
      return { kind: 'setupFee', price: random.decimal(200, 2) }
    case 10:
      return { kind: 'levelTime', mode: 'hourly', hourlyPrice: random.decimal(1, 10) }
    case 11:
      return { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: random.decimal(120, 2) }
    default:
      return {
        kind: 'credits',
        base: String(random.int(0, 250)),
        factor: random.pick(['1', '1.05', '1.333333333', '0']),
        free: random.pick(['0', '10']),
        creditPrice: random.decimal(1, 8),
      }
  }
}

function limits(random: Random): object {
  if (random.chance(0.6)) return {}
  const minimum = random.int(1, 30)
  return {
    ...(random.chance(0.5) ? { included: random.decimal(60, random.pick([0, 1, 9, 18])) } : {}),
    ...(random.chance(0.35) ? { minimum: `${minimum}.${random.int(10, 99)}` } : {}),
    ...(random.chance(0.35) ? { cap: `${minimum + random.int(1, 400)}.123456789` } : {}),
  }
}

function tiers(random: Random): object {
  const steps = random.int(0, 4)
  let upTo = 0
  const list = Array.from({ length: steps + 1 }, (_, i) => {
    upTo += random.int(1, 80)
    return {
      upTo: i === steps ? null : random.chance(0.2) ? `${upTo}.5` : String(upTo),
      unitPrice: random.decimal(2, random.pick([2, 5, 9, 13])),
      ...(random.chance(0.3) ? { flat: random.decimal(10, 2) } : {}),
    }
  })
  return { kind: 'tiers', mode: random.pick(['graduated', 'volume']), tiers: list }
}

function percentage(random: Random): object {
  const names = random.pick([['a'], ['a', 'b'], ['b', 'a', 'c']])
  return {
    kind: 'percentage',
    rounding: random.pick(['exact', 'halfUp', 'ceil']),
    classes: names.map((name) => ({
      name,
      parts: Array.from({ length: random.int(1, 2) }, () => ({
        percent: random.decimal(9, random.pick([0, 2, 6])),
        ...(random.chance(0.4) ? { minimum: '0.10' } : {}),
        ...(random.chance(0.4) ? { cap: '15' } : {}),
      })),
    })),
  }
}
