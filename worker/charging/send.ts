import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import type { ChargeOutcome, PaymentProvider } from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { CLOSED_WAIT_MS, KEY_LIFE_MS, LEASE_MS, SURELY_NOT_THERE_MS, resendAfter_ms } from './backoff.ts'
import { type ChargeKey, type ChargeRow, intentOf, loadCharge } from './charge-row.ts'
import { keepDocument, readDocument } from './invoice-document.ts'
import { settleCharge } from './settle.ts'

/** What one call did. `skipped`: not due, settled, or somebody else is at it. `waiting`: no definite answer yet. */
export type Sent = 'settled' | 'waiting' | 'skipped'

/**
 * Sends a charge to its provider once, under the key that its row stored before, and books the answer.
 *
 * The row is marked first, so a crash anywhere leaves a row that the sweep finds, and the same key makes the repeat
 * harmless. Past the key's life the intent is looked up by our metadata: found, it is settled; not found, it gets a new
 * key. So two sends can never become two payments.
 */
export async function sendCharge(ctx: Context, key: ChargeKey, via: 'answer' | 'sweep'): Promise<Sent> {
  const row = await loadCharge(ctx, key)
  if (row === undefined || !isDue(ctx, row)) return 'skipped'
  const provider = await providerFor(ctx, row.provider, row)
  if (provider.closed !== null) return wait(ctx, row, provider.closed, CLOSED_WAIT_MS)
  const keyAge_ms = row.firstSentAt === null ? 0 : ctx.now().getTime() - row.firstSentAt.getTime()
  const renew = keyAge_ms >= KEY_LIFE_MS
  if (row.purpose === 'invoice') return sendInvoice(ctx, key, row, provider, { renew, keyAge_ms }, via)
  if (renew) {
    const found = await provider.find(intentOf(row))
    if (found !== null) return book(ctx, key, row, found, via)
  }
  const claimed = await claim(ctx, row, renew)
  if (claimed === undefined) return 'skipped'
  const outcome = await provider.charge(intentOf(claimed))
  if (outcome.kind !== 'unknown' || outcome.askAgain) return book(ctx, key, claimed, outcome, via)
  // The key will only repeat this answer. What happened is seen in the provider's own list.
  const found = await provider.find(intentOf(claimed))
  if (found !== null) return book(ctx, key, claimed, found, via)
  if (keyAge_ms >= SURELY_NOT_THERE_MS) await expireKey(ctx, claimed)
  return book(ctx, key, claimed, outcome, via)
}

/**
 * An invoice is several calls, and its sender looks how far it is before each round: so it needs no look-up here, and a
 * key that only repeats a stored error is renewed.
 */
async function sendInvoice(
  ctx: Context,
  key: ChargeKey,
  row: ChargeRow,
  provider: PaymentProvider,
  { renew, keyAge_ms }: { renew: boolean; keyAge_ms: number },
  via: 'answer' | 'sweep',
): Promise<Sent> {
  const claimed = await claim(ctx, row, renew)
  if (claimed === undefined) return 'skipped'
  const { outcome, document } = await provider.bill(intentOf(claimed), await readDocument(ctx, key))
  if (document !== null) await ctx.db.writeBatch([keepDocument(key, document)])
  const stuck = outcome.kind === 'unknown' && !outcome.askAgain
  if (stuck && keyAge_ms >= SURELY_NOT_THERE_MS) await expireKey(ctx, claimed)
  return book(ctx, key, claimed, outcome, via)
}

/** A prepared charge always; a sent one when its lease or its wait is over. */
function isDue(ctx: Context, row: ChargeRow): boolean {
  if (row.state === 'prepared') return true
  return row.state === 'sent' && row.nextTryAt !== null && row.nextTryAt <= ctx.now()
}

/** Marks the row as sent. The count of sends is its version: of two callers one goes on. */
async function claim(ctx: Context, row: ChargeRow, renew: boolean): Promise<ChargeRow | undefined> {
  const now = ctx.now()
  const sends = row.sends + 1n
  const key = renew ? `${row.purpose}:${row.id}:${sends}` : row.idempotencyKey
  const firstSentAt = renew || row.firstSentAt === null ? now : row.firstSentAt
  const nextTryAt = new Date(now.getTime() + LEASE_MS)
  try {
    await ctx.db.writeBatch([
      {
        sql: `UPDATE charge SET state = 'sent', sends = ?, idempotency_key = ?, first_sent_at = ?, next_try_at = ?
              WHERE agency_id = ? AND id = ? AND sends = ? AND state IN ('prepared', 'sent')`,
        args: [
          sends,
          key,
          BigInt(firstSentAt.getTime()),
          BigInt(nextTryAt.getTime()),
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
  return { ...row, state: 'sent', sends, idempotencyKey: key, firstSentAt, nextTryAt }
}

async function book(
  ctx: Context,
  key: ChargeKey,
  row: ChargeRow,
  outcome: ChargeOutcome,
  via: 'answer' | 'sweep',
): Promise<Sent> {
  if (outcome.kind !== 'unknown') {
    await settleCharge(ctx, key, row.account, outcome, via)
    return 'settled'
  }
  return wait(ctx, row, outcome.code, outcome.retryAfter_ms ?? resendAfter_ms(row.sends))
}

/** No definite answer, or none could be asked for. */
async function wait(ctx: Context, row: ChargeRow, code: string, wait_ms: number): Promise<Sent> {
  ctx.log.warn('charge_unanswered', { agencyId: row.agencyId, chargeId: row.id, code, sends: row.sends })
  await ctx.db.writeBatch([
    {
      sql: `UPDATE charge SET next_try_at = ? WHERE agency_id = ? AND id = ? AND state IN ('prepared', 'sent')`,
      args: [BigInt(ctx.now().getTime() + wait_ms), row.agencyId, row.id],
    },
  ])
  return 'waiting'
}

/** The next send looks the intent up once more and then takes a new key. */
async function expireKey(ctx: Context, row: ChargeRow): Promise<void> {
  const expired = ctx.now().getTime() - KEY_LIFE_MS
  await ctx.db.writeBatch([
    {
      sql: `UPDATE charge SET first_sent_at = ? WHERE agency_id = ? AND id = ? AND state = 'sent' AND sends = ?`,
      args: [BigInt(expired), row.agencyId, row.id, row.sends],
    },
  ])
}
