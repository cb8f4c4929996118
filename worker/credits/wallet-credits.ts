import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard, guardChangedOne } from '../db/guard.ts'
import { transferStatements } from '../ledger/transfer.ts'
import { type Grant, type Span, type WalletLot, walletLots } from './wallet-lots.ts'

/** What a grant is booked against: the agency gave it away, and takes back what expires. */
export const GIVEN = 'credits:granted'

/** Grants that expired so long ago are settled: usage may be 35 days late, and be corrected a while after. */
const SETTLED_AFTER_MS = 90n * 86_400_000n
const WALLETS_MAX = 1_000

interface Wallet {
  readonly agencyId: string
  readonly clientId: string
  readonly currency: string
}

/** Grants and paid credits of a wallet as they stand. */
export async function readWalletLots(
  ctx: Context,
  agencyId: string,
  clientId: string,
): Promise<{ wallet: Wallet; grants: Grant[]; lots: WalletLot[] } | null> {
  const [client, rows] = await ctx.db.readBatch([
    { sql: 'SELECT currency FROM client WHERE agency_id = ? AND id = ?', args: [agencyId, clientId] },
    {
      sql: `SELECT id, amount, priority, created_at, expires_at, expired FROM wallet_grant
            WHERE agency_id = ? AND client_id = ? ORDER BY created_at, id`,
      args: [agencyId, clientId],
    },
  ])
  if (client?.rows[0] === undefined) return null
  const wallet = { agencyId, clientId, currency: String(client.rows[0]['currency']) }
  const grants = (rows?.rows ?? []).map((row): Grant => ({
    id: String(row['id']),
    amount: row['amount'] as bigint,
    priority: Number(row['priority']),
    createdAtMs: row['created_at'] as bigint,
    expiresAtMs: row['expires_at'] as bigint | null,
    expired: row['expired'] as bigint,
  }))
  const spans = await readSpans(ctx, wallet, grants)
  return { wallet, grants, lots: walletLots(grants, spans, BigInt(ctx.now().getTime())) }
}

/** The wallet's movements, summed between the moments at which grants begin or end. */
async function readSpans(ctx: Context, wallet: Wallet, grants: readonly Grant[]): Promise<Span[]> {
  const moments = grants.flatMap(({ createdAtMs, expiresAtMs }) =>
    expiresAtMs === null ? [createdAtMs] : [createdAtMs, expiresAtMs],
  )
  const bounds = [...new Set([0n, ...moments, OPEN_END])].toSorted((a, b) => (a < b ? -1 : 1))
  const json = `[${bounds
    .slice(1)
    .map((end, i) => `[${bounds[i]},${end}]`)
    .join(',')}]`
  const { agencyId, clientId, currency } = wallet
  const [sums] = await ctx.db.readBatch([
    {
      sql: `SELECT j.value ->> 0 AS start_ms,
              (SELECT coalesce(sum(e.price), 0) FROM usage_event e
               WHERE e.agency_id = ?1 AND e.client_id = ?2 AND e.currency = ?3 AND e.billed_by = 'ledger'
                 AND e.billing_mode = 'prepaid' AND e.occurred_at >= j.value ->> 0 AND e.occurred_at < j.value ->> 1
                 AND e.day BETWEEN (j.value ->> 0) / 86400000 AND (j.value ->> 1) / 86400000) AS used,
              (SELECT coalesce(sum(-m.amount), 0) FROM journal o JOIN journal_entry m
                 ON m.agency_id = o.agency_id AND m.journal = o.number AND m.account = 'wallets' AND m.currency = ?3
               WHERE o.agency_id = ?1 AND o.client_id = ?2 AND o.kind NOT IN ('creditGrant', 'creditLapse')
                 AND o.posted_at >= j.value ->> 0 AND o.posted_at < j.value ->> 1) AS paid
            FROM json_each(?4) j`,
      args: [agencyId, clientId, currency, json],
    },
  ])
  return (sums?.rows ?? []).map((row) => {
    const moved = row['paid'] as bigint
    return {
      startMs: row['start_ms'] as bigint,
      paid: moved > 0n ? moved : 0n,
      used: (row['used'] as bigint) + (moved < 0n ? -moved : 0n),
    }
  })
}

/** Later than any instant of ours; a JSON number is exact up to 2⁵³. */
const OPEN_END = 9_000_000_000_000_000n

/**
 * Books what expired of grants, and takes back what late usage or a correction has changed since: the wallet always
 * holds exactly what is left. Doing it twice changes nothing. @returns wallets whose books moved
 */
export async function lapseGrants(ctx: Context): Promise<number> {
  const now = BigInt(ctx.now().getTime())
  const [due] = await ctx.db.readBatch([
    {
      sql: `SELECT DISTINCT agency_id, client_id FROM wallet_grant WHERE expires_at <= ? AND expires_at > ? LIMIT ${WALLETS_MAX}`,
      args: [now, now - SETTLED_AFTER_MS],
    },
  ])
  let moved = 0
  for (const row of due?.rows ?? []) {
    const found = await readWalletLots(ctx, String(row['agency_id']), String(row['client_id']))
    if (found === null) continue
    const statements = lapseStatements(ctx, found)
    if (statements.length === 0) continue
    try {
      await ctx.db.writeBatch(statements)
      moved += 1
    } catch (error) {
      // Another run was faster; the next looks again.
      if (!(error instanceof BatchAborted)) throw error
    }
  }
  return moved
}

function lapseStatements(
  ctx: Context,
  { wallet, grants, lots }: { wallet: Wallet; grants: readonly Grant[]; lots: readonly WalletLot[] },
): Statement[] {
  const { agencyId, clientId, currency } = wallet
  return grants.flatMap((grant) => {
    const should = lots.find(({ id }) => id === grant.id)?.expired ?? 0n
    const more = should - grant.expired
    if (more === 0n) return []
    return [
      {
        sql: 'UPDATE wallet_grant SET expired = ? WHERE agency_id = ? AND client_id = ? AND id = ? AND expired = ?',
        args: [should, agencyId, clientId, grant.id, grant.expired],
      },
      guardChangedOne(),
      ...grantTransfer(ctx, wallet, 'creditLapse', grant.id, -more),
      guard('EXISTS (SELECT 1 FROM client WHERE agency_id = ? AND id = ? AND currency = ?)', [
        agencyId,
        clientId,
        currency,
      ]),
    ]
  })
}

/** Moves granted money into the wallet (above 0) or out of it. */
export const grantTransfer = (
  ctx: Pick<Context, 'now'>,
  { agencyId, clientId, currency }: Wallet,
  kind: 'creditGrant' | 'creditLapse',
  reference: string,
  amount: bigint,
): Statement[] =>
  transferStatements(ctx, {
    agencyId,
    kind,
    reference,
    clientId,
    entries: [
      { account: GIVEN, currency, amount },
      { account: 'wallets', currency, amount: -amount },
    ],
    clientMoves: [{ clientId, account: 'wallets', currency, amount }],
  })
