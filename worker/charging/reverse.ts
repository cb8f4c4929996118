import { and, eq } from 'drizzle-orm'
import { formatNano } from '../../shared/money/nano.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { chargeReversal } from '../db/schema/index.ts'
import { transferStatements } from '../ledger/transfer.ts'
import type { Reversal } from '../payments/provider.ts'
import { type ChargeKey, type ChargeRow, creditedAccount, loadCharge } from './charge-row.ts'
import { clientMark, markByLastCharge } from './client-mark.ts'
import { pauseStatement } from './pause.ts'

type Booked = typeof chargeReversal.$inferSelect

/** A refund or dispute of a charge whose payment is not booked yet: work on it again after that. */
export class NotSettledYet extends Error {
  override name = 'NotSettledYet'
}

const RACES_MAX = 4

/**
 * Books what went back of a charge, up to the whole that the provider states now: Dr the client's wallet (which may go
 * below 0), Cr stripe:clearing, with the provider's fee as the agency's cost. Said again it books nothing; taken back (a
 * dispute won, a refund failed) it books the way back. Old entries stay.
 *
 * A dispute suspends the client's automatic charges until it is won or staff lift it; a refund rests the reload,
 * else the money given back would be taken again at once.
 * @throws NotSettledYet
 */
export async function reverseCharge(
  ctx: Context,
  key: ChargeKey,
  account: string,
  reversal: Reversal,
): Promise<'settled' | 'already' | 'unknownCharge' | 'foreign'> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const row = await loadCharge(ctx, key)
    if (row === undefined || row.account !== account) return 'unknownCharge'
    if (row.state !== 'succeeded') throw new NotSettledYet()
    if (row.providerRef !== reversal.paymentRef) return 'foreign'
    const booked = await loadReversal(ctx, row.agencyId, reversal.ref)
    const statements = reversalStatements(ctx, row, booked, reversal)
    if (statements === null) return 'already'
    try {
      await ctx.db.writeBatch(statements)
      ctx.log.info('charge_reversed', { ...key, what: reversal.what, state: reversal.state })
      return 'settled'
    } catch (error) {
      if (!(error instanceof BatchAborted && error.constraint.includes('guard.ok'))) throw error
    }
  }
  throw new Error('the reversal kept changing')
}

function reversalStatements(
  ctx: Context,
  row: ChargeRow,
  booked: Booked | undefined,
  now: Reversal,
): Statement[] | null {
  const amount = now.amount - (booked?.amount ?? 0n)
  const fee = now.fee - (booked?.fee ?? 0n)
  if (amount === 0n && fee === 0n && booked?.state === now.state) return null
  const { agencyId, clientId, currency } = row
  const actor: Actor = { kind: 'system', job: 'charging.webhook' }
  const credited = creditedAccount(row.purpose)
  const entries = [
    { account: credited, currency, amount },
    { account: 'fees:stripe', currency, amount: fee },
    { account: 'stripe:clearing', currency, amount: -amount - fee },
  ].filter((entry) => entry.amount !== 0n)
  const transfer = transferStatements(ctx, {
    agencyId,
    kind: now.what,
    reference: row.id,
    clientId,
    entries,
    clientMoves:
      amount === 0n
        ? []
        : [{ clientId, account: credited, currency, amount: credited === 'wallets' ? -amount : amount }],
  })
  return [
    keepReversal(ctx, row, booked, now),
    guardChangedOne(),
    ...(entries.length === 0 ? [] : transfer),
    ...consequences(ctx, row, now, amount),
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: `${now.what}.${now.state}`,
      clientId,
      subject: row.id,
      before: booked === undefined ? null : { state: booked.state, amount: formatNano(booked.amount) },
      after: { state: now.state, amount: formatNano(now.amount), fee: formatNano(now.fee), ref: now.ref },
    }),
  ]
}

/** The row's version makes the difference above the right one: of two writers one has to read again. */
function keepReversal(ctx: Context, row: ChargeRow, booked: Booked | undefined, now: Reversal): Statement {
  const at = BigInt(ctx.now().getTime())
  if (booked !== undefined) {
    return {
      sql: `UPDATE charge_reversal SET state = ?, amount = ?, fee = ?, version = version + 1, updated_at = ?
            WHERE agency_id = ? AND ref = ? AND version = ?`,
      args: [now.state, now.amount, now.fee, at, row.agencyId, now.ref, booked.version],
    }
  }
  return {
    sql: `INSERT INTO charge_reversal (agency_id, ref, charge_id, client_id, what, state, amount, fee, version, updated_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING`,
    args: [row.agencyId, now.ref, row.id, row.clientId, now.what, now.state, now.amount, now.fee, at],
  }
}

function consequences(ctx: Context, row: ChargeRow, now: Reversal, amount: bigint): Statement[] {
  if (now.what === 'refund') {
    if (amount <= 0n) return []
    return [pauseStatement(row, { until: null, reason: 'refunded', tries: 0n, firstTryAt: ctx.now() })]
  }
  if (now.state === 'won') {
    return [
      {
        sql: `UPDATE client SET suspended = 0 WHERE agency_id = ?1 AND id = ?2 AND NOT EXISTS (
                SELECT 1 FROM charge_reversal r WHERE r.agency_id = ?1 AND r.client_id = ?2
                  AND r.what = 'dispute' AND r.state <> 'won')`,
        args: [row.agencyId, row.clientId],
      },
      markByLastCharge(row),
    ]
  }
  return [
    {
      sql: 'UPDATE client SET suspended = 1 WHERE agency_id = ? AND id = ?',
      args: [row.agencyId, row.clientId],
    },
    clientMark(row, 'failed'),
  ]
}

async function loadReversal(ctx: Context, agencyId: string, ref: string): Promise<Booked | undefined> {
  const rows = await ctx.db.orm
    .select()
    .from(chargeReversal)
    .where(and(eq(chargeReversal.agencyId, agencyId), eq(chargeReversal.ref, ref)))
    .limit(1)
  return rows[0]
}
