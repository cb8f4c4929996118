import { z } from 'zod'

/** The scalars of the API: money and rates travel as decimal strings, instants as RFC 3339 in UTC. */

/** Money in the currency's major unit, at most 9 decimals (a nano is the smallest amount we keep). */
export const Money = z.string().regex(/^-?\d{1,10}(\.\d{1,9})?$/, 'a decimal amount with at most 9 decimals')
/** A quantity or a rate: a plain decimal, never in scientific notation. */
export const DecimalText = z.string().regex(/^-?\d{1,18}(\.\d{1,18})?$/, 'a plain decimal number')
/** Multiplier = price ÷ cost, at most 6 decimals, 0 … 1000. */
export const Multiplier = z.string().regex(/^\d{1,4}(\.\d{1,6})?$/, 'a multiplier with at most 6 decimals')
/** ISO 4217 code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'a three-letter currency code')
/** RFC 3339 with an offset or Z. */
export const Instant = z.iso.datetime({ offset: true })
/** An id of the outside world (a sub-account, a message): printable, without spaces. */
export const ExternalId = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'printable characters without spaces, at most 200')
export const ServiceId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a service id of the catalogue')

/** Who bills a client for a service (design §3): the agency absorbs it, the CRM bills it, or our ledger does. */
export const BilledBy = z.enum(['agency', 'crm', 'ledger'])
export type BilledBy = z.infer<typeof BilledBy>
export const BillingMode = z.enum(['prepaid', 'onDemand', 'postpaid', 'partner'])
export type BillingMode = z.infer<typeof BillingMode>
export const Role = z.enum(['owner', 'staff', 'viewer'])
export type Role = z.infer<typeof Role>
