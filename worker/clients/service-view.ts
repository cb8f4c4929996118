import { serviceById } from '../../shared/catalogue/service.ts'
import type { ServiceTerms } from '../../shared/contract/clients.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import { Decimal } from '../../shared/rating/decimal.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import type { CostRate } from '../pricing/costs.ts'
import { costAt } from '../pricing/costs.ts'
import { type AgencyTerms, type TermsOfUsage, capFor } from '../pricing/terms.ts'
import type { ServiceFigures } from './service-figures.ts'
import { totalsOf } from './totals.ts'

export interface ServiceBasis {
  readonly terms: AgencyTerms
  /** Terms that hold now. */
  readonly now: TermsOfUsage
  readonly at: number
  readonly figures: ServiceFigures | undefined
  readonly version: bigint
  readonly currency: string
  /** Whether they are the client's own, not the agency's default. */
  readonly isOwn: boolean
  readonly fee: { fee: bigint; size: bigint }
}

/** One service of one client as staff see it: who bills it, at what, and its month. Pure. */
export function serviceView(service: string, basis: ServiceBasis): ServiceTerms {
  const { terms, now, at, figures, currency, fee } = basis
  const known = serviceById(service)
  const cost = costAt(terms.costs, service, at)
  const multiplierPpm = now.rule?.kind === 'multiplier' ? parseMultiplierPpm(now.rule.multiplier) : null
  const capPpm = capFor(terms, now.billedBy === 'crm' ? 'crm' : 'ledger')
  return {
    service,
    label: known?.label ?? service,
    unit: known?.unit ?? 'unit',
    billedBy: now.billedBy,
    multiplier: multiplierPpm === null ? null : formatMultiplier(multiplierPpm),
    rule: now.rule,
    terms: basis.isOwn ? 'own' : 'default',
    multiplierCap: capPpm === null ? null : formatMultiplier(capPpm),
    unitCost: cost === null ? null : plain(new Decimal(cost.unitCost)),
    unitPrice: unitPriceOf(now, cost),
    costSource: cost?.source ?? null,
    costCurrency: cost?.currency ?? currency,
    monthQuantity: plain(figures?.quantity ?? new Decimal(0)),
    month: totalsOf(figures?.sums ?? [], { currency, fee, terms, at }),
    estimated: figures?.estimated ?? false,
    version: Number(basis.version),
  }
}

/** Price of one unit in the price's currency, where it can be said before the usage is known. */
function unitPriceOf(now: TermsOfUsage, cost: CostRate | null): string | null {
  if (now.rule === null) return null
  if (now.rule.kind === 'unitPrice') return plain(new Decimal(now.rule.unitPrice))
  if (now.rule.kind !== 'multiplier' || cost === null) return null
  if (cost.currency !== now.currency && now.fx === null) return null
  const ppm = parseMultiplierPpm(now.rule.multiplier)
  const rated = now.planCapPpm !== null && ppm > now.planCapPpm ? now.planCapPpm : ppm
  return plain(
    new Decimal(cost.unitCost)
      .times(cost.currency === now.currency ? 1 : (now.fx?.rate ?? 1))
      .times(formatMultiplier(rated)),
  )
}

/** As many decimals as the API's plain numbers have. */
const plain = (value: Decimal): string => value.toDecimalPlaces(18).toFixed()
