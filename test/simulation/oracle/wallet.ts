/**
 * Credits that were granted into a wallet, and what of them expired: from all that the wallet ever moved.
 * - Movements count at their own time: usage when it happened, cash when it was posted.
 * - Between two moments at which a grant begins or ends only the sums count: what was paid in, and what was used (net of
 *   corrections) or paid out. Usage below 0 is as good as paid in.
 * - What is used takes from grants that are there: lowest priority first, then what ends first (never last), then the
 *   older; then from what was paid. What nothing covers is a debt that the next money pays, whichever it is.
 * - When a grant ends, what is left of it is lost.
 */
import type { Amounts, Cash } from './books.ts'
import type { Line } from './correction.ts'

export interface Granted {
  readonly id: string
  readonly amount: bigint
  readonly priority: number
  readonly from: number
  readonly to: number | null
  /** Booked as expired. */
  expired: bigint
}

export interface WalletBooks {
  readonly agencyId: string
  readonly clientId: string
  readonly currency: string
  readonly grants: Granted[]
}

/** What should be booked as expired of each grant by now, in the order of the grants. */
export function expiredOf(
  wallet: WalletBooks,
  lines: readonly Line[],
  amounts: readonly Amounts[],
  cash: readonly Cash[],
  now: number,
): bigint[] {
  const { grants } = wallet
  const moments = [...new Set([0, ...grants.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))])]
  moments.sort((a, b) => a - b)
  const { used, paid } = sumsBetween(wallet, moments, lines, amounts, cash)
  const left = grants.map(() => 0n)
  let [purse, debt] = [0n, 0n]
  for (const [span, start] of moments.entries()) {
    for (const [i, { from, amount }] of grants.entries()) if (from === start) left[i] = amount
    // Money that went out as cash joins what was used before that is weighed against what came in.
    const moved = paid[span] ?? 0n
    const out = (used[span] ?? 0n) - (moved < 0n ? moved : 0n)
    purse += (moved > 0n ? moved : 0n) + (out < 0n ? -out : 0n)
    debt += out > 0n ? out : 0n
    for (const i of order(grants, start)) {
      const take = least(left[i] ?? 0n, debt)
      left[i] = (left[i] ?? 0n) - take
      debt -= take
    }
    const take = least(purse, debt)
    purse -= take
    debt -= take
  }
  return grants.map(({ to }, i) => (to !== null && to <= now ? (left[i] ?? 0n) : 0n))
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** What was used and what was paid in from each moment to the next. */
function sumsBetween(
  { agencyId, clientId, currency }: WalletBooks,
  moments: readonly number[],
  lines: readonly Line[],
  amounts: readonly Amounts[],
  cash: readonly Cash[],
): { used: bigint[]; paid: bigint[] } {
  const [used, paid] = [moments.map(() => 0n), moments.map(() => 0n)]
  const add = (sums: bigint[], at: number, amount: bigint): void => {
    const span = moments.findLastIndex((moment) => moment <= at)
    sums[span] = (sums[span] ?? 0n) + amount
  }
  for (const [i, line] of lines.entries()) {
    if (line.agencyId !== agencyId || line.clientId !== clientId) continue
    const { billedBy, mode, currency: own } = line.holding
    if (billedBy === 'ledger' && mode === 'prepaid' && own === currency) {
      add(used, line.at, amounts[i]?.price ?? 0n)
    }
  }
  for (const one of cash) {
    if (one.isGrant || one.agencyId !== agencyId || one.clientId !== clientId) continue
    if (one.currency === currency) add(paid, one.at, one.moves['wallets'] ?? 0n)
  }
  return { used, paid }
}

/** Grants that are there at the beginning of a span, in the order in which they are used. */
function order(grants: readonly Granted[], start: number): number[] {
  const end = ({ to }: Granted) => to ?? Number.MAX_SAFE_INTEGER
  return grants
    .map((grant, i) => ({ grant, i }))
    .filter(({ grant }) => grant.from <= start && end(grant) > start)
    .sort(
      (a, b) =>
        a.grant.priority - b.grant.priority ||
        end(a.grant) - end(b.grant) ||
        a.grant.from - b.grant.from ||
        (a.grant.id < b.grant.id ? -1 : 1),
    )
    .map(({ i }) => i)
}
