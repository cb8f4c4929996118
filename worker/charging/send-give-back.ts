import { and, eq } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { giveBack } from '../db/schema/index.ts'
import type { GiveBackIntent, GiveBackOutcome } from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { CLOSED_WAIT_MS, LEASE_MS, SURELY_NOT_THERE_MS, resendAfter_ms } from './backoff.ts'
import { loadCharge } from './charge-row.ts'
import { bookCreditNote } from './give-back-books.ts'
import { documentRef } from './invoice-document.ts'
import { reverseCharge } from './reverse.ts'

type Row = typeof giveBack.$inferSelect

/**
 * Sends a refund or credit note once, under the key that its row stored before, and books the answer. A repeat looks for
 * it at the provider before it makes it, and takes a new key only where an old one is worn out and nothing was found.
 * A refund is booked by the provider's word on it (reverse.ts), which its webhook brings too: whichever comes first.
 */
export async function sendGiveBack(ctx: Context, key: { agencyId: string; id: string }): Promise<void> {
  const row = await load(ctx, key)
  if (row === undefined || (row.state !== 'prepared' && row.state !== 'sent')) return
  if (row.state === 'sent' && (row.nextTryAt === null || row.nextTryAt > ctx.now())) return
  const charge = await loadCharge(ctx, { agencyId: row.agencyId, chargeId: row.chargeId })
  if (charge === undefined) throw new TypeError('what is given back has its charge')
  const age_ms = row.firstSentAt === null ? 0 : ctx.now().getTime() - row.firstSentAt.getTime()
  const on = row.kind === 'refund' ? charge.providerRef : await documentRef(ctx, row)
  if (on === null)
    return settle(ctx, row, { kind: 'failed', code: 'not_there', text: 'It is not at Stripe.' })
  const provider = await providerFor(ctx, row.provider, row)
  if (provider.closed !== null) return wait(ctx, row, provider.closed, CLOSED_WAIT_MS)
  const claimed = await claim(ctx, row, age_ms >= SURELY_NOT_THERE_MS)
  if (claimed === undefined) return
  const intent: GiveBackIntent = {
    id: row.id,
    agencyId: row.agencyId,
    kind: row.kind === 'refund' ? 'refund' : 'creditNote',
    amount: row.amount,
    currency: row.currency,
    account: row.account,
    on,
    paid: charge.state === 'succeeded',
    withRefund: row.withRefund,
    reason: row.reason,
    idempotencyKey: claimed.idempotencyKey,
  }
  const outcome = await provider.giveBack(intent, row.sends > 0n)
  if (outcome.kind === 'unknown') {
    return wait(ctx, row, outcome.code, outcome.retryAfter_ms ?? resendAfter_ms(claimed.sends))
  }
  if (outcome.kind === 'done' && outcome.reversal !== null) {
    const charged = { agencyId: row.agencyId, chargeId: row.chargeId }
    await reverseCharge(ctx, charged, row.account, outcome.reversal)
  }
  await settle(ctx, row, outcome)
}

/** What a crash or a lost answer left open. */
export async function dueGiveBacks(
  ctx: Pick<Context, 'db' | 'now'>,
  limit: bigint,
): Promise<{ agencyId: string; id: string }[]> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT agency_id, id FROM give_back WHERE next_try_at IS NOT NULL AND next_try_at <= ? ORDER BY next_try_at LIMIT ?`,
      args: [BigInt(ctx.now().getTime()), limit],
    },
  ])
  return (found?.rows ?? []).map((row) => ({ agencyId: String(row['agency_id']), id: String(row['id']) }))
}

/** No definite answer, or none could be asked for. */
async function wait(ctx: Context, row: Row, code: string, wait_ms: number): Promise<void> {
  ctx.log.warn('give_back_unanswered', { agencyId: row.agencyId, id: row.id, code })
  await ctx.db.writeBatch([
    {
      sql: `UPDATE give_back SET next_try_at = ? WHERE agency_id = ? AND id = ? AND state IN ('prepared', 'sent')`,
      args: [BigInt(ctx.now().getTime() + wait_ms), row.agencyId, row.id],
    },
  ])
}

async function load(ctx: Context, { agencyId, id }: { agencyId: string; id: string }) {
  const rows = await ctx.db.orm
    .select()
    .from(giveBack)
    .where(and(eq(giveBack.agencyId, agencyId), eq(giveBack.id, id)))
    .limit(1)
  return rows[0]
}

/** Of two senders one goes on. A renewed key is safe: it is looked for before it is made. */
async function claim(ctx: Context, row: Row, renew: boolean): Promise<Row | undefined> {
  const sends = row.sends + 1n
  const now = ctx.now()
  const idempotencyKey = renew ? `${row.kind}:${row.id}:${sends}` : row.idempotencyKey
  const firstSentAt = renew || row.firstSentAt === null ? now : row.firstSentAt
  try {
    await ctx.db.writeBatch([
      {
        sql: `UPDATE give_back SET state = 'sent', sends = ?, idempotency_key = ?, first_sent_at = ?, next_try_at = ?
              WHERE agency_id = ? AND id = ? AND sends = ? AND state IN ('prepared', 'sent')`,
        args: [
          sends,
          idempotencyKey,
          BigInt(firstSentAt.getTime()),
          BigInt(now.getTime() + LEASE_MS),
          row.agencyId,
          row.id,
          row.sends,
        ],
      },
      guardChangedOne(),
    ])
  } catch (error) {
    if (error instanceof BatchAborted && error.constraint.includes('guard.ok')) return undefined
    throw error
  }
  return { ...row, sends, idempotencyKey, firstSentAt }
}

async function settle(
  ctx: Context,
  row: Row,
  outcome: Exclude<GiveBackOutcome, { kind: 'unknown' }>,
): Promise<void> {
  const done = outcome.kind === 'done'
  const statements: Statement[] = [
    {
      sql: `UPDATE give_back SET state = ?, provider_ref = ?, failure = ?, next_try_at = NULL
            WHERE agency_id = ? AND id = ? AND state IN ('prepared', 'sent')`,
      args: [
        outcome.kind,
        done ? outcome.ref : null,
        done ? null : outcome.text.slice(0, 300),
        row.agencyId,
        row.id,
      ],
    },
    guardChangedOne(),
    ...(done && row.kind === 'creditNote'
      ? bookCreditNote(ctx, { ...row, backId: row.id, id: row.chargeId })
      : []),
  ]
  try {
    await ctx.db.writeBatch(statements)
  } catch (error) {
    // Somebody else has settled it.
    if (!(error instanceof BatchAborted && error.constraint.includes('guard.ok'))) throw error
  }
}
