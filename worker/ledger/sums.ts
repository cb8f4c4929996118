import { Decimal } from '../../shared/rating/decimal.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import type { LineRow } from './read-journals.ts'
import { type PeriodClose, bookedOn } from './booked-day.ts'

interface Sum {
  readonly key: readonly (string | bigint)[]
  quantity: Decimal
  cost: bigint
  price: bigint
  events: bigint
  estimated: bigint
}
type Sums = Map<string, Sum>

/**
 * Adds the lines to the day and month sums, as statements for the sealing batch. Quantities are decimal text, which
 * SQL cannot add, so the day rows are read and written whole; only the sealing job writes them, and its batch is
 * guarded by the head.
 */
export async function sumStatements(
  ctx: Pick<Context, 'db'>,
  lines: readonly LineRow[],
  timeZoneOf: ReadonlyMap<string, string>,
  closesOf: ReadonlyMap<string, readonly PeriodClose[]>,
): Promise<Statement[]> {
  const days: Sums = new Map()
  const months: Sums = new Map()
  for (const line of lines) {
    const text = (column: string) => String(line[column])
    const agencyId = text('agency_id')
    const { day, month, late } = bookedOn(
      {
        seq: line['seq'] as bigint,
        occurredAt: new Date(Number(line['occurred_at'])),
        receivedAt: new Date(Number(line['received_at'])),
      },
      timeZoneOf.get(agencyId) ?? 'UTC',
      closesOf.get(agencyId) ?? [],
    )
    const currencies = [text('currency'), text('cost_currency')]
    add(
      days,
      [agencyId, day, text('client_id'), text('service'), text('billed_by'), ...currencies],
      line,
      late,
    )
    add(months, [agencyId, month, text('client_id'), ...currencies], line, late)
  }
  if (days.size === 0) return []
  return [dayStatement(days, await standingQuantities(ctx, days)), monthStatement(months)]
}

function add(sums: Sums, key: (string | bigint)[], line: LineRow, late: boolean): void {
  const id = key.join('\n')
  const sum = sums.get(id) ?? {
    key,
    quantity: new Decimal(0),
    cost: 0n,
    price: 0n,
    events: 0n,
    estimated: 0n,
  }
  sum.quantity = sum.quantity.plus(String(line['quantity']))
  sum.cost += line['cost'] as bigint
  sum.price += line['price'] as bigint
  sum.events += line['kind'] === 'usage' ? 1n : 0n
  // A correction takes away the estimate it settles (−1), but not that of another day.
  const estimated = line['estimated'] as bigint
  sum.estimated += late && estimated < 0n ? 0n : estimated
  sums.set(id, sum)
}

const keyJson = (key: readonly (string | bigint)[]) =>
  key.map((part) => (typeof part === 'bigint' ? part.toString() : JSON.stringify(part))).join(',')

async function standingQuantities(ctx: Pick<Context, 'db'>, days: Sums): Promise<Map<string, Decimal>> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT s.agency_id, s.day, s.client_id, s.service, s.billed_by, s.currency, s.cost_currency, s.quantity
            FROM json_each(?) j JOIN day_sum s ON s.agency_id = j.value ->> 0 AND s.day = j.value ->> 1
              AND s.client_id = j.value ->> 2 AND s.service = j.value ->> 3 AND s.billed_by = j.value ->> 4
              AND s.currency = j.value ->> 5 AND s.cost_currency = j.value ->> 6`,
      args: [`[${Array.from(days.values(), ({ key }) => `[${keyJson(key)}]`).join(',')}]`],
    },
  ])
  return new Map(
    (found?.rows ?? []).map((row) => {
      const values = Array.from({ length: 8 }, (_, i) => row[i])
      return [values.slice(0, 7).join('\n'), new Decimal(String(values[7]))]
    }),
  )
}

function dayStatement(days: Sums, standing: ReadonlyMap<string, Decimal>): Statement {
  const rows = Array.from(days, ([id, sum]) => {
    const quantity = sum.quantity.plus(standing.get(id) ?? 0).toFixed()
    return `[${keyJson(sum.key)},"${quantity}",${sum.cost},${sum.price},${sum.events},${sum.estimated}]`
  })
  return {
    sql: `INSERT INTO day_sum (agency_id, day, client_id, service, billed_by, currency, cost_currency, quantity,
            cost, price, events, estimated)
          SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
            j.value ->> 6, j.value ->> 7, j.value ->> 8, j.value ->> 9, j.value ->> 10, j.value ->> 11
          FROM json_each(?) j WHERE true
          ON CONFLICT DO UPDATE SET quantity = excluded.quantity, cost = cost + excluded.cost,
            price = price + excluded.price, events = events + excluded.events,
            estimated = estimated + excluded.estimated`,
    args: [`[${rows.join(',')}]`],
  }
}

function monthStatement(months: Sums): Statement {
  const rows = Array.from(
    months.values(),
    (sum) => `[${keyJson(sum.key)},${sum.cost},${sum.price},${sum.events}]`,
  )
  return {
    sql: `INSERT INTO month_sum (agency_id, month, client_id, currency, cost_currency, cost, price, events)
          SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
            j.value ->> 6, j.value ->> 7
          FROM json_each(?) j WHERE true
          ON CONFLICT DO UPDATE SET cost = cost + excluded.cost, price = price + excluded.price,
            events = events + excluded.events`,
    args: [`[${rows.join(',')}]`],
  }
}
