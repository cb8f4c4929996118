import type { ResultSet, Row } from '@libsql/client/http'
import type { z } from 'zod'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { utcDay } from '../ledger/usage-line.ts'
import { PATIENCE_MS } from './exceptions.ts'
import * as sql from './platform-sql.ts'
import type {
  ExceptionRow,
  OpenCharge,
  OpenReversal,
  PlatformRow,
  Reconciliation,
  ReconciliationQuery,
  RowState,
} from './reconciliation-shape.ts'

const DAYS_MAX = 62n
const EXCEPTIONS_MAX = 500
const SYSTEM = 'highlevel'

/**
 * The platform's wallet, our ledger and Stripe side by side (B-06): per day and service, and per charge. Every row is
 * equal, waiting, or named by exceptions; one that `differs` is a fault.
 */
export async function readReconciliation(
  ctx: Context,
  actor: StaffActor,
  query: z.infer<typeof ReconciliationQuery>,
): Promise<z.infer<typeof Reconciliation>> {
  const today = BigInt(utcDay(ctx.now()))
  const to = query.to === undefined ? today : dayOf(query.to)
  const from = query.from === undefined ? to - 6n : dayOf(query.from)
  if (from > to || to - from >= DAYS_MAX) {
    const reason = `at least \`from\`, and at most ${DAYS_MAX} days after it`
    throw new Refusal('invalid_request', `to: ${reason}.`, [{ field: 'to', reason }])
  }
  const span = { from, to }
  const { agencyId } = actor
  const [ledger, wallet, strangers, exceptions, charges, reversals, clearing] = await ctx.db.readBatch([
    sql.ledgerSide(agencyId, SYSTEM, span),
    sql.walletSide(agencyId, SYSTEM, span),
    sql.strangerSide(agencyId, SYSTEM, span),
    sql.openExceptions(agencyId, span, EXCEPTIONS_MAX),
    sql.charges(agencyId, span),
    sql.reversals(agencyId, span),
    sql.clearing(agencyId),
  ])
  return {
    from: dayText(from),
    to: dayText(to),
    platform: [...usageRows(ledger, wallet), ...rowsOf(strangers).map(strangerRow)],
    exceptions: rowsOf(exceptions).map(exceptionOf),
    charges: rowsOf(charges)
      .map((row) => openCharge(row, ctx.now().getTime()))
      .filter((charge) => charge !== null),
    reversals: rowsOf(reversals)
      .map((row) => openReversal(row, ctx.now().getTime()))
      .filter((reversal) => reversal !== null),
    clearing: rowsOf(clearing).map((row) => ({
      currency: String(row['currency']),
      ledger: formatNano(row['ledger'] as bigint),
      stripe: formatNano(row['stripe'] as bigint),
      difference: formatNano((row['ledger'] as bigint) - (row['stripe'] as bigint)),
    })),
  }
}

function usageRows(ledger: ResultSet | undefined, wallet: ResultSet | undefined): PlatformRow[] {
  const sums = new Map<string, { wallet: bigint; ledger: bigint; waiting: bigint; named: bigint; row: Row }>()
  const keyOf = (row: Row) => [row['day'], row['service'], row['currency']].join('\n')
  for (const row of rowsOf(ledger)) {
    sums.set(keyOf(row), {
      wallet: 0n,
      ledger: big(row, 'ledger'),
      waiting: big(row, 'waiting'),
      named: big(row, 'named'),
      row,
    })
  }
  for (const row of rowsOf(wallet)) {
    const sum = sums.get(keyOf(row)) ?? { wallet: 0n, ledger: 0n, waiting: 0n, named: 0n, row }
    sums.set(keyOf(row), { ...sum, wallet: sum.wallet + big(row, 'wallet') })
  }
  return Array.from(sums.values(), ({ row, ...sum }) =>
    platformRow(row, String(row['service']), sum),
  ).toSorted((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1))
}

function strangerRow(row: Row): PlatformRow {
  const wallet = big(row, 'wallet')
  const waiting = big(row, 'waiting')
  return platformRow(row, null, { wallet, ledger: 0n, waiting: -waiting, named: waiting - wallet })
}

function platformRow(
  row: Row,
  service: string | null,
  sum: { wallet: bigint; ledger: bigint; waiting: bigint; named: bigint },
): PlatformRow {
  const difference = sum.ledger - sum.wallet
  const unexplained = difference - sum.waiting - sum.named
  return {
    day: dayText(row['day'] as bigint),
    service,
    currency: String(row['currency']),
    wallet: formatNano(sum.wallet),
    ledger: formatNano(sum.ledger),
    difference: formatNano(difference),
    waiting: formatNano(sum.waiting),
    named: formatNano(sum.named),
    unexplained: formatNano(unexplained),
    state: stateOf(unexplained, sum.named, sum.waiting),
  }
}

function stateOf(unexplained: bigint, named: bigint, waiting: bigint): RowState {
  if (unexplained !== 0n) return 'differs'
  if (named !== 0n) return 'named'
  return waiting === 0n ? 'equal' : 'waiting'
}

/** Null where the books and Stripe agree. */
function openCharge(row: Row, now: number): OpenCharge | null {
  const net = big(row, 'net')
  const stripe = row['stripe'] as bigint | null
  const young = now - Number(row['settled_at']) < PATIENCE_MS
  const same = stripe === net && row['stripe_currency'] === row['currency']
  const open = stripe === null || row['estimate'] === 1n
  const isBooked = row['booked'] === 1n
  if (isBooked && same) return null
  return {
    charge: String(row['id']),
    clientId: String(row['client_id']),
    currency: String(row['currency']),
    ledger: formatNano(net),
    stripe: stripe === null ? null : formatNano(stripe),
    state: !isBooked ? 'unbooked' : open && young ? 'waiting' : stripe === null ? 'missing' : 'differs',
  }
}

/** Null where the books and Stripe agree; money that came back in full left nothing on either side. */
function openReversal(row: Row, now: number): OpenReversal | null {
  const ledger = row['ledger'] as bigint | null
  const stripe = row['stripe'] as bigint | null
  const sameCurrency = stripe === null || row['stripe_currency'] === row['currency']
  if (sameCurrency && (ledger ?? 0n) === (stripe ?? 0n)) return null
  const young = now - Number(row['at']) < PATIENCE_MS
  const late = ledger === null ? 'unbooked' : stripe === null ? 'missing' : 'differs'
  const what = row['what']
  return {
    reference: String(row['ref']),
    charge: String(row['charge_id']),
    clientId: String(row['client_id']),
    what: what === 'refund' || what === 'dispute' ? what : null,
    currency: String(row['currency']),
    ledger: ledger === null ? null : formatNano(ledger),
    stripe: stripe === null ? null : formatNano(stripe),
    state: young ? 'waiting' : late,
  }
}

const exceptionOf = (row: Row): ExceptionRow => ({
  kind: String(row['kind']),
  subject: String(row['subject']),
  day: dayText(row['day'] as bigint),
  service: row['service'] as string | null,
  clientId: row['client_id'] as string | null,
  amount: formatNano(row['amount'] as bigint),
  currency: String(row['currency']),
})

const DAY_MS = 86_400_000
const dayOf = (text: string) => BigInt(Date.parse(`${text}T00:00:00Z`) / DAY_MS)
const dayText = (day: bigint) => new Date(Number(day) * DAY_MS).toISOString().slice(0, 10)
const rowsOf = (result: ResultSet | undefined): readonly Row[] => result?.rows ?? []
const big = (row: Row, column: string) => row[column] as bigint
