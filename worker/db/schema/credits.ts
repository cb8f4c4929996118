import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { count, instant, money } from '../columns.ts'

/** A pool of prepaid credits that an agency's clients draw from (CE-03 … CE-07). Quantities are whole credits. */
export const creditPool = sqliteTable(
  'credit_pool',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    /** Service that draws are booked on, and the source of their ids. */
    service: text().notNull(),
    currency: text().notNull(),
    /** Remind once when a draw takes the pool below; null = never. */
    remindBelow: count('remind_below'),
    /** Credits of one automatic purchase; null = off. */
    autoBuy: count('auto_buy'),
    /** Purchase prices as volume tiers (shared/rating), JSON. */
    tiers: text().notNull(),
    /** Moves with every draw and purchase: a draw that was reckoned with old lots is refused. */
    version: count().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.id] })],
)

/** One purchase: what is left of it, and what it cost. A projection of credit_entry. */
export const creditLot = sqliteTable(
  'credit_lot',
  {
    agencyId: text('agency_id').notNull(),
    poolId: text('pool_id').notNull(),
    id: text().notNull(),
    /** granted | paid */
    kind: text().notNull(),
    priority: count().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
    granted: count().notNull(),
    used: count().notNull(),
    expired: count().notNull(),
    cost: money().notNull(),
    costUsed: money('cost_used').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.poolId, t.id] })],
)

/** What happened to a lot. Append-only. */
export const creditEntry = sqliteTable(
  'credit_entry',
  {
    number: count().primaryKey(),
    agencyId: text('agency_id').notNull(),
    poolId: text('pool_id').notNull(),
    lotId: text('lot_id').notNull(),
    /** grant | use | giveBack | expire | release */
    kind: text().notNull(),
    /** The usage that drew. */
    useId: text('use_id'),
    clientId: text('client_id'),
    /** Credits, 0 or more; the kind says which way. */
    amount: count().notNull(),
    cost: money().notNull(),
    at: instant().notNull(),
  },
  (t) => [index('credit_entry_by_use').on(t.agencyId, t.poolId, t.useId)],
)

/**
 * Credits granted into a client's wallet, kept apart from paid ones: money in the client's currency, in the books as
 * part of the wallet. What was used of it is derived (credits/wallet-lots.ts); what expired is booked and kept here.
 */
export const walletGrant = sqliteTable(
  'wallet_grant',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    id: text().notNull(),
    amount: money().notNull(),
    /** Lower burns first. */
    priority: count().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
    /** Booked as expired so far. */
    expired: money().notNull(),
    reason: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.clientId, t.id] }),
    index('wallet_grant_by_expiry').on(t.expiresAt),
  ],
)
