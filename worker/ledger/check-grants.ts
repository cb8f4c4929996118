import type { ResultSet, Row } from '@libsql/client/http'
import { type Grant, type Span, walletLots } from '../credits/wallet-lots.ts'
import type { Statement } from '../db/client.ts'
import type { Findings } from './findings.ts'
import type { JournalWithLines } from './read-journals.ts'

/** The job that books what expired (worker/jobs/nightly.ts). It looks at a grant for 90 days after its end. */
const JOB = 'timed:grants'
const LOOKED_AT_MS = 89n * 86_400_000n

/** Read in the moment of the check; `GrantedCredits.from` takes the answers. */
export const grantStatements = (): Statement[] => [
  `SELECT g.agency_id, g.client_id, c.currency, g.id, g.amount, g.priority, g.created_at, g.expires_at, g.expired
   FROM wallet_grant g JOIN client c ON c.agency_id = g.agency_id AND c.id = g.client_id
   ORDER BY g.agency_id, g.client_id, g.created_at, g.id`,
  { sql: 'SELECT at FROM job_mark WHERE job = ?', args: [JOB] },
]

/** What one wallet with grants moved, between the moments at which they begin and end. */
class GrantedWallet {
  readonly grants: Grant[] = []
  readonly currency: string
  /** Booked by the journals, by grant: granted, and expired. */
  readonly booked = new Map<string, { granted: bigint; expired: bigint }>()
  #bounds: bigint[] | null = null
  #used: bigint[] = []
  #moved: bigint[] = []
  /** Something that a grant's end depends on came after the job had run: its next run settles it. */
  #unsettled = false

  constructor(currency: string) {
    this.currency = currency
  }

  /** @param cameAt when it came into the books; `ranAt` when the job ran last */
  add(what: 'used' | 'moved', at: bigint, amount: bigint, cameAt: bigint, ranAt: bigint): void {
    this.#bounds ??= this.#moments()
    const span = this.#bounds.findLastIndex((bound) => bound <= at)
    const sums = what === 'used' ? this.#used : this.#moved
    sums[span] = (sums[span] ?? 0n) + amount
    const isBeforeAnEnd = this.grants.some(({ expiresAtMs }) => expiresAtMs !== null && at < expiresAtMs)
    if (cameAt >= ranAt && isBeforeAnEnd) this.#unsettled = true
  }

  /** What should be booked as expired by the job's last run; null where that cannot be told. */
  expiredBy(ranAt: bigint): Map<string, bigint> | null {
    if (this.#unsettled) return null
    this.#bounds ??= this.#moments()
    const spans = this.#bounds.map((startMs, i): Span => {
      const moved = this.#moved[i] ?? 0n
      const used = this.#used[i] ?? 0n
      return { startMs, paid: moved > 0n ? moved : 0n, used: used + (moved < 0n ? -moved : 0n) }
    })
    return new Map(walletLots(this.grants, spans, ranAt).map(({ id, expired }) => [id, expired]))
  }

  #moments(): bigint[] {
    const moments = this.grants.flatMap(({ createdAtMs, expiresAtMs }) =>
      expiresAtMs === null ? [createdAtMs] : [createdAtMs, expiresAtMs],
    )
    return [...new Set([0n, ...moments])].toSorted((a, b) => (a < b ? -1 : 1))
  }
}

/**
 * Granted credits of wallets, held against the books: each grant and what of it is kept as expired against its journals;
 * and, for grants that ended before the job's last run, what expired against all that the wallet ever moved. A wallet
 * whose past moved since that run is left to the next check.
 */
export class GrantedCredits {
  readonly #wallets: ReadonlyMap<string, GrantedWallet>
  readonly #ranAt: bigint | null

  constructor(wallets: ReadonlyMap<string, GrantedWallet>, ranAt: bigint | null) {
    this.#wallets = wallets
    this.#ranAt = ranAt
  }

  static from([rows, mark]: readonly ResultSet[]): GrantedCredits {
    const wallets = new Map<string, GrantedWallet>()
    for (const row of rows?.rows ?? []) {
      const key = `${String(row['agency_id'])}\n${String(row['client_id'])}`
      const wallet = wallets.get(key) ?? new GrantedWallet(String(row['currency']))
      wallet.grants.push(grantOf(row))
      wallets.set(key, wallet)
    }
    const at = mark?.rows[0]?.['at']
    return new GrantedCredits(wallets, typeof at === 'bigint' && at > 0n ? at : null)
  }

  take(journal: JournalWithLines): void {
    if (this.#wallets.size === 0) return
    const ranAt = this.#ranAt ?? 0n
    for (const row of journal.rows) {
      const wallet = this.#wallets.get(`${journal.agencyId}\n${String(row['client_id'])}`)
      const counts =
        row['currency'] === wallet?.currency &&
        row['billed_by'] === 'ledger' &&
        row['billing_mode'] === 'prepaid'
      if (!counts) continue
      wallet?.add('used', row['occurred_at'] as bigint, row['price'] as bigint, journal.postedAt, ranAt)
    }
    if (journal.clientId === null) return
    const wallet = this.#wallets.get(`${journal.agencyId}\n${journal.clientId}`)
    if (wallet === undefined) return
    const amount = journal.entries
      .filter(({ account, currency }) => account === 'wallets' && currency === wallet.currency)
      .reduce((sum, entry) => sum - entry.amount, 0n)
    if (journal.kind !== 'creditGrant' && journal.kind !== 'creditLapse') {
      wallet.add('moved', journal.postedAt, amount, journal.postedAt, ranAt)
      return
    }
    const id = journal.reference ?? ''
    const { granted, expired } = wallet.booked.get(id) ?? { granted: 0n, expired: 0n }
    const isGrant = journal.kind === 'creditGrant'
    wallet.booked.set(id, {
      granted: isGrant ? granted + amount : granted,
      expired: isGrant ? expired : expired - amount,
    })
  }

  check(findings: Findings): void {
    const [booked, kept] = [new Map<string, string>(), new Map<string, string>()]
    const [due, found] = [new Map<string, bigint>(), new Map<string, bigint>()]
    for (const [key, wallet] of this.#wallets) {
      for (const [id, { granted, expired }] of wallet.booked)
        booked.set(`${key}\n${id}`, `${granted} ${expired}`)
      const right = this.#ranAt === null ? null : wallet.expiredBy(this.#ranAt)
      for (const grant of wallet.grants) {
        kept.set(`${key}\n${grant.id}`, `${grant.amount} ${grant.expired}`)
        if (right === null || !this.#isDue(grant)) continue
        due.set(`${key}\n${grant.id}`, right.get(grant.id) ?? 0n)
        found.set(`${key}\n${grant.id}`, grant.expired)
      }
    }
    findings.compare('wallet_grant', booked, kept)
    findings.compare('wallet_grant_expiry', due, found)
  }

  #isDue({ expiresAtMs }: Grant): boolean {
    const ranAt = this.#ranAt ?? 0n
    return expiresAtMs !== null && expiresAtMs <= ranAt && expiresAtMs > ranAt - LOOKED_AT_MS
  }
}

const grantOf = (row: Row): Grant => ({
  id: String(row['id']),
  amount: row['amount'] as bigint,
  priority: Number(row['priority']),
  createdAtMs: row['created_at'] as bigint,
  expiresAtMs: row['expires_at'] as bigint | null,
  expired: row['expired'] as bigint,
})
