import { index, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
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
    /** agency | crm | ledger; of a client also `default`: from here on it follows the agency's default again. */
    billedBy: text('billed_by').notNull(),
    /** PriceRule as JSON (shared/rating); null when the agency absorbs, or follows the default. */
    rule: text(),
    currency: text().notNull(),
    createdAt: instant('created_at').notNull(),
    /** The audit row of the change; terms that moved together share it, and are undone together. Null: put there by an installation. */
    changeId: text('change_id'),
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

/** The least an agency sells at, per service ('*' = every service without a floor of its own). The newest counts. */
export const priceFloor = sqliteTable(
  'price_floor',
  {
    agencyId: text('agency_id').notNull(),
    service: text().notNull(),
    /** Least multiplier in ppm, null = none. */
    multiplierPpm: count('multiplier_ppm'),
    /** Least price of one unit, decimal text in `currency`; null = none. */
    unitPrice: text('unit_price'),
    currency: text().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.service] })],
)

/** One change of a service for many clients, or the undoing of one. Append-only. */
export const bulkChange = sqliteTable(
  'bulk_change',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    service: text().notNull(),
    /** What was asked, as JSON. */
    wish: text().notNull(),
    /** The Idempotency-Key it came with. */
    key: text(),
    /** SHA-256 of method, path and body, hex. */
    request: text(),
    /** The bulk change that this one undoes, null where it undoes none. */
    undoes: text(),
    actor: text().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    uniqueIndex('bulk_change_by_key').on(t.agencyId, t.key),
    uniqueIndex('bulk_change_by_undone').on(t.agencyId, t.undoes),
  ],
)

/** What a bulk change came to for one client, written with the client's own new terms. Append-only. */
export const bulkChangeItem = sqliteTable(
  'bulk_change_item',
  {
    agencyId: text('agency_id').notNull(),
    bulkId: text('bulk_id').notNull(),
    clientId: text('client_id').notNull(),
    /** `changed`, or the code of the refusal (docs/errors.md). */
    result: text().notNull(),
    detail: text(),
    /** `service_terms.change_id` of what was changed. */
    changeId: text('change_id'),
    /** Terms before and after, as JSON. */
    before: text(),
    after: text(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.bulkId, t.clientId] })],
)
