import type { ResultSet } from '@libsql/client/http'
import { Decimal } from '../../shared/rating/decimal.ts'
import type { Statement } from '../db/client.ts'
import { DEFAULT_CLIENT } from '../pricing/terms.ts'
import type { Sum } from './figures.ts'
import type { Spans } from './span.ts'

/** A month of one service of one client. */
export interface ServiceFigures {
  readonly sums: readonly Sum[]
  readonly quantity: Decimal
  readonly estimated: boolean
}

/** Per service of one client: its month, and the number of the newest terms that concern it. */
export function serviceStatements(agencyId: string, clientId: string, spans: Spans): Statement[] {
  return [
    {
      sql: `SELECT service, currency, cost_currency, quantity, cost, price, events, estimated FROM day_sum
            WHERE agency_id = ? AND day IN (SELECT value FROM json_each(?)) AND client_id = ?`,
      args: [agencyId, JSON.stringify(spans.monthDays), clientId],
    },
    {
      // See client-statements.ts: only what is not sealed yet. Quantities are decimal text, so equal ones are counted.
      sql: `SELECT service, currency, cost_currency, quantity, sum(cost) AS cost, sum(price) AS price,
                   count(*) FILTER (WHERE kind = 'usage') AS events, sum(estimated) AS estimated, count(*) AS times
            FROM usage_event NOT INDEXED
            WHERE seq > (SELECT sealed_seq FROM ledger_head WHERE id = 1) AND agency_id = ? AND client_id = ?
              AND occurred_at >= ? AND occurred_at < ?
            GROUP BY service, currency, cost_currency, quantity`,
      args: [agencyId, clientId, spans.monthStartMs, spans.monthEndMs],
    },
    {
      sql: `SELECT service, max(number) AS version FROM service_terms
            WHERE agency_id = ? AND client_id IN (?, ?) GROUP BY service`,
      args: [agencyId, clientId, DEFAULT_CLIENT],
    },
  ]
}

/** Reads the answers to `serviceStatements`. */
export function serviceFiguresOf(sets: readonly ResultSet[]): {
  byService: Map<string, ServiceFigures>
  versions: Map<string, bigint>
} {
  const [kept, tail, versions] = sets
  const byService = new Map<string, ServiceFigures>()
  for (const row of [...(kept?.rows ?? []), ...(tail?.rows ?? [])]) {
    const service = row['service'] as string
    const before = byService.get(service)
    const times = (row['times'] as bigint | undefined) ?? 1n
    const quantity = new Decimal(row['quantity'] as string).times(times.toString())
    const sum: Sum = {
      currency: row['currency'] as string,
      costCurrency: row['cost_currency'] as string,
      cost: row['cost'] as bigint,
      price: row['price'] as bigint,
      events: Number(row['events']),
    }
    byService.set(service, {
      sums: [...(before?.sums ?? []), sum],
      quantity: quantity.plus(before?.quantity ?? 0),
      estimated: (before?.estimated ?? false) || (row['estimated'] as bigint) > 0n,
    })
  }
  const newest = (versions?.rows ?? []).map(
    (row) => [row['service'] as string, row['version'] as bigint] as const,
  )
  return { byService, versions: new Map(newest) }
}
