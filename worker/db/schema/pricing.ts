import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { count, instant, money } from '../columns.ts'

/**
 * Dated terms: who bills a client for a service, and by which rule. Append-only; the newest with
 * `valid_from` ≤ the usage's time counts, a client's own before the agency's default (client_id '*').
 */
export const serviceTerms = sqliteTable(
  'service_terms',
  {
    number: count().primaryKey(),
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    service: text().notNull(),
    validFrom: instant('valid_from').notNull(),
    /** agency | crm | ledger */
    billedBy: text('billed_by').notNull(),
    /** PriceRule as JSON (shared/rating); null when the agency absorbs. */
    rule: text(),
    currency: text().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('service_terms_by_client').on(t.agencyId, t.clientId, t.service)],
)

/** The agency's own dated costs; where it has none, the shipped catalogue counts. Append-only. */
export const costRate = sqliteTable(
  'cost_rate',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    service: text().notNull(),
    /** Decimal text, major units per unit of the service. */
    unitCost: text('unit_cost').notNull(),
    currency: text().notNull(),
    validFrom: instant('valid_from').notNull(),
    source: text().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.id] })],
)

/** Dated exchange rates: one unit of `base` in `quote`. Append-only. */
export const fxRate = sqliteTable(
  'fx_rate',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    base: text().notNull(),
    quote: text().notNull(),
    rate: text().notNull(),
    validFrom: instant('valid_from').notNull(),
    source: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.id] })],
)

/** What a client's usage of a service came to so far in a period: the state of tiers, allowances, minimum and cap. */
export const ratingCounter = sqliteTable(
  'rating_counter',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    service: text().notNull(),
    periodStart: instant('period_start').notNull(),
    quantity: text().notNull(),
    price: money().notNull(),
    version: count().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId, t.service, t.periodStart] })],
)
