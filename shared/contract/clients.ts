import { z } from 'zod'
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
})
export type ClientDetail = z.infer<typeof ClientDetail>

/** PUT /v1/clients/:id/services/:service. One switch, one audit row, one transaction. */
export const SetServiceRequest = z.object({
  billedBy: BilledBy,
  /** Required unless billedBy is `agency`. */
  multiplier: Multiplier.optional(),
  version: z.int(),
  /** Set only after staff confirmed on the CRM's own page that its rebilling is off (B-15); kept in the audit log. */
  crmRebillingConfirmedOff: z.boolean().optional(),
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
