import { z } from 'zod'
import { Instant, Money } from './scalars.ts'

/** What amounts are in: a currency, or the credits of a pool. */
const Unit = z.string().regex(/^([A-Z]{3}|credit)$/, 'a three-letter currency code, or credit')

/** GET /v1/status: does the house stand? Amounts per currency; imbalance is "0" or something is wrong. */
export const Status = z.object({
  at: Instant,
  imbalance: z.record(Unit, Money),
  /** The newest check of the deployment's books by cron (`npm run verify-ledger` names each finding); null = none yet. */
  books: z.object({ checkedAt: Instant, findings: z.int() }).nullable(),
  events: z.object({ posted: z.int(), duplicates: z.int(), rejected: z.int() }),
  charges: z.object({ succeeded: z.int(), failed: z.int(), inFlight: z.int() }),
  deadLetters: z.int(),
  lastSealAt: Instant.nullable(),
})
export type Status = z.infer<typeof Status>
