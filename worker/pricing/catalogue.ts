import { AGENCY_PLANS } from '../../shared/catalogue/plans.ts'
import { SERVICES } from '../../shared/catalogue/service.ts'
import type { Catalogue } from '../../shared/contract/catalogue.ts'
import { FEE_RULES } from '../../shared/fees/table.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import type { StaffActor } from '../access/tokens.ts'
import { feeView } from '../clients/fee-view.ts'
import type { Context } from '../context.ts'
import { costAt } from './costs.ts'
import { loadTerms } from './load-terms.ts'

/** The catalogue with the agency's own costs in place of the shipped ones. */
export async function getCatalogue(ctx: Context, actor: StaffActor): Promise<Catalogue> {
  const terms = await loadTerms(ctx, actor.agencyId, [])
  const now = ctx.now().getTime()
  return {
    services: SERVICES.map(({ id, label, unit, group, system, crmProduct }) => {
      const cost = costAt(terms.costs, id, now)
      return {
        id,
        label,
        unit,
        group,
        system,
        crmCanBill: crmProduct !== null,
        cost:
          cost === null
            ? null
            : {
                unitCost: cost.unitCost,
                currency: cost.currency,
                validFrom: new Date(cost.validFrom).toISOString(),
                source: cost.source,
              },
      }
    }),
    plans: AGENCY_PLANS.map((plan) => ({
      id: plan.id,
      label: plan.label,
      usdPerMonth: plan.usdPerMonth,
      usdPerYear: plan.usdPerYear,
      rebilling: plan.rebilling,
      multiplierCap: plan.multiplierCapPpm === null ? null : formatMultiplier(plan.multiplierCapPpm),
      defaultMultiplier: formatMultiplier(plan.defaultMultiplierPpm),
    })),
    fees: Object.values(FEE_RULES).map(feeView),
  }
}
