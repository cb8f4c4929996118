/** Estimates that become exact: the platform's wallet ledger, read in and matched by the product's own job. */
import { keepTransactions } from '../../worker/reconcile/keep-transactions.ts'
import { matchTransactions } from '../../worker/reconcile/match-transactions.ts'
import { correctEvent } from './corrections.ts'
import { type Standing, costOf } from './oracle/correction.ts'
import { type Agency, type Stage } from './stage.ts'
import { sendQuietly } from './usage.ts'

const DAY_MS = 86_400_000
const SOURCE = 'highlevel'

export interface Transaction {
  readonly agency: Agency
  readonly id: string
  readonly messageId: string
  /** UTC day of the message. */
  readonly day: number
  readonly settledAt: number
  readonly cost: bigint
  readonly currency: string
}

/** Messages are billed by the platform; then the job matches what waits, and some of it is corrected once more. */
export async function adjust(stage: Stage): Promise<void> {
  const { random } = stage
  const agency = random.pick(stage.agencies)
  const events = stage.recent.filter(({ source, agencyId }) => source === SOURCE && agencyId === agency.id)
  if (events.length === 0) return
  stage.counts.operations += 1
  const billed = Array.from({ length: random.int(5, 30) }, () => random.pick(events))
  for (const event of billed) {
    const day = Math.floor(Date.parse(event.occurredAt) / DAY_MS)
    const key = { agencyId: agency.id, source: SOURCE, id: event.id }
    const standing = stage.intake.earliest(key, day - 7, day + 1)
    if (standing === undefined) continue
    await bill(stage, agency, standing, event.id, Date.parse(event.occurredAt))
  }
  const other = random.chance(0.15) ? () => sendQuietly(stage, agency, []) : null
  await stage.attempt((ctx) => matchTransactions(ctx, agency.id, SOURCE), other)
  if (stage.db.commits === 0) return
  book(stage, agency)
  for (const event of billed) if (random.chance(0.3)) await correctEvent(stage, event)
}

async function bill(stage: Stage, agency: Agency, standing: Standing, messageId: string, at: number) {
  const { random } = stage
  const { holding } = standing.first
  const own = holding.cost?.currency ?? (holding.rule === null ? 'USD' : holding.currency)
  const before = costOf(standing.part, holding)
  const cost = costOfMessage(stage, standing, before)
  const transaction = {
    agency,
    id: stage.newId('tx'),
    messageId,
    day: Math.floor(at / DAY_MS),
    settledAt: stage.now,
    cost,
    currency: random.chance(0.03) ? 'CHF' : own,
  }
  await keepTransactions(stage.quiet, agency.id, SOURCE, [
    {
      id: transaction.id,
      account: standing.first.clientId,
      messageId,
      chargeType: 'simulation',
      settledAt: new Date(transaction.settledAt),
      messageAt: new Date(at),
      cost,
      currency: transaction.currency,
      raw: '{}',
    },
  ])
  stage.waiting.push(transaction)
}

/** Near the estimate or far from it, never what stands: whether a line was needed would hang on a nano of the price. */
function costOfMessage({ random, waiting }: Stage, standing: Standing, before: bigint): bigint {
  const told = waiting
    .filter(
      ({ messageId, agency }) => messageId === standing.first.id && agency.id === standing.first.agencyId,
    )
    .reduce((sum, { cost }) => sum + cost, standing.told)
  const sign = before < 0n ? -1n : 1n
  const cost = sign * BigInt(random.int(1, 900_000_000)) - (random.chance(0.02) ? 2n * before : 0n)
  return told + cost === before ? cost + 1n : cost
}

/** Every transaction that waits, oldest first; those of one message come to one line. */
function book(stage: Stage, agency: Agency): void {
  const own = stage.waiting.filter((one) => one.agency === agency)
  stage.waiting = stage.waiting.filter((one) => one.agency !== agency)
  const groups = new Map<Standing, Transaction[]>()
  const sorted = own.toSorted((a, b) => a.settledAt - b.settledAt || (a.id < b.id ? -1 : 1))
  for (const one of sorted) {
    const key = { agencyId: agency.id, source: SOURCE, id: one.messageId }
    const standing = stage.intake.earliest(key, one.day - 7, one.day + 1)
    if (standing === undefined) continue
    const group = groups.get(standing)
    if (group === undefined) groups.set(standing, [one])
    else group.push(one)
  }
  for (const [standing, group] of groups) {
    const { holding } = standing.first
    const currency = holding.cost?.currency ?? (holding.rule === null ? 'USD' : holding.currency)
    if (group.some((one) => one.currency !== currency)) continue
    const told = group.reduce((sum, { cost }) => sum + cost, 0n)
    stage.intake.adjust(standing, group.at(-1)?.id ?? '', told, stage.now)
    stage.counts.adjusted += 1
    stage.trace(['adjusted', standing.first.id, String(told)])
  }
}
