import type { ResultSet, Row } from '@libsql/client/http'
import { Decimal } from 'decimal.js'
import type { BillingMode } from '../../shared/contract/scalars.ts'
import type { Month } from './read-sql.ts'

/** One service of the month. Amounts in nano; `quantity` exact. */
export interface StatementLine {
  readonly service: string
  readonly billedBy: 'agency' | 'crm' | 'ledger'
  readonly quantity: Decimal
  readonly price: bigint
  readonly currency: string
  readonly cost: bigint
  readonly costCurrency: string
  readonly estimated: boolean
}

/** Money that moved otherwise than by usage, as the client sees it: above 0 = more to use, or more owed. */
export interface StatementMove {
  readonly at: Date
  readonly kind: string
  readonly account: 'wallet' | 'owed'
  readonly currency: string
  readonly amount: bigint
}

export interface StatementBalance {
  readonly account: 'wallet' | 'owed'
  readonly currency: string
  readonly opening: bigint
  readonly closing: bigint
}

/** A month of a client out of the books: opening + moves ∓ usage = closing, per account and currency. */
export interface Statement {
  readonly client: string
  readonly agency: string
  readonly timeZone: string
  readonly currency: string
  readonly billingMode: BillingMode
  /** Pays outside of any provider, by bank transfer say. */
  readonly outside: boolean
  readonly lines: readonly StatementLine[]
  readonly moves: readonly StatementMove[]
  readonly balances: readonly StatementBalance[]
}

const ACCOUNT = { wallets: 'wallet', receivables: 'owed' } as const

/** Reads the answers to `statementReads`; undefined where the agency has no such client. Pure. */
export function buildStatement(sets: readonly ResultSet[], month: Month): Statement | undefined {
  const [client, balances, lines, later, postings] = sets
  const row = client?.rows[0]
  if (row === undefined) return undefined
  const moves = (postings?.rows ?? []).map(moveOf)
  const inMonth = moves.filter(({ at }) => BigInt(at.getTime()) < month.endMs)
  return {
    client: text(row, 'name'),
    agency: text(row, 'agency'),
    timeZone: text(row, 'time_zone'),
    currency: text(row, 'currency'),
    billingMode: text(row, 'billing_mode') as BillingMode,
    outside: row['outside'] === 1n,
    lines: linesOf(lines?.rows ?? []),
    moves: inMonth,
    balances: balancesOf(balances?.rows ?? [], {
      usage: used(lines?.rows ?? []),
      laterUsage: used(later?.rows ?? []),
      moves: inMonth,
      laterMoves: moves.filter(({ at }) => BigInt(at.getTime()) >= month.endMs),
    }),
  }
}

function linesOf(rows: readonly Row[]): StatementLine[] {
  const lines = new Map<string, StatementLine>()
  for (const row of rows) {
    const billedBy = text(row, 'billed_by') as StatementLine['billedBy']
    const key = ['service', 'billed_by', 'currency', 'cost_currency'].map((name) => text(row, name)).join(' ')
    const quantity = new Decimal(text(row, 'quantity')).times(String(row['times']))
    const before = lines.get(key)
    lines.set(key, {
      service: text(row, 'service'),
      billedBy,
      quantity: quantity.plus(before?.quantity ?? 0),
      price: (row['price'] as bigint) + (before?.price ?? 0n),
      currency: text(row, 'currency'),
      cost: (row['cost'] as bigint) + (before?.cost ?? 0n),
      costCurrency: text(row, 'cost_currency'),
      estimated: (row['estimated'] as bigint) > 0n || (before?.estimated ?? false),
    })
  }
  return [...lines.values()].sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0))
}

function moveOf(row: Row): StatementMove {
  const account = ACCOUNT[text(row, 'account') as keyof typeof ACCOUNT]
  const amount = row['amount'] as bigint
  return {
    at: new Date(Number(row['posted_at'])),
    kind: text(row, 'kind'),
    account,
    currency: text(row, 'currency'),
    // The control account of wallets is the agency's debt to its clients: its credit is the client's plus.
    amount: account === 'wallet' ? -amount : amount,
  }
}

/** What usage took, by account and currency: a wallet falls by it, what is owed rises by it. */
function used(rows: readonly Row[]): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const row of rows) {
    const mode = text(row, 'billing_mode')
    if (mode === 'partner' || (row['billed_by'] ?? 'ledger') !== 'ledger') continue
    const account = mode === 'prepaid' ? 'wallet' : 'owed'
    const change = account === 'wallet' ? -(row['price'] as bigint) : (row['price'] as bigint)
    add(sums, `${account} ${text(row, 'currency')}`, change)
  }
  return sums
}

function balancesOf(
  rows: readonly Row[],
  changes: {
    usage: ReadonlyMap<string, bigint>
    laterUsage: ReadonlyMap<string, bigint>
    moves: readonly StatementMove[]
    laterMoves: readonly StatementMove[]
  },
): StatementBalance[] {
  const during = sumOf(changes.moves)
  const after = sumOf(changes.laterMoves)
  return rows
    .map((row) => {
      const account = ACCOUNT[text(row, 'account') as keyof typeof ACCOUNT]
      const currency = text(row, 'currency')
      const key = `${account} ${currency}`
      const of = (sums: ReadonlyMap<string, bigint>) => sums.get(key) ?? 0n
      const closing = (row['balance'] as bigint) - of(changes.laterUsage) - of(after)
      return { account, currency, closing, opening: closing - of(changes.usage) - of(during) }
    })
    .sort((a, b) => `${b.account} ${a.currency}`.localeCompare(`${a.account} ${b.currency}`))
}

function sumOf(moves: readonly StatementMove[]): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const move of moves) add(sums, `${move.account} ${move.currency}`, move.amount)
  return sums
}

const add = (sums: Map<string, bigint>, key: string, amount: bigint) =>
  sums.set(key, (sums.get(key) ?? 0n) + amount)
const text = (row: Row, column: string): string => row[column] as string
