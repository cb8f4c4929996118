/** Backfills by chance: opened, filled, closed and taken back again, with crashes in between. */
import type { UsageEventInput } from '../../shared/contract/usage.ts'
import { closeBackfill, revertBackfill } from '../../worker/corrections/close-backfill.ts'
import { fillBackfill } from '../../worker/corrections/fill-backfill.ts'
import { openBackfill } from '../../worker/corrections/open-backfill.ts'
import { Refusal } from '../../worker/http/problem.ts'
import type { UsageEvent } from '../../worker/usage/usage-event.ts'
import { correctEvent } from './corrections.ts'
import { Difference } from './difference.ts'
import type { Answer } from './oracle/intake.ts'
import { type Agency, SERVICES, type Stage } from './stage.ts'
import { quantityOf, sendQuietly } from './usage.ts'

const DAY_MS = 86_400_000
const SOURCE = 'archive'
const ACTOR = { kind: 'system', job: 'simulation' } as const
/** One batch takes them back, so that what a crash left is all of them or none. */
const EVENTS_MAX = 900

export interface Backfilled {
  readonly agency: Agency
  readonly id: string
  readonly from: number
  readonly to: number
  state: 'open' | 'closed' | 'reverting' | 'reverted'
  /** Whether its lines were taken back. */
  undone: boolean
  /** What it brought, in the order of the books. */
  readonly events: UsageEvent[]
}

export async function moveBackfill(stage: Stage): Promise<void> {
  const { random } = stage
  stage.counts.operations += 1
  const live = stage.backfills.filter(({ state }) => state !== 'reverted').slice(-6)
  if (live.length < 2 || random.chance(0.1)) return open(stage)
  const one = random.pick(live)
  const act = random.weighted([
    [10, fill],
    [2, close],
    [3, revert],
  ])
  await act(stage, one)
}

async function open(stage: Stage): Promise<void> {
  const { random, now } = stage
  const agency = random.pick(stage.agencies)
  const from = now - random.int(60, 200) * DAY_MS
  const to = Math.min(now, from + random.int(1, 90) * DAY_MS)
  const request = {
    source: SOURCE,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    reason: 'the old system',
  }
  const result = await stage.attempt((ctx) => openBackfill(ctx, ACTOR, agency.id, request))
  // One whose id was never told stays open and empty.
  if (result === 'unreachable') return
  stage.backfills.push({ agency, id: result.answer.id, from, to, state: 'open', undone: false, events: [] })
}

async function fill(stage: Stage, one: Backfilled): Promise<void> {
  const { random } = stage
  const room = EVENTS_MAX - one.events.length
  const size = Math.min(random.chance(0.3) ? random.int(1, 2) : random.int(3, 60), room)
  if (size <= 0) return
  const events = Array.from({ length: size }, () =>
    one.events.length > 0 && random.chance(0.1) ? random.pick(one.events) : newEvent(stage, one),
  )
  const inputs = events.map(inputOf)
  const byId = new Map(events.map((event) => [`${event.id} ${event.occurredAt}`, event]))
  const toEvent = ({ id, occurredAt }: UsageEventInput) => {
    const event = byId.get(`${id} ${occurredAt}`)
    if (event === undefined) throw new Difference(`another event was asked for: ${id}`)
    return event
  }
  const other = random.chance(0.1) ? () => sendQuietly(stage, one.agency, events) : null
  stage.counts.operations += size
  let result: Awaited<ReturnType<typeof fillBackfill>> | 'unreachable'
  try {
    const tried = await stage.attempt(
      (ctx) => fillBackfill(ctx, one.agency.id, one.id, SOURCE, inputs, toEvent),
      other,
    )
    result = tried === 'unreachable' ? tried : tried.answer
  } catch (error) {
    if (error instanceof Refusal && error.code === 'backfill_closed' && one.state !== 'open') return
    throw error
  }
  const inside = events.filter(({ occurredAt }) => {
    const at = Date.parse(occurredAt)
    return at >= one.from && at < one.to
  })
  const answers = stage.db.commits > 0 ? stage.intake.take(inside, stage.now) : stage.intake.answers(inside)
  if (stage.db.commits > 0) {
    one.events.push(...inside.filter((_, i) => answers[i]?.[0] === 'posted'))
    stage.counts.backfilled += inside.length
  }
  const wrong = random.chance(0.6) && inside.length > 0 ? [random.pick(inside), random.pick(inside)] : []
  if (result === 'unreachable') return
  if (one.state !== 'open') throw new Difference(`a closed backfill took usage: ${one.id}`)
  compare(events, inside, answers, result)
  for (const event of wrong) await correctEvent(stage, event)
}

function compare(
  events: readonly UsageEvent[],
  inside: readonly UsageEvent[],
  answers: readonly Answer[],
  results: readonly { outcome: string; code?: string | undefined }[],
): void {
  for (const [i, event] of events.entries()) {
    const at = inside.indexOf(event)
    const right: readonly string[] =
      at < 0 ? ['rejected outside_backfill'] : (answersOf(events, inside, answers, i) ?? [])
    const { outcome, code } = results[i] ?? { outcome: 'none' }
    const found = code === undefined ? outcome : `${outcome} ${code}`
    if (!right.includes(found)) {
      throw new Difference(`a backfilled event was answered ${found}, not ${right.join(' or ')}: ${event.id}`)
    }
  }
}

/** The same event may come twice in one filling: its answers stand in the order in which it comes. */
function answersOf(
  events: readonly UsageEvent[],
  inside: readonly UsageEvent[],
  answers: readonly Answer[],
  index: number,
): Answer | undefined {
  const earlier = events.slice(0, index).filter((event) => inside.includes(event)).length
  return answers[earlier]
}

async function close(stage: Stage, one: Backfilled): Promise<void> {
  await stage.attempt((ctx) => closeBackfill(ctx, ACTOR, one.agency.id, one.id))
  if (stage.db.commits > 0 && one.state === 'open') one.state = 'closed'
}

/** What a crash left is read: the state and the mark are written with the lines, so they must not tell otherwise. */
async function revert(stage: Stage, one: Backfilled): Promise<void> {
  const other = stage.random.chance(0.1) ? () => sendQuietly(stage, one.agency, []) : null
  const result = await stage.attempt((ctx) => revertBackfill(ctx, ACTOR, one.agency.id, one.id), other)
  const [found] = await stage.quiet.db.readBatch([
    {
      sql: 'SELECT state, reverted_seq FROM backfill WHERE agency_id = ? AND id = ?',
      args: [one.agency.id, one.id],
    },
  ])
  const row = found?.rows[0]
  if (!one.undone && row?.['reverted_seq'] !== 0n) {
    one.undone = true
    for (const event of one.events) {
      const standing = stage.intake.find(event)
      if (standing === undefined || standing.voided) continue
      stage.intake.correct(standing, null, stage.now)
      stage.counts.corrections += 1
    }
  }
  one.state = row?.['state'] as Backfilled['state']
  if (one.state === 'reverted') {
    if (one.events.length > 0 && !one.undone) throw new Difference(`backfill ${one.id} kept its lines`)
    stage.counts.reverted += 1
  }
  if (result !== 'unreachable' && one.state !== 'reverted') {
    throw new Difference(`backfill ${one.id} is ${one.state} after it was taken back`)
  }
  stage.trace(['revert', one.id, one.state])
}

function newEvent(stage: Stage, { agency, from, to }: Backfilled): UsageEvent {
  const { random } = stage
  // A few lie outside of the range.
  const at = random.chance(0.05) ? to + random.int(0, DAY_MS) : from + random.int(0, to - from - 1)
  const clientId = random.pick(agency.clients).id
  return {
    agencyId: agency.id,
    clientId,
    source: SOURCE,
    system: 'simulation',
    account: clientId,
    id: stage.newId('old'),
    service: random.pick(SERVICES),
    quantity: quantityOf(random),
    occurredAt: new Date(at).toISOString(),
    receivedAt: new Date(stage.now).toISOString(),
    ownTime: true,
    repeatWindowDays: 0,
    unitCost: random.chance(0.2) ? random.decimal(1, 11) : null,
    estimated: random.chance(0.2),
    attributes: random.chance(0.5) ? { class: random.pick(['a', 'b']) } : {},
  }
}

const inputOf = (event: UsageEvent): UsageEventInput => ({
  id: event.id,
  client: event.clientId,
  service: event.service,
  quantity: event.quantity,
  occurredAt: event.occurredAt,
  ...(event.unitCost === null ? {} : { unitCost: event.unitCost }),
  estimated: event.estimated,
  attributes: event.attributes,
})
