import { z } from 'zod'
import { AGENCY_PLANS } from '../../shared/catalogue/plans.ts'
import { SERVICES } from '../../shared/catalogue/service.ts'
import { FeeView } from '../../shared/contract/clients.ts'
import { Currency, DecimalText, Instant, Multiplier, ServiceId } from '../../shared/contract/scalars.ts'
import { FEE_RULES } from '../../shared/fees/table.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import type { StaffActor } from '../access/tokens.ts'
import { feeView } from '../clients/fee-view.ts'
import type { Context } from '../context.ts'
import { costAt } from './costs.ts'
import { loadTerms } from './load-terms.ts'

/** GET /v1/catalogue: what an agency can sell, what it costs now, and which plans and fees there are. */
export const Catalogue = z.object({
  services: z.array(
    z.object({
      id: ServiceId,
      label: z.string(),
      unit: z.string(),
      group: z.string(),
      system: z.string(),
      /** Whether the CRM can be told to bill it. */
      crmCanBill: z.boolean(),
      /** Null where the cost comes with the usage. */
      cost: z
        .object({ unitCost: DecimalText, currency: Currency, validFrom: Instant, source: z.string() })
        .nullable(),
    }),
  ),
  plans: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      usdPerMonth: DecimalText,
      usdPerYear: DecimalText,
      rebilling: z.boolean(),
      multiplierCap: Multiplier.nullable(),
      defaultMultiplier: Multiplier,
    }),
  ),
  fees: z.array(FeeView),
})

/** The catalogue with the agency's own costs in place of the shipped ones. */
export async function getCatalogue(ctx: Context, actor: StaffActor): Promise<z.infer<typeof Catalogue>> {
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
