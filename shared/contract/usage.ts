import { z } from 'zod'
import { DecimalText, ExternalId, Instant, Money, ServiceId } from './scalars.ts'

/** One piece of usage as a source reports it (design §2). The agency comes from the key that sends it. */
export const UsageEventInput = z.object({
  id: ExternalId,
  client: ExternalId,
  service: ServiceId,
  quantity: DecimalText,
  /** Absent = the time of receipt; the source's repeat window must then be at least 1 day. */
  occurredAt: Instant.optional(),
  /** The exact cost per unit, where the source knows it; else the cost book's. */
  unitCost: DecimalText.optional(),
  estimated: z.boolean().optional(),
  /** Small labels for reports (direction, status). Never message text. */
  attributes: z.record(z.string().max(40), z.string().max(200)).optional(),
})
export type UsageEventInput = z.infer<typeof UsageEventInput>

/** POST /v1/usage: up to 1,000 events, each with its own result. */
export const UsageRequest = z.object({ events: z.array(UsageEventInput).min(1).max(1000) })
export type UsageRequest = z.infer<typeof UsageRequest>

export const UsageOutcome = z.enum(['posted', 'duplicate', 'conflict', 'rejected'])
export type UsageOutcome = z.infer<typeof UsageOutcome>
export const UsageResult = z.object({
  id: z.string(),
  outcome: UsageOutcome,
  cost: Money.optional(),
  price: Money.optional(),
  /** Why it was rejected; a code of docs/errors.md. */
  code: z.string().optional(),
  detail: z.string().optional(),
})
export type UsageResult = z.infer<typeof UsageResult>
export const UsageResponse = z.object({ results: z.array(UsageResult) })
export type UsageResponse = z.infer<typeof UsageResponse>
