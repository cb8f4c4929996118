/** One thing the checker found wrong: where, what it should be and what stands there. */
export interface Finding {
  readonly kind:
    | 'entries_unbalanced'
    | 'entries_differ_from_lines'
    | 'line_count'
    | 'account_balance'
    | 'client_balance'
    | 'control_account'
    | 'seal_missing'
    | 'seal_differs'
    | 'seal_stray'
    | 'day_sum'
    | 'month_sum'
    | 'orphan_lines'
    | 'orphan_entries'
    | 'rating_counter'
    | 'line_price'
    | 'outcome_count'
    | 'credit_lot'
    | 'credit_pool'
    | 'credit_draws'
    | 'wallet_grant'
    | 'wallet_grant_expiry'
  readonly agencyId: string
  /** Which row: a journal number, an account, a client and day. */
  readonly where: string
  readonly expected: string
  readonly found: string
}

/** Most findings that are kept by name; the count goes on. */
const FINDINGS_MAX = 1000

export class Findings {
  readonly list: Finding[] = []
  total = 0

  add(finding: Finding): void {
    this.total += 1
    if (this.list.length < FINDINGS_MAX) this.list.push(finding)
  }

  /** Compares two maps of sums; a missing row is 0. Keys begin with the agency. */
  compare(
    kind: Finding['kind'],
    expected: ReadonlyMap<string, bigint | string>,
    found: ReadonlyMap<string, bigint | string>,
  ): void {
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      const should = expected.get(key) ?? 0n
      const stands = found.get(key) ?? 0n
      if (String(should) === String(stands)) continue
      const [agencyId = '', ...where] = key.split('\n')
      this.add({ kind, agencyId, where: where.join(' '), expected: String(should), found: String(stands) })
    }
  }
}
