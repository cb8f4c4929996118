import { z } from 'zod'
import { Currency, Instant, Money } from './scalars.ts'

/** GET /v1/status: does the house stand? Amounts per currency; imbalance is "0" or something is wrong. */
export const Status = z.object({
  at: Instant,
  imbalance: z.record(Currency, Money),
  events: z.object({ posted: z.int(), duplicates: z.int(), rejected: z.int() }),
  charges: z.object({ succeeded: z.int(), failed: z.int(), inFlight: z.int() }),
  deadLetters: z.int(),
  lastSealAt: Instant.nullable(),
})
export type Status = z.infer<typeof Status>
