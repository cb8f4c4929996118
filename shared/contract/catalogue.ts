import { z } from 'zod'
import { FeeView } from './clients.ts'
import { Currency, DecimalText, Instant, Multiplier, ServiceId } from './scalars.ts'

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
export type Catalogue = z.infer<typeof Catalogue>
