import type { z } from 'zod'
import type { BulkChange, BulkItem } from '../../shared/contract/pricing.ts'
import type { StaffActor } from '../access/tokens.ts'
import { type Context, actorName } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { Refusal } from '../http/problem.ts'

export type Item = z.infer<typeof BulkItem>

/** A bulk change as it is kept. */
export interface BulkRecord {
  readonly id: string
  readonly service: string
  readonly undoes: string | null
  readonly undoneBy: string | null
  readonly actor: string
  readonly at: string
  readonly request: string | null
  /** With the id of each client's own change; null where it was refused. */
  readonly items: readonly (Item & { changeId: string | null })[]
}

/** Opens a bulk change; one with the same key, or that undoes the same one, is there already and stays. */
export const openStatement = (
  ctx: Pick<Context, 'now'>,
  actor: StaffActor,
  of: {
    id: string
    service: string
    wish: unknown
    key: string | null
    request: string | null
    undoes: string | null
  },
): Statement => ({
  sql: `INSERT INTO bulk_change (agency_id, id, service, wish, key, request, undoes, actor, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  args: [
    actor.agencyId,
    of.id,
    of.service,
    JSON.stringify(of.wish),
    of.key,
    of.request,
    of.undoes,
    actorName(actor),
    BigInt(ctx.now().getTime()),
  ],
})

/** Keeps what became of one client. A refusal never replaces a change that another try of the same request made. */
export const itemStatement = (
  agencyId: string,
  bulkId: string,
  item: Item & { changeId: string | null },
): Statement => ({
  sql: `INSERT INTO bulk_change_item (agency_id, bulk_id, client_id, result, detail, change_id, before, after)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)${item.result === 'changed' ? '' : ' ON CONFLICT DO NOTHING'}`,
  args: [
    agencyId,
    bulkId,
    item.client,
    item.result,
    item.detail,
    item.changeId,
    item.before === null ? null : JSON.stringify(item.before),
    item.after === null ? null : JSON.stringify(item.after),
  ],
})

/** A bulk change by its id, its Idempotency-Key, or the one it undoes; null where there is none in this agency. */
export async function readBulk(
  ctx: Pick<Context, 'db'>,
  agencyId: string,
  by: { id: string } | { key: string } | { undoes: string },
): Promise<BulkRecord | null> {
  const [column = '', value = ''] = Object.entries(by)[0] ?? []
  const where = `agency_id = ?1 AND ${column} = ?2`
  const [found, items] = await ctx.db.readBatch([
    {
      sql: `SELECT b.*, (SELECT u.id FROM bulk_change u WHERE u.agency_id = b.agency_id AND u.undoes = b.id) AS undone_by
            FROM bulk_change b WHERE b.${where}`,
      args: [agencyId, value],
    },
    {
      sql: `SELECT client_id, result, detail, change_id, before, after FROM bulk_change_item
            WHERE agency_id = ?1 AND bulk_id = (SELECT id FROM bulk_change WHERE ${where}) ORDER BY client_id`,
      args: [agencyId, value],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) return null
  return {
    id: row['id'] as string,
    service: row['service'] as string,
    undoes: row['undoes'] as string | null,
    undoneBy: row['undone_by'] as string | null,
    actor: row['actor'] as string,
    at: new Date(Number(row['created_at'])).toISOString(),
    request: row['request'] as string | null,
    items: (items?.rows ?? []).map((item) => ({
      client: item['client_id'] as string,
      result: item['result'] as string,
      detail: item['detail'] as string | null,
      changeId: item['change_id'] as string | null,
      before: parsed(item['before']),
      after: parsed(item['after']),
    })),
  }
}

const parsed = (json: unknown): Item['before'] =>
  typeof json === 'string' ? (JSON.parse(json) as Item['before']) : null

/** As the API shows it; `more` are refusals of an undo, which are not kept: it may be tried again. */
export function bulkView(bulk: BulkRecord, more: readonly Item[] = []): BulkChange {
  const { id, service, undoes, undoneBy, actor, at } = bulk
  const kept = bulk.items.map(({ client, result, detail, before, after }) => ({
    client,
    result,
    detail,
    before,
    after,
  }))
  const items = [...kept, ...more]
  const changed = items.filter(({ result }) => result === 'changed').length
  const unchanged = items.filter(({ result }) => result === 'unchanged').length
  const refused = items.length - changed - unchanged
  return { id, service, undoes, undoneBy, actor, at, changed, refused, items }
}

/** GET /v1/bulk-changes/:id. @throws Refusal `not_found` */
export async function getBulk(ctx: Context, actor: StaffActor, id: string): Promise<BulkChange> {
  return bulkView((await readBulk(ctx, actor.agencyId, { id })) ?? noSuchBulk())
}

export function noSuchBulk(): never {
  throw new Refusal('not_found', 'There is no such bulk change in your agency.')
}
