import { z } from 'zod'
import { Instant, Money } from './scalars.ts'

/** What amounts are in: a currency, or the credits of a pool. */
const Unit = z.string().regex(/^([A-Z]{3}|credit)$/, 'a three-letter currency code, or credit')

/** GET /v1/status: does the house stand? Amounts per currency; imbalance is "0" or something is wrong. */
export const Status = z.object({
  at: Instant,
  imbalance: z.record(Unit, Money),
  /**
   * The check of the books by cron: when the last whole pass ended, how far the running one is (journals; null = none runs),
   * and what they found of this agency or of none. `npm run verify-ledger` names each finding.
   */
  books: z.object({
    wholeAt: Instant.nullable(),
    running: z.object({ reached: z.int(), of: z.int() }).nullable(),
    findings: z.array(z.object({ kind: z.string(), count: z.int() })),
  }),
  events: z.object({ posted: z.int(), duplicates: z.int(), rejected: z.int() }),
  charges: z.object({ succeeded: z.int(), failed: z.int(), inFlight: z.int() }),
  /** Ids that stand on several days beyond their source's repeat window: probably booked twice, until all but one are void. */
  repeatedIds: z.int(),
  deadLetters: z.int(),
  lastSealAt: Instant.nullable(),
})
export type Status = z.infer<typeof Status>
