import type { z } from 'zod'
import type { FeeView } from '../../shared/contract/clients.ts'
import type { FeeRule } from '../../shared/fees/rule.ts'
import { formatNano } from '../../shared/money/nano.ts'

/** A fee rule as the API shows it. Pure. */
export function feeView(rule: FeeRule): z.infer<typeof FeeView> {
  // 1 ppm is 0.0001 %, so 100,000 nano of a percent.
  const percent = formatNano(rule.percentPpm * 100_000n)
  const fixed = formatNano(rule.fixed)
  return {
    id: rule.id,
    label: `${percent} % + ${fixed} ${rule.currency}`,
    percent,
    fixed,
    currency: rule.currency,
  }
}
