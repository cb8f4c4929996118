import { z } from 'zod'
import { Currency, ExternalId, Money } from './scalars.ts'

/** What one local day of usage cost and brought. Money in the currency of its series; fees are an estimate. */
export const DayTotals = z.object({
  /** Calendar date in the agency's time zone, `2026-11-21`. */
  day: z.iso.date(),
  cost: Money,
  price: Money,
  fees: Money,
  /** Usage booked; a correction has an amount and is no event. */
  events: z.int(),
})
export type DayTotals = z.infer<typeof DayTotals>

/** The days of all usage that is billed in one currency, oldest first and without a gap. */
export const DaySeries = z.object({
  currency: Currency,
  /** False where a cost in another currency is left out, because the agency has no exchange rate for it. */
  isComplete: z.boolean(),
  days: z.array(DayTotals),
})
export type DaySeries = z.infer<typeof DaySeries>

/** GET /v1/days?days and GET /v1/clients/:id/days?days: today is the last day. A currency without usage has no series. */
export const DayList = z.object({ from: z.iso.date(), to: z.iso.date(), series: z.array(DaySeries) })
export type DayList = z.infer<typeof DayList>

/** Profit after fees of each local day, oldest first and without a gap, of one client or service in one currency. */
export const ProfitLine = z.object({
  /** The client's id, or the service's. */
  id: ExternalId,
  currency: Currency,
  /** False where a cost in another currency is left out, because the agency has no exchange rate for it. */
  isComplete: z.boolean(),
  profits: z.array(Money),
})
export type ProfitLine = z.infer<typeof ProfitLine>

/** GET /v1/days/clients?ids&days, /v1/days/services?days, /v1/clients/:id/days/services?days. No usage, no line. */
export const ProfitLines = z.object({ from: z.iso.date(), to: z.iso.date(), lines: z.array(ProfitLine) })
export type ProfitLines = z.infer<typeof ProfitLines>
