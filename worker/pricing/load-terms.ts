import type { ResultSet, Row } from '@libsql/client/http'
import type { BillingMode } from '../../shared/contract/scalars.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { Refusal } from '../http/problem.ts'
import type { CostRate } from './costs.ts'
import {
  type AgencyTerms,
  type ClientTerms,
  type DatedCap,
  type DatedFx,
  type DatedTerms,
  DEFAULT_CLIENT,
  type TermsChoice,
  fxKey,
  termsKey,
} from './terms.ts'

/** Agencies kept in an isolate, and clients kept of each; beyond that the oldest go. */
const AGENCIES_MAX = 200
const CLIENTS_MAX = 5_000

/** Plain data, shared by the requests of an isolate. Safe because every posting checks `price_version` (design §4). */
const kept = new Map<string, AgencyTerms>()

/**
 * An agency's terms with those of `clientIds`, in one round trip, or in none where they are kept. Clients that the
 * agency does not have are left out. @throws Refusal `not_found` for an unknown agency
 */
export async function loadTerms(
  ctx: Pick<Context, 'db' | 'settings'>,
  agencyId: string,
  clientIds: readonly string[],
): Promise<AgencyTerms> {
  const key = cacheKey(ctx, agencyId)
  const known = kept.get(key)
  if (known !== undefined && clientIds.every((id) => known.clients.has(id))) return known
  // All of them, not only the missing ones: terms of two versions must never be mixed.
  const loaded = await read(ctx, agencyId, clientIds)
  const now = kept.get(key)
  const terms = now?.priceVersion === loaded.priceVersion ? merge(now, loaded) : loaded
  keep(key, terms)
  return terms
}

/** Forgets an agency's terms: its `price_version` has moved. */
export function forgetTerms(agencyId: string): void {
  for (const key of kept.keys()) if (key.endsWith(` ${agencyId}`)) kept.delete(key)
}

const cacheKey = (ctx: Pick<Context, 'settings'>, agencyId: string) =>
  `${ctx.settings.TURSO_DATABASE_URL} ${agencyId}`

function keep(key: string, terms: AgencyTerms): void {
  kept.delete(key)
  if (terms.clients.size > CLIENTS_MAX) return
  kept.set(key, terms)
  for (const oldest of kept.keys()) {
    if (kept.size <= AGENCIES_MAX) break
    kept.delete(oldest)
  }
}

function merge(old: AgencyTerms, loaded: AgencyTerms): AgencyTerms {
  return {
    ...loaded,
    clients: new Map([...old.clients, ...loaded.clients]),
    terms: new Map([...old.terms, ...loaded.terms]),
  }
}

async function read(
  ctx: Pick<Context, 'db'>,
  agencyId: string,
  clientIds: readonly string[],
): Promise<AgencyTerms> {
  const [agency, clients, modes, terms, costs, fx, caps] = await ctx.db.readBatch(
    statements(agencyId, clientIds),
  )
  const row = agency?.rows[0]
  if (row === undefined) throw new Refusal('not_found', 'There is no such agency.')
  return {
    agencyId,
    plan: text(row, 'plan'),
    currency: text(row, 'currency'),
    timeZone: text(row, 'time_zone'),
    priceVersion: row['price_version'] as bigint,
    ownCapPpm: row['multiplier_cap_ppm'] as bigint | null,
    caps: (caps?.rows ?? []).map(capOf),
    clients: clientsOf(clients, modes),
    terms: grouped(terms, (one) => termsKey(text(one, 'client_id'), text(one, 'service')), termsOf),
    costs: grouped(costs, (one) => text(one, 'service'), costOf),
    fx: grouped(fx, (one) => fxKey(text(one, 'base'), text(one, 'quote')), fxOf),
  }
}

/** Newest first, ties by number: the order that `newestAt` relies on. */
function statements(agencyId: string, clientIds: readonly string[]): Statement[] {
  const own = JSON.stringify(clientIds)
  const withDefault = JSON.stringify([DEFAULT_CLIENT, ...clientIds])
  return [
    {
      sql: 'SELECT plan, currency, time_zone, price_version, multiplier_cap_ppm FROM agency WHERE id = ?',
      args: [agencyId],
    },
    {
      sql: `SELECT id, currency, billing_mode FROM client
            WHERE agency_id = ? AND id IN (SELECT value FROM json_each(?))`,
      args: [agencyId, own],
    },
    {
      sql: `SELECT client_id, valid_from, mode FROM billing_mode
            WHERE agency_id = ? AND client_id IN (SELECT value FROM json_each(?)) ORDER BY valid_from DESC`,
      args: [agencyId, own],
    },
    {
      sql: `SELECT number, client_id, service, valid_from, billed_by, rule, currency FROM service_terms
            WHERE agency_id = ? AND client_id IN (SELECT value FROM json_each(?))
            ORDER BY valid_from DESC, number DESC`,
      args: [agencyId, withDefault],
    },
    {
      sql: `SELECT id, service, unit_cost, currency, valid_from, source FROM cost_rate
            WHERE agency_id = ? ORDER BY valid_from DESC, created_at DESC, id DESC`,
      args: [agencyId],
    },
    {
      sql: `SELECT id, base, quote, rate, valid_from FROM fx_rate
            WHERE agency_id = ? ORDER BY valid_from DESC, id DESC`,
      args: [agencyId],
    },
    {
      sql: `SELECT valid_from, plan, multiplier_cap_ppm FROM agency_cap
            WHERE agency_id = ? ORDER BY valid_from DESC, number DESC`,
      args: [agencyId],
    },
  ]
}

function clientsOf(clients: ResultSet | undefined, modes: ResultSet | undefined): Map<string, ClientTerms> {
  const history = grouped(
    modes,
    (row) => text(row, 'client_id'),
    (row) => ({
      validFrom: ms(row),
      mode: text(row, 'mode') as BillingMode,
    }),
  )
  return new Map(
    (clients?.rows ?? []).map((row) => {
      const now = [{ validFrom: 0, mode: text(row, 'billing_mode') as BillingMode }]
      return [
        text(row, 'id'),
        { currency: text(row, 'currency'), modes: history.get(text(row, 'id')) ?? now },
      ]
    }),
  )
}

const termsOf = (row: Row): DatedTerms => ({
  number: row['number'] as bigint,
  validFrom: ms(row),
  billedBy: text(row, 'billed_by') as TermsChoice,
  // Checked when it was written (wish.ts); the table is append-only.
  rule: row['rule'] === null ? null : (JSON.parse(text(row, 'rule')) as PriceRule),
  currency: text(row, 'currency'),
})

const costOf = (row: Row): CostRate => ({
  id: text(row, 'id'),
  unitCost: text(row, 'unit_cost'),
  currency: text(row, 'currency'),
  validFrom: ms(row),
  source: text(row, 'source'),
})

const capOf = (row: Row): DatedCap => ({
  validFrom: ms(row),
  plan: text(row, 'plan'),
  ownCapPpm: row['multiplier_cap_ppm'] as bigint | null,
})

const fxOf = (row: Row): DatedFx => ({ id: text(row, 'id'), rate: text(row, 'rate'), validFrom: ms(row) })

const text = (row: Row, column: string): string => row[column] as string
const ms = (row: Row): number => Number(row['valid_from'])

function grouped<T>(
  set: ResultSet | undefined,
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => T,
): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of set?.rows ?? []) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [valueOf(row)])
    else group.push(valueOf(row))
  }
  return groups
}
