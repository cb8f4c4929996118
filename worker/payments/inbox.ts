import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import type { ProviderNotice } from './provider.ts'

/** A notice that could not be worked on this often is given up and named in its row. */
export const INBOX_TRIES_MAX = 9n

/** A message on the payments queue. Only ids: everything is read again from the row. */
export type PaymentMessage =
  | { kind: 'notice'; agencyId: string; provider: string; eventId: string }
  | { kind: 'send'; agencyId: string; chargeId: string }

/**
 * Keeps a verified notice, once an endpoint: an event that two endpoints were sent is two notices, so nobody's can stand in
 * the way of another's. Returns false for one that was here before: its row, and with it the sweep, answer
 * for it already.
 */
export async function keepNotice(
  ctx: Pick<Context, 'db' | 'now'>,
  provider: string,
  notice: ProviderNotice,
): Promise<boolean> {
  const [inserted] = await ctx.db.writeBatch([
    {
      sql: `INSERT INTO payment_inbox (agency_id, provider, event_id, account, type, object_id, state, received_at, tries)
            VALUES (?, ?, ?, ?, ?, ?, 'received', ?, 0) ON CONFLICT DO NOTHING`,
      args: [
        notice.agencyId,
        provider,
        notice.eventId,
        notice.account,
        notice.type,
        notice.objectId,
        BigInt(ctx.now().getTime()),
      ],
    },
  ])
  return inserted?.rowsAffected === 1
}

/** Puts it on the queue. A loss is no harm: the sweep works on rows whose message never came. */
export async function enqueue(
  ctx: Pick<Context, 'queues' | 'log'>,
  messages: readonly PaymentMessage[],
): Promise<void> {
  try {
    for (let from = 0; from < messages.length; from += 100) {
      await ctx.queues.payments.sendBatch(messages.slice(from, from + 100).map((body) => ({ body })))
    }
  } catch {
    ctx.log.warn('enqueue_failed', { messages: messages.length })
  }
}

export interface InboxRow extends ProviderNotice {
  readonly provider: string
  readonly tries: bigint
}

const COLUMNS = 'agency_id, provider, event_id, account, type, object_id, tries'

/** A notice that waits to be worked on, or undefined when it is done. */
export async function openNotice(
  ctx: Pick<Context, 'db'>,
  { agencyId, provider, eventId }: Extract<PaymentMessage, { kind: 'notice' }>,
): Promise<InboxRow | undefined> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT ${COLUMNS} FROM payment_inbox
            WHERE agency_id = ? AND provider = ? AND event_id = ? AND state = 'received'`,
      args: [agencyId, provider, eventId],
    },
  ])
  return found?.rows.map(toRow)[0]
}

/** Notices whose queue message seems lost: two minutes old, and twice as long after each try. */
export async function overdueNotices(ctx: Pick<Context, 'db' | 'now'>, limit: bigint): Promise<InboxRow[]> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT ${COLUMNS} FROM payment_inbox
            WHERE state = 'received' AND received_at + (120000 << tries) <= ? ORDER BY received_at LIMIT ?`,
      args: [BigInt(ctx.now().getTime()), limit],
    },
  ])
  return (found?.rows ?? []).map(toRow)
}

/** `done`: acted on. `ignored`: not ours. `failed`: nothing will come of it, and `error` says why. */
export function closeNotice(
  ctx: Pick<Context, 'now'>,
  row: InboxRow,
  state: 'done' | 'ignored' | 'failed',
  error: string | null,
): Statement {
  return {
    sql: `UPDATE payment_inbox SET state = ?, done_at = ?, error = ?
          WHERE agency_id = ? AND provider = ? AND event_id = ? AND state = 'received'`,
    args: [state, BigInt(ctx.now().getTime()), error, row.agencyId, row.provider, row.eventId],
  }
}

/** It could not be worked on now; it stays open for the queue's next delivery or the sweep. */
export function countTry(row: InboxRow, error: string): Statement {
  return {
    sql: `UPDATE payment_inbox SET tries = tries + 1, error = ?
          WHERE agency_id = ? AND provider = ? AND event_id = ? AND state = 'received'`,
    args: [error, row.agencyId, row.provider, row.eventId],
  }
}

function toRow(row: Record<string, unknown>): InboxRow {
  return {
    agencyId: String(row['agency_id']),
    provider: String(row['provider']),
    eventId: String(row['event_id']),
    account: String(row['account']),
    type: String(row['type']),
    objectId: String(row['object_id']),
    tries: row['tries'] as bigint,
  }
}
