import { formatNano } from '../../shared/money/nano.ts'
import { RatingError } from '../../shared/rating/error.ts'
import type { Actor } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import type { UsageLine } from '../ledger/usage-line.ts'
import type { Posted } from './post-corrections.ts'
import type { StandingUsage } from './standing-usage.ts'

/** Who may correct: a source its own usage, the owner any of the agency. */
export type Corrector = Extract<Actor, { kind: 'source' | 'staff' | 'system' }>

/** What a correction came to. Amounts are decimal text in major units. */
export interface CorrectionResult {
  /** `duplicate`: the books said so already, nothing was written. */
  readonly outcome: 'posted' | 'duplicate'
  /** The line that was added, as differences. */
  readonly line: { id: string; quantity: string; cost: string; price: string } | null
}

export const resultOf = (posted: Posted | undefined): CorrectionResult => {
  if (posted === undefined) return { outcome: 'duplicate', line: null }
  const { id, quantity, cost, price } = posted.line
  return {
    outcome: 'posted',
    line: { id, quantity, cost: formatNano(cost), price: formatNano(price) },
  }
}

/** Before and after of a correction, for the audit log. */
export const auditOf = (usage: StandingUsage, line: UsageLine) => {
  const figures = (quantity: string, cost: bigint, price: bigint) => ({
    quantity,
    cost: formatNano(cost),
    price: formatNano(price),
  })
  return {
    before: figures(usage.quantity.toFixed(), usage.cost, usage.price),
    after: {
      line: line.id,
      ...figures(
        usage.quantity.plus(line.quantity).toFixed(),
        usage.cost + line.cost,
        usage.price + line.price,
      ),
    },
  }
}

/** Runs it; terms that cannot price the correction are a refusal naming the field. */
export async function pricedOrRefused<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof RatingError)) throw error
    throw new Refusal('usage_not_priceable', `${error.message}. Nothing was changed.`, [
      { field: error.field, reason: error.code },
    ])
  }
}
