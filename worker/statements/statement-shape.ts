import { z } from 'zod'
import {
  BilledBy,
  BillingMode,
  Currency,
  DecimalText,
  Instant,
  Money,
} from '../../shared/contract/scalars.ts'

/** GET /v1/clients/:id/statement */
export const StatementQuery = z.object({
  /** Absent = the running month. */
  month: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month as YYYY-MM')
    .optional(),
  /** `client`: what may be handed to the client. */
  view: z.enum(['agency', 'client']).default('agency'),
  lang: z.enum(['de', 'en']).default('en'),
  /** `pdf` is always what may be handed to the client, whatever the view. */
  format: z.enum(['json', 'csv', 'pdf']).optional(),
})

const Account = z.enum(['wallet', 'owed'])
const Line = z.object({
  label: z.string(),
  price: Money,
  currency: Currency,
  /** How it is paid: on this statement, by the agency (nothing to pay), or outside of it by the CRM's own bill. */
  billing: z.enum(['statement', 'included', 'separate']),
  estimated: z.boolean(),
})
const Head = z.object({
  client: z.string(),
  agency: z.string(),
  month: z.string(),
  timeZone: z.string(),
  from: Instant,
  to: Instant,
  /** The month is not over: figures may still change. */
  provisional: z.boolean(),
  currency: Currency,
  billingMode: BillingMode,
  /** The client pays outside of any provider, by bank transfer say. */
  outside: z.boolean(),
  /** What a bank transfer for this month names (ISO 11649). */
  reference: z.string(),
  /** What this statement asks for, per currency. */
  totals: z.array(z.object({ currency: Currency, price: Money })),
  balances: z.array(z.object({ account: Account, currency: Currency, opening: Money, closing: Money })),
  movements: z.array(
    z.object({ at: Instant, kind: z.string(), account: Account, currency: Currency, amount: Money }),
  ),
})

/** The month as staff see it: with cost and margin. */
export const AgencyStatement = Head.extend({
  view: z.literal('agency'),
  services: z.array(
    Line.extend({
      service: z.string(),
      unit: z.string().nullable(),
      quantity: DecimalText,
      billedBy: BilledBy,
      cost: Money,
      costCurrency: Currency,
      /** (price − cost) ÷ price; null where the two are in different currencies, or nothing is asked. */
      margin: DecimalText.nullable(),
    }),
  ),
})
export type AgencyStatement = z.infer<typeof AgencyStatement>

/** The same rows for the client: no cost, no margin. */
export const ClientStatement = Head.extend({
  view: z.literal('client'),
  services: z.array(Line.extend({ unit: z.string(), quantity: DecimalText.nullable() })),
})
export type ClientStatement = z.infer<typeof ClientStatement>
