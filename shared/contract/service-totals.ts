import { z } from 'zod'
import { Currency, Money, ServiceId } from './scalars.ts'

/** What a service cost and brought over a span, in the currency that is billed. Fees are an estimate. */
export const ServiceTotal = z.object({
  service: ServiceId,
  label: z.string(),
  /** phone, email, ai …; `other` for an agency's own. */
  group: z.string(),
  /** HighLevel's name of the product it is a part of, null = none. */
  product: z.string().nullable(),
  currency: Currency,
  /** False where a cost in another currency is left out, because the agency has no exchange rate for it. */
  isComplete: z.boolean(),
  cost: Money,
  price: Money,
  fees: Money,
  events: z.int(),
})
export type ServiceTotal = z.infer<typeof ServiceTotal>

/** GET /v1/services/totals?days: the last local days, today included; the largest cost first. No usage, no line. */
export const ServiceTotals = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  services: z.array(ServiceTotal),
})
export type ServiceTotals = z.infer<typeof ServiceTotals>
