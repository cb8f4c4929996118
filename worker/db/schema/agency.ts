import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { count, flag, instant } from '../columns.ts'

/** An agency. `price_version` moves with everything that rating reads, so that a batch rated with old terms is refused. */
export const agency = sqliteTable('agency', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** CRM plan now: starter | unlimited | pro. It caps `crm` billing, and by default the agency's own; dated in `agency_cap`. */
  plan: text().notNull(),
  currency: text().notNull(),
  timeZone: text('time_zone').notNull(),
  /** Id in shared/fees of the card fees that margins assume. */
  feeRuleId: text('fee_rule_id').notNull(),
  /** The agency's own cap on multipliers now, in ppm, null = the plan's; dated in `agency_cap`. */
  multiplierCapPpm: count('multiplier_cap_ppm'),
  priceVersion: count('price_version').notNull(),
  createdAt: instant('created_at').notNull(),
})

/**
 * What capped an agency's multipliers when: its CRM plan and its own cap. The newest with `valid_from` ≤ the usage's time
 * counts. Written before `agency` changes (a trigger refuses anything else), its first row with the agency. Append-only.
 */
export const agencyCap = sqliteTable(
  'agency_cap',
  {
    number: count().primaryKey(),
    agencyId: text('agency_id').notNull(),
    validFrom: instant('valid_from').notNull(),
    /** Newest line of the books by then: lines up to it were rated without this row. */
    afterSeq: count('after_seq').notNull(),
    plan: text().notNull(),
    /** In ppm, null = the plan's. */
    multiplierCapPpm: count('multiplier_cap_ppm'),
  },
  (t) => [index('agency_cap_by_agency').on(t.agencyId)],
)

/** A client of an agency: who is billed. Amounts are in its `currency`. */
export const client = sqliteTable(
  'client',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    name: text().notNull(),
    currency: text().notNull(),
    /** Mode of new usage now; its history is in `billing_mode`. prepaid | onDemand | postpaid | partner. */
    billingMode: text('billing_mode').notNull(),
    /** HL-11: null = not known. */
    hasAccountAdmin: flag('has_account_admin'),
    /** HL-07: lc | twilio | null = not known. */
    phoneSystem: text('phone_system'),
    /** ok | failed | actionRequired: what the last charge left behind. */
    paymentState: text('payment_state').notNull(),
    suspended: flag().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.id] })],
)

/** Which billing mode held when; the newest with `valid_from` ≤ the usage's time counts (CE-01). */
export const billingMode = sqliteTable(
  'billing_mode',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    validFrom: instant('valid_from').notNull(),
    mode: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId, t.validFrom] })],
)

/**
 * Whose usage is it? A platform's own id (HighLevel location, CloseBot source) → agency and client. The only table
 * whose key does not lead by agency: it is the signpost that finds the agency.
 */
export const directory = sqliteTable(
  'directory',
  {
    system: text().notNull(),
    externalId: text('external_id').notNull(),
    agencyId: text('agency_id').notNull(),
    /** Null for the agency itself (HighLevel company). */
    clientId: text('client_id'),
  },
  (t) => [
    primaryKey({ columns: [t.system, t.externalId] }),
    index('directory_by_agency').on(t.agencyId, t.clientId),
  ],
)
