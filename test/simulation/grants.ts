/** Credits granted into wallets, by chance, and the clock's job that books what of them expired. */
import { grantCredits } from '../../worker/credits/grant-credits.ts'
import { lapseGrants } from '../../worker/credits/wallet-credits.ts'
import { Difference } from './difference.ts'
import { Books } from './oracle/books.ts'
import { type WalletBooks, expiredOf } from './oracle/wallet.ts'
import { type Stage, ownerOf } from './stage.ts'
import { sendLate } from './usage.ts'

const DAY_MS = 86_400_000
const NANO = 1_000_000_000n
/** Both read all that a wallet ever moved, as the hourly job of an agency does. */
const GRANTS_MAX = 60
const LAPSES_MAX = 30
/** As long after its end a grant is looked at. */
const SETTLED_AFTER_MS = 90 * DAY_MS

export async function moveGrants(stage: Stage): Promise<void> {
  if (stage.random.chance(0.5)) await grant(stage)
  else await lapse(stage)
}

async function grant(stage: Stage): Promise<void> {
  const { random, now } = stage
  const agency = random.pick(stage.agencies)
  // A few wallets, so that one has several grants at once.
  const { id: clientId, currency } = random.pick(agency.clients.slice(0, 2))
  const wallet = walletOf(stage, agency.id, clientId, currency)
  const isAgain = wallet.grants.length > 0 && random.chance(0.1)
  if (!isAgain && stage.counts.grants >= GRANTS_MAX) return
  stage.counts.operations += 1
  const known = isAgain ? random.pick(wallet.grants) : null
  const id = known?.id ?? stage.newId('gift')
  const fresh = {
    to: random.chance(0.8) ? now + random.int(1, 50 * 24) * 3_600_000 : null,
    amount: BigInt(random.int(1, 400_000_000)) * (currency === 'JPY' ? 30_000n : 200n),
    priority: random.int(0, 3),
  }
  // Sent again as it was, or with other figures.
  const { to, amount, priority } = known !== null && fresh.priority < 2 ? known : fresh
  const request = {
    id,
    amount: decimalOf(amount),
    expiresAt: to === null ? null : new Date(to).toISOString(),
    priority,
    reason: 'for the wait',
  }
  const result = await stage.attempt((ctx) => grantCredits(ctx, ownerOf(agency), clientId, request))
  if (stage.db.commits > 0) {
    wallet.grants.push({ id, amount, priority, from: now, to, expired: 0n })
    move(stage, wallet, amount)
    stage.counts.grants += 1
  }
  const isSame =
    known?.to === to && known.amount === amount && known.priority === priority ? 'duplicate' : 'conflict'
  const right = isAgain ? isSame : 'posted'
  if (result !== 'unreachable' && result.answer.outcome !== right) {
    throw new Difference(`a grant was answered ${result.answer.outcome}: ${id}`)
  }
}

/** Each wallet is a batch of its own: after a crash some are settled and some are not, but none by half. */
async function lapse(stage: Stage): Promise<void> {
  const { random, now } = stage
  const isDue = ({ grants }: WalletBooks) =>
    grants.some(({ to }) => to !== null && to <= now && to > now - SETTLED_AFTER_MS)
  const due = stage.wallets.filter(isDue)
  if (due.length === 0 || stage.counts.lapses >= LAPSES_MAX) return
  stage.counts.operations += 1
  stage.counts.lapses += 1
  // Usage of before a grant's end, or right after it, that comes in once the end may be booked.
  const late = random.pick(due)
  const agency = stage.agencies.find(({ id }) => id === late.agencyId)
  const { from, to } = random.pick(late.grants)
  if (agency !== undefined && to !== null && to <= now && random.chance(0.7)) {
    const at = random.chance(0.3) ? to + random.int(-1, 1) : from + random.int(0, to - from)
    await sendLate(stage, agency, late.clientId, Math.min(at, now))
  }
  await stage.attempt((ctx) => lapseGrants(ctx))
  for (const wallet of due) {
    // No running sum crosses clients, so the rest of the books is not needed.
    const lines = stage.intake.lines.filter(
      ({ agencyId, clientId }) => agencyId === wallet.agencyId && clientId === wallet.clientId,
    )
    const { lines: amounts } = new Books(stage.facts, lines, [], [])
    const right = expiredOf(wallet, lines, amounts, stage.cash, now)
    const found = await booked(stage, wallet)
    const before = wallet.grants.map(({ expired }) => expired)
    if (same(found, before) && (stage.db.struck || same(right, before))) continue
    if (!same(found, right)) {
      const words = `${wallet.agencyId} ${wallet.clientId}`
      throw new Difference(`grants of ${words} expired by ${found.join(' ')}, not ${right.join(' ')}`)
    }
    for (const [i, one] of wallet.grants.entries()) {
      const expired = right[i] ?? 0n
      if (expired !== one.expired) move(stage, wallet, one.expired - expired)
      one.expired = expired
    }
  }
  stage.trace(['lapse', stage.db.commits])
}

/** What is booked as expired, in the order of the grants. */
export async function booked(stage: Stage, { agencyId, clientId, grants }: WalletBooks): Promise<bigint[]> {
  const [found] = await stage.quiet.db.readBatch([
    {
      sql: 'SELECT id, expired FROM wallet_grant WHERE agency_id = ? AND client_id = ?',
      args: [agencyId, clientId],
    },
  ])
  const rows = new Map((found?.rows ?? []).map((row) => [String(row[0]), row[1] as bigint]))
  return grants.map(({ id }) => rows.get(id) ?? -1n)
}

const same = (a: readonly bigint[], b: readonly bigint[]): boolean => a.join() === b.join()

function walletOf(stage: Stage, agencyId: string, clientId: string, currency: string): WalletBooks {
  const known = stage.wallets.find((one) => one.agencyId === agencyId && one.clientId === clientId)
  if (known !== undefined) return known
  const wallet = { agencyId, clientId, currency, grants: [] }
  stage.wallets.push(wallet)
  return wallet
}

function move(stage: Stage, { agencyId, clientId, currency }: WalletBooks, amount: bigint): void {
  const entries = { 'credits:granted': amount, wallets: -amount }
  stage.move({ agencyId, clientId, currency, entries, moves: { wallets: amount } }, true)
}

const decimalOf = (nano: bigint): string => `${nano / NANO}.${String(nano % NANO).padStart(9, '0')}`
