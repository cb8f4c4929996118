import type { ClientOverview } from '../../shared/contract/clients.ts'
import type { BilledBy } from '../../shared/contract/scalars.ts'
import type { FeeRule } from '../../shared/fees/rule.ts'
import { formatNano } from '../../shared/money/nano.ts'
import { divide } from '../../shared/money/rounding.ts'
import { type AgencyTerms, DEFAULT_CLIENT, newestAt, whoBills } from '../pricing/terms.ts'
import { type ClientFigures, feeShareOf } from './figures.ts'
import { rebillingState } from './rebilling-state.ts'
import { BURN_DAYS } from './span.ts'
import { totalsOf } from './totals.ts'

export interface OverviewBasis {
  readonly terms: AgencyTerms
  readonly feeRule: FeeRule
  readonly now: Date
}

/** One client as staff see it in a list. Pure. */
export function overviewOf(client: ClientFigures, { terms, feeRule, now }: OverviewBasis): ClientOverview {
  return {
    id: client.id,
    name: client.name,
    billingMode: client.billingMode,
    currency: client.currency,
    balance: formatNano(client.balance),
    runwayDays: runwayDays(client.balance, client.burn),
    status: statusOf(client),
    rebilling: rebillingState(client, terms, defaultsAt(terms, now.getTime())),
    month: totalsOf(client.month, {
      currency: client.currency,
      fee: feeShareOf(client, feeRule),
      terms,
      at: now.getTime(),
    }),
  }
}

/** B-03: balance ÷ what a day of the trailing week took, to one decimal, rounded down: nobody is told too long a time. */
export function runwayDays(balance: bigint, burn: bigint): string | null {
  if (burn <= 0n) return null
  if (balance <= 0n) return '0'
  return formatNano(divide(balance * BigInt(BURN_DAYS) * 10n, burn, 'floor') * 100_000_000n)
}

function statusOf(client: ClientFigures): ClientOverview['status'] {
  if (client.suspended) return 'suspended'
  if (client.paymentState === 'actionRequired') return 'actionRequired'
  if (client.reloading) return 'reloading'
  if (client.paymentState === 'failed') return 'paymentFailed'
  const threshold = client.reload?.threshold ?? 0n
  return client.billingMode === 'prepaid' && client.balance < threshold ? 'low' : 'ok'
}

/** Who bills by the agency's defaults that hold at `at`, by service. */
function defaultsAt(terms: AgencyTerms, at: number): Map<string, BilledBy> {
  const defaults = new Map<string, BilledBy>()
  for (const [key, list] of terms.terms) {
    if (!key.startsWith(`${DEFAULT_CLIENT} `)) continue
    const holds = newestAt(list, at)
    if (holds !== undefined) defaults.set(key.slice(DEFAULT_CLIENT.length + 1), whoBills(holds))
  }
  return defaults
}
