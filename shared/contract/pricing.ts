import { z } from 'zod'
import { PriceRule } from './price-rule.ts'
import { SetServiceRequest, TermsChoice } from './clients.ts'
import {
  BilledBy,
  BillingMode,
  Currency,
  DecimalText,
  ExternalId,
  Instant,
  Multiplier,
  ServiceId,
} from './scalars.ts'

/** Terms in short: who bills, and by which rule. */
export const TermsView = z.object({
  billedBy: TermsChoice,
  /** Of a multiplier, else null. */
  multiplier: Multiplier.nullable(),
  rule: PriceRule.nullable(),
  /** Of the rule's amounts. */
  currency: Currency,
})
export type TermsView = z.infer<typeof TermsView>

/**
 * GET /v1/clients/:id/services/:service/history: newest first; the agency's defaults stand between the client's own.
 * GET /v1/services/:service/terms/history: the defaults alone.
 */
export const HistoryEntry = TermsView.extend({
  version: z.int(),
  of: z.enum(['client', 'default']),
  validFrom: Instant,
  createdAt: Instant,
  /** Whether it counts now. */
  holds: z.boolean(),
  /** Who changed it, null where an installation put it there. */
  actor: z.string().nullable(),
  /** Give it to `undo`; null where there is nothing to undo by. */
  auditId: z.string().nullable(),
})
export const ServiceHistory = z.object({ entries: z.array(HistoryEntry) })

/** POST /v1/clients/:id/services/:service/undo: puts back what was there before the change with this audit id. */
export const UndoRequest = SetServiceRequest.pick({
  version: true,
  crmRebillingConfirmedOff: true,
  acceptBelowFloor: true,
}).extend({ auditId: ExternalId })

/** PUT /v1/services/:service/floor ('*' = all services without a floor of their own). Null = none. */
export const FloorInput = z.object({
  multiplier: Multiplier.nullable(),
  /** In the agency's currency. */
  unitPrice: DecimalText.refine((text) => !text.startsWith('-'), 'must not be negative').nullable(),
})
export const Floor = FloorInput.extend({ currency: Currency })
export type Floor = z.infer<typeof Floor>

/** GET and PUT /v1/services/:service/terms: the agency's default. */
export const DefaultTerms = TermsView.extend({
  service: ServiceId,
  label: z.string(),
  unit: z.string(),
  multiplierCap: Multiplier.nullable(),
  floor: Floor.nullable(),
  /** Clients that follow the default, and clients with terms of their own. */
  following: z.int(),
  own: z.int(),
  version: z.int(),
})
export const SetDefaultRequest = SetServiceRequest.extend({ billedBy: BilledBy })
export const SetDefaultResponse = z.object({
  terms: DefaultTerms,
  auditId: z.string(),
  /** Clients that could not follow, so they keep what they had, as terms of their own. */
  kept: z.array(z.object({ client: z.string(), code: z.string() })),
})

/** Clients of one bulk change; the rest comes by the next page. */
export const BULK_CLIENTS_MAX = 200
const ClientIds = z.array(ExternalId).min(1).max(BULK_CLIENTS_MAX)
const BulkWish = SetServiceRequest.omit({ version: true })

/** POST /v1/services/:service/bulk/preview */
export const BulkPreviewRequest = BulkWish.extend({
  clients: z.union([z.literal('all'), ClientIds]),
  /** For `all`: from `nextCursor` of the page before. */
  cursor: z.string().max(400).optional(),
})
export const BulkPreview = z.object({
  clients: z.array(
    z.object({
      client: z.string(),
      name: z.string(),
      before: TermsView,
      after: TermsView,
      /** Whether the client has terms of its own that this replaces by others. */
      overwrites: z.boolean(),
      /** Whether anything changes at all. */
      changes: z.boolean(),
      /** Whether the CRM has to be told, which it may refuse. */
      asksCrm: z.boolean(),
      /** Why it would be refused, null = it would not. */
      refusal: z.object({ code: z.string(), detail: z.string() }).nullable(),
      version: z.int(),
    }),
  ),
  /** Ids that the agency does not have. */
  unknown: z.array(z.string()),
  nextCursor: z.string().nullable(),
})
export type BulkPreview = z.infer<typeof BulkPreview>

/** POST /v1/services/:service/bulk: only what was previewed, in the versions that were seen. */
export const BulkRequest = BulkWish.extend({
  clients: z
    .array(z.object({ id: ExternalId, version: z.int() }))
    .min(1)
    .max(BULK_CLIENTS_MAX)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each client once'),
})
export const BulkItem = z.object({
  client: z.string(),
  /** `changed`, or the code of the refusal. */
  result: z.string(),
  detail: z.string().nullable(),
  before: TermsView.nullable(),
  after: TermsView.nullable(),
})
export const BulkChange = z.object({
  id: z.string(),
  service: ServiceId,
  /** The bulk change that this one undoes. */
  undoes: z.string().nullable(),
  /** The bulk change that undid this one. */
  undoneBy: z.string().nullable(),
  actor: z.string(),
  at: Instant,
  changed: z.int(),
  refused: z.int(),
  items: z.array(BulkItem),
})
export type BulkChange = z.infer<typeof BulkChange>
/** GET /v1/bulk-changes: newest first; what it came to for each client by its id. */
export const BulkPage = z.object({
  changes: z.array(BulkChange.omit({ items: true })),
  nextCursor: z.string().nullable(),
})
/** POST /v1/bulk-changes/:id/undo */
export const BulkUndoRequest = SetServiceRequest.pick({
  crmRebillingConfirmedOff: true,
  acceptBelowFloor: true,
})

const atLeastOne = [
  (fields: object) => Object.values(fields).some((value) => value !== undefined),
  'name at least one field',
] as const

/** PUT /v1/clients/:id: only the fields that are named change. */
export const ClientSettingsInput = z
  .object({
    name: z.string().trim().min(1).max(200).optional(),
    /** From now on; earlier usage keeps the mode it had (CE-01). */
    billingMode: BillingMode.optional(),
    /** Only while the client has no usage, no money and no prices of its own. */
    currency: Currency.optional(),
    phoneSystem: z.enum(['lc', 'twilio']).nullable().optional(),
    suspended: z.boolean().optional(),
  })
  .refine(...atLeastOne)
export const ClientSettings = z.object({
  id: z.string(),
  name: z.string(),
  billingMode: BillingMode,
  currency: Currency,
  phoneSystem: z.enum(['lc', 'twilio']).nullable(),
  suspended: z.boolean(),
})
export type ClientSettings = z.infer<typeof ClientSettings>

/** PUT /v1/agency: only the fields that are named change. */
export const AgencySettingsInput = z
  .object({
    plan: z.enum(['starter', 'unlimited', 'pro']).optional(),
    /** The agency's own cap for what our ledger bills; null = the plan's. */
    multiplierCap: Multiplier.nullable().optional(),
    /** Id of a fee rule of the catalogue, which margins assume. */
    feeRule: z.string().min(1).max(100).optional(),
  })
  .refine(...atLeastOne)
export const AgencySettings = z.object({
  id: z.string(),
  name: z.string(),
  plan: z.string(),
  currency: Currency,
  timeZone: z.string(),
  multiplierCap: Multiplier.nullable(),
  feeRule: z.string(),
})
export type AgencySettings = z.infer<typeof AgencySettings>
