import { type FeeRule } from '../../shared/fees/rule.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import { reloadNet } from '../../shared/margin/reload.ts'
import { PPM } from '../../shared/money/nano.ts'
import { divide } from '../../shared/money/rounding.ts'

/** What one client's use of one service came to over the trailing days, nano, cost and price in one currency. */
export interface ServiceSum {
  readonly service: string
  readonly cost: bigint
  readonly price: bigint
}

export interface LossQuestion {
  readonly currency: string
  readonly sums: readonly ServiceSum[]
  /** Least accepted (price − cost) ÷ price, ppm. */
  readonly marginFloorPpm: bigint
  /** Smaller losses are not told, nano. */
  readonly lossFloor: bigint
  /** The reload and the lowest multiplier that it can be spent at; null = no reload, or nothing rebilled by multiplier. */
  readonly reload: { amount: bigint; multiplierPpm: bigint; service: string; fee: FeeRule } | null
}

export interface LossVerdict {
  readonly kind: 'reloadLoses' | 'unbilledCost' | 'belowFloor' | 'negativeMargin'
  readonly subject: string
  /** Amounts in nano as text. */
  readonly detail: Readonly<Record<string, string>>
}

/**
 * Where a client loses the agency money (B-02): a top-up that does not pay for itself, a service nobody pays for (0x
 * tokens, storage), one sold below the floor, and the client as a whole.
 */
export function lossVerdicts(question: LossQuestion): LossVerdict[] {
  const { currency, sums, marginFloorPpm, lossFloor } = question
  const verdicts: LossVerdict[] = []
  let cost = 0n
  let price = 0n
  for (const sum of sums) {
    cost += sum.cost
    price += sum.price
    const detail = { service: sum.service, cost: `${sum.cost}`, price: `${sum.price}`, currency }
    if (sum.price <= 0n) {
      if (sum.cost > 0n && sum.cost >= lossFloor) {
        verdicts.push({ kind: 'unbilledCost', subject: sum.service, detail })
      }
      continue
    }
    const margin = divide((sum.price - sum.cost) * PPM, sum.price, 'floor')
    const missing = sum.cost - divide(sum.price * (PPM - marginFloorPpm), PPM, 'floor')
    if (margin < marginFloorPpm && missing >= lossFloor) {
      const floor = { floor: ppmText(marginFloorPpm), margin: ppmText(margin) }
      verdicts.push({ kind: 'belowFloor', subject: sum.service, detail: { ...detail, ...floor } })
    }
  }
  if (price > 0n && cost - price > 0n && cost - price >= lossFloor) {
    verdicts.push({
      kind: 'negativeMargin',
      subject: '',
      detail: { cost: `${cost}`, price: `${price}`, currency },
    })
  }
  const lost = reloadLoss(question)
  return lost === null ? verdicts : [...verdicts, lost]
}

function reloadLoss({ reload, currency }: LossQuestion): LossVerdict | null {
  if (reload === null) return null
  const { amount, multiplierPpm, service, fee } = reload
  const result = reloadNet({ reload: amount, multiplierPpm, fee: { ...fee, currency } })
  if (result === null || !result.loses) return null
  return {
    kind: 'reloadLoses',
    subject: '',
    detail: {
      amount: `${amount}`,
      net: `${result.net}`,
      multiplier: formatMultiplier(multiplierPpm),
      service,
      currency,
    },
  }
}

/** ppm as a decimal: 295_400 → 0.2954. */
const ppmText = (ppm: bigint): string => formatMultiplier(ppm)
