import { feeRuleById, FEE_RULES } from '../../../../shared/fees/table.ts'
import type { FeeRule } from '../../../../shared/fees/rule.ts'
import { marginAfterFees, type MarginResult } from '../../../../shared/margin/after-fees.ts'
import {
  markupToMultiplier,
  marginToMultiplier,
  multiplierToMarkup,
} from '../../../../shared/margin/convert.ts'
import {
  breakEvenMultiplier,
  lastLosingCent,
  reloadNet,
  type ReloadResult,
} from '../../../../shared/margin/reload.ts'
import { MoneyError } from '../../../../shared/money/error.ts'
import { NANO_PER_UNIT, parseNano, PPM, type Nano } from '../../../../shared/money/nano.ts'
import type { MarginInputs } from './inputs.ts'

/** Everything the margin check shows. Amounts in nano of the cost's currency, ratios in ppm. */
export interface MarginAnswer {
  readonly fee: FeeRule
  readonly volume: Nano
  /** Null where nothing is charged. */
  readonly reload: Nano | null
  readonly totals: MarginResult
  /** The same for one unit, so that its share of the fee can be shown. */
  readonly perUnit: MarginResult
  readonly markupPpm: bigint | null
  /** What one reload leaves; null without a reload or a price. */
  readonly perReload: ReloadResult | null
  /** The smallest multiplier that pays for the fee of this reload; null if the fee eats all of it. */
  readonly breakEvenPpm: bigint | null
  /** The largest reload that still loses money at this multiplier; 0 if none does, null if every one does. */
  readonly lastLosing: Nano | null
}

/** Null where no price follows: a margin of 100 % or more, a negative multiplier, an amount out of range. */
export function solve(inputs: MarginInputs): MarginAnswer | null {
  try {
    return answer(inputs)
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}

function answer(inputs: MarginInputs): MarginAnswer | null {
  const setting = settingOf(inputs)
  if (!setting) return null
  const fee = feeRuleById(inputs.fee) ?? FEE_RULES.usCard
  const volume = parseNano(inputs.volume)
  const typed = parseNano(inputs.reload)
  const reload = typed > 0n ? typed : null
  const asked = { ...setting, unitCost: parseNano(inputs.cost), reload, feeRule: fee }
  const totals = marginAfterFees({ ...asked, volume })
  const multiplierPpm = totals.multiplierPpm
  return {
    fee,
    volume,
    reload,
    totals,
    perUnit: marginAfterFees({ ...asked, volume: NANO_PER_UNIT }),
    markupPpm: multiplierPpm === null ? null : multiplierToMarkup(multiplierPpm),
    perReload: reload === null || multiplierPpm === null ? null : reloadNet({ reload, multiplierPpm, fee }),
    breakEvenPpm: reload === null ? PPM : breakEvenMultiplier(reload, fee),
    lastLosing: multiplierPpm === null ? 0n : lastLosingCent(multiplierPpm, fee),
  }
}

function settingOf({ driver, value }: MarginInputs): { price: Nano } | { multiplierPpm: bigint } | null {
  const nano = parseNano(value)
  if (driver === 'price') return { price: nano }
  const multiplierPpm = {
    multiplier: () => nano / 1000n,
    markup: () => markupToMultiplier(nano / 100_000n),
    margin: () => marginToMultiplier(nano / 100_000n),
  }[driver]()
  return multiplierPpm === null || multiplierPpm < 0n ? null : { multiplierPpm }
}
