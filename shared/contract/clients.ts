import { z } from 'zod'
import { ClientAlerts } from './alerts.ts'
import { PriceRule } from './price-rule.ts'
import {
  BilledBy,
  BillingMode,
  Currency,
  DecimalText,
  Instant,
  Money,
  Multiplier,
  ServiceId,
} from './scalars.ts'

/** HL-08: three states, each with what to do about it. */
export const RebillingState = z.object({
  state: z.enum(['enabled', 'canBeEnabled', 'disabled']),
  /** A code of docs/errors.md or null when enabled: noPaymentMethod, noAccountAdmin, planForbids, suspended … */
  reason: z.string().nullable(),
  /** One sentence for staff: what to do next; null when enabled. */
  fix: z.string().nullable(),
})
export type RebillingState = z.infer<typeof RebillingState>

/** Cost, price and profit of one span. Money in `currency`; profit = price − cost − fees. */
export const Totals = z.object({
  cost: Money,
  price: Money,
  fees: Money,
  profit: Money,
  /** profit ÷ price as a decimal ("0.2954"), null when price is 0. */
  margin: DecimalText.nullable(),
  events: z.int(),
})
export type Totals = z.infer<typeof Totals>

export const ClientOverview = z.object({
  id: z.string(),
  name: z.string(),
  billingMode: BillingMode,
  currency: Currency,
  balance: Money,
  /** Balance ÷ trailing 7-day burn, in days with one decimal; null = no burn, so no end in sight. */
  runwayDays: DecimalText.nullable(),
  status: z.enum(['ok', 'low', 'reloading', 'paymentFailed', 'actionRequired', 'suspended']),
  rebilling: RebillingState,
  /** The running month in the agency's time zone. */
  month: Totals,
})
export type ClientOverview = z.infer<typeof ClientOverview>

/** GET /v1/clients?cursor&limit&ids */
export const ClientPage = z.object({ clients: z.array(ClientOverview), nextCursor: z.string().nullable() })
export type ClientPage = z.infer<typeof ClientPage>

/** One service of one client: who bills it, at what, and what it did this month. */
export const ServiceTerms = z.object({
  service: ServiceId,
  label: z.string(),
  unit: z.string(),
  billedBy: BilledBy,
  multiplier: Multiplier.nullable(),
  /** The whole rule, of whatever kind; null where the agency absorbs. Absent from a worker of before 2026-11-22, like the next. */
  rule: PriceRule.nullable().optional(),
  /** Whether the client has terms of its own, or follows the agency's default (which may be: the agency absorbs). */
  terms: z.enum(['own', 'default']).optional(),
  /** Highest multiplier allowed here (plan rule or the agency's own cap), null = none. */
  multiplierCap: Multiplier.nullable(),
  unitCost: DecimalText.nullable(),
  unitPrice: DecimalText.nullable(),
  costSource: z.string().nullable(),
  costCurrency: Currency,
  monthQuantity: DecimalText,
  month: Totals,
  /** True where part of the month is still estimated. */
  estimated: z.boolean(),
  /** Sent back on PUT: the switch is refused when somebody else changed it in between. */
  version: z.int(),
})
export type ServiceTerms = z.infer<typeof ServiceTerms>

export const FeeView = z.object({
  id: z.string(),
  label: z.string(),
  percent: DecimalText,
  fixed: Money,
  currency: Currency,
})

export const ReloadSettings = z.object({ enabled: z.boolean(), threshold: Money, amount: Money })
export type ReloadSettings = z.infer<typeof ReloadSettings>

/** GET /v1/clients/:id */
export const ClientDetail = z.object({
  overview: ClientOverview,
  services: z.array(ServiceTerms),
  reload: ReloadSettings,
  fee: FeeView,
  paymentMethod: z.object({ kind: z.string(), label: z.string() }).nullable(),
  /** Absent from a worker that has no version of them yet (before 2026-11-22). */
  alerts: ClientAlerts.optional(),
})
export type ClientDetail = z.infer<typeof ClientDetail>

/** What staff may choose for a client: who bills, or to follow the agency's default (again). */
export const TermsChoice = z.enum([...BilledBy.options, 'default'])
export type TermsChoice = z.infer<typeof TermsChoice>

/** PUT /v1/clients/:id/services/:service. One switch, one audit row, one transaction. */
export const SetServiceRequest = z.object({
  billedBy: TermsChoice,
  /** For `crm` and `ledger`: this, or `rule`. Included quantity, minimum and cap of a multiplier so far stay. */
  multiplier: Multiplier.optional(),
  /** For `ledger`: any price rule, in the client's currency; it replaces the whole rule. */
  rule: PriceRule.optional(),
  /** From when on; absent = now. Not in the past: usage keeps the rule it was rated with. */
  validFrom: Instant.optional(),
  version: z.int(),
  /** Set only after staff confirmed on the CRM's own page that its rebilling is off (B-15); kept in the audit log. */
  crmRebillingConfirmedOff: z.boolean().optional(),
  /** Owner only: sell below the agency's floor all the same; kept in the audit log. */
  acceptBelowFloor: z.boolean().optional(),
})
export type SetServiceRequest = z.infer<typeof SetServiceRequest>
export const SetServiceResponse = z.object({ service: ServiceTerms, auditId: z.string() })
export type SetServiceResponse = z.infer<typeof SetServiceResponse>

/** GET /v1/clients/:id/audit */
export const AuditEntry = z.object({
  id: z.string(),
  at: Instant,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
})
export type AuditEntry = z.infer<typeof AuditEntry>
export const AuditPage = z.object({ entries: z.array(AuditEntry), nextCursor: z.string().nullable() })

/** POST /v1/clients/import: how many sub-accounts the CRM has, and how many of them are new here. */
export const ImportedClients = z.object({ found: z.int(), added: z.int() })
