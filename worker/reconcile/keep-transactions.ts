import type { Context } from '../context.ts'
import { sha256, toHex } from '../hex.ts'
import { utcDay } from '../ledger/usage-line.ts'
import type { WalletRecord } from './highlevel/parse-transactions.ts'

/** Keeps a page of the platform's wallet ledger; one that is kept already stays as it is. @returns how many were new */
export async function keepTransactions(
  ctx: Context,
  agencyId: string,
  system: string,
  records: readonly WalletRecord[],
): Promise<number> {
  if (records.length === 0) return 0
  const rows = await Promise.all(records.map((record) => rowOf(record, ctx.now())))
  const [inserted] = await ctx.db.writeBatch([
    {
      sql: `INSERT INTO wallet_transaction (agency_id, id, system, account, message_id, charge_type, settled_at, day,
              cost, currency, raw, state, reason, event_day, event_id, seen_at)
            SELECT ?1, j.value ->> 0, ?2, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
              j.value ->> 6, j.value ->> 7, j.value ->> 8, j.value ->> 9, j.value ->> 10, j.value ->> 11, NULL, ?3
            FROM json_each(?4) j WHERE true ON CONFLICT DO NOTHING`,
      args: [agencyId, system, BigInt(ctx.now().getTime()), `[${rows.join(',')}]`],
    },
  ])
  return inserted?.rowsAffected ?? 0
}

/** A JSON array by hand: amounts are bare integers, exact to 64 bits. */
async function rowOf(record: WalletRecord, now: Date): Promise<string> {
  const { account, messageId, chargeType, cost, currency, raw } = record
  const id = record.id ?? `sha256:${toHex(await sha256(raw))}`
  const settledAt = record.settledAt ?? record.messageAt ?? now
  const reason = cost === null ? 'no_amount' : messageId === null ? 'no_message_id' : null
  const q = (value: string | null) => JSON.stringify(value)
  return (
    `[${q(id)},${q(account)},${q(messageId)},${q(chargeType)},${settledAt.getTime()},${utcDay(settledAt)},` +
    `${cost ?? 0n},${q(currency)},${q(raw)},${q(reason === null ? 'waiting' : 'exception')},${q(reason)},` +
    `${record.messageAt === null ? 'null' : utcDay(record.messageAt)}]`
  )
}
