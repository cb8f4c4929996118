/** Usage by chance: batches with repeats, other bodies under known ids, late and early events, other days, other windows. */
import type { Context } from '../../worker/context.ts'
import { recordUsage } from '../../worker/usage/record.ts'
import type { UsageEvent } from '../../worker/usage/usage-event.ts'
import type { Answer } from './oracle/intake.ts'
import { monthOf, startOfDay, startOfMonth } from './oracle/zone.ts'
import type { Random } from './random.ts'
import { Difference } from './difference.ts'
import { type Agency, SERVICES, type Stage } from './stage.ts'

const MINUTE = 60_000
const DAY_MS = 86_400_000
const RECENT_MAX = 4_000

/** Streams of ids, with the days in which an id may come again. Without a window the source brings its own time. */
const SOURCES = [
  { source: 'highlevel', window: 0, own: 1 },
  { source: 'api', window: 3, own: 0.5 },
  { source: 'poll', window: 1, own: 0.7 },
] as const

/** One batch of an agency: sent, compared, and kept to be sent again where no answer came. */
export async function sendUsage(stage: Stage): Promise<void> {
  const agency = stage.random.pick(stage.agencies)
  const events = batchOf(stage, agency, sizeOf(stage.random))
  await send(stage, agency, events)
}

/** The queue brings a batch again that got no answer. */
export async function sendAgain(stage: Stage): Promise<void> {
  const [again] = stage.retries.splice(stage.random.int(0, stage.retries.length - 1), 1)
  const agency = stage.agencies.find(({ id }) => id === again?.agencyId)
  if (again !== undefined && agency !== undefined) await send(stage, agency, again.events)
}

/** A few events that go through at once: what another process writes in between. */
export async function sendQuietly(
  stage: Stage,
  agency: Agency,
  like: readonly UsageEvent[],
): Promise<UsageEvent[]> {
  const events = batchOf(stage, agency, stage.random.int(1, 3))
  // The same clients and services, so that running sums are touched, and sometimes the very same events.
  const aimed = events.map((event, i) => {
    const model = like[i]
    if (model === undefined) return event
    return stage.random.chance(0.3) ? model : { ...event, clientId: model.clientId, service: model.service }
  })
  await post(stage, stage.quiet, agency, aimed)
  return aimed
}

/** A few events of a client that come in late, for an instant that is past; they go through at once. */
export async function sendLate(stage: Stage, agency: Agency, clientId: string, at: number): Promise<void> {
  const occurredAt = new Date(at).toISOString()
  const events = batchOf(stage, agency, stage.random.int(1, 4)).map((event) => ({
    ...event,
    clientId,
    ownTime: true,
    occurredAt,
  }))
  await post(stage, stage.quiet, agency, events)
}

async function send(stage: Stage, agency: Agency, events: UsageEvent[]): Promise<void> {
  stage.counts.batches += 1
  stage.counts.operations += events.length
  const other = stage.random.chance(0.06) ? () => sendQuietly(stage, agency, events) : null
  const result = await stage.attempt((ctx) => recordUsage(ctx, agency.id, events), other)
  const answers = stage.db.commits > 0 ? stage.intake.take(events, stage.now) : stage.intake.answers(events)
  if (result === 'unreachable') {
    stage.retries.push({ agencyId: agency.id, events })
    stage.trace(['unanswered', agency.id, events.length])
    return
  }
  compare(stage, agency, events, result.answer, answers)
}

async function post(stage: Stage, ctx: Context, agency: Agency, events: UsageEvent[]): Promise<void> {
  stage.counts.batches += 1
  stage.counts.operations += events.length
  const results = await recordUsage(ctx, agency.id, events)
  compare(stage, agency, events, results, stage.intake.take(events, stage.now))
}

function compare(
  stage: Stage,
  agency: Agency,
  events: readonly UsageEvent[],
  results: readonly { outcome: string; code?: string | undefined }[],
  answers: readonly Answer[],
): void {
  const { counts } = stage
  const outcomes = results.map(({ outcome, code }) => (code === undefined ? outcome : `${outcome} ${code}`))
  for (const [i, outcome] of outcomes.entries()) {
    const right = answers[i] ?? []
    if (!(right as readonly string[]).includes(outcome)) {
      throw new Difference(
        `event ${i} of ${events.length} was answered ${outcome}, not ${right.join(' or ')}: ${JSON.stringify(events[i])}`,
      )
    }
    if (outcome === 'posted') counts.posted += 1
    else if (outcome === 'duplicate') counts.duplicates += 1
    else if (outcome === 'conflict') counts.conflicts += 1
    else counts.rejected += 1
  }
  stage.trace([agency.id, stage.now, outcomes.map((outcome) => outcome[0]).join('')])
  for (const event of events) {
    if (stage.recent.length < RECENT_MAX) stage.recent.push(event)
    else stage.recent[stage.random.int(0, RECENT_MAX - 1)] = event
  }
}

const sizeOf = (random: Random): number =>
  random.weighted([
    [1, () => 1],
    [2, () => random.int(2, 20)],
    [7, () => random.int(20, 100)],
  ])()

function batchOf(stage: Stage, agency: Agency, size: number): UsageEvent[] {
  const { random } = stage
  const events: UsageEvent[] = []
  while (events.length < size) {
    const event = newEvent(stage, agency)
    if (random.chance(0.07))
      events.push(repeatOf(stage, agency, random.chance(0.5) ? events : stage.recent) ?? event)
    else events.push(event)
  }
  if (random.chance(0.2)) events.reverse()
  return events
}

/** A known event once more: as it was, with another body, or at another time. */
function repeatOf(stage: Stage, agency: Agency, known: readonly UsageEvent[]): UsageEvent | undefined {
  const { random } = stage
  const model = known.length === 0 ? undefined : random.pick(known)
  if (model?.agencyId !== agency.id) return undefined
  // What has no time of its own takes the time at which it comes.
  const received = new Date(stage.now).toISOString()
  const again = { ...model, receivedAt: received, occurredAt: model.ownTime ? model.occurredAt : received }
  switch (random.int(0, 7)) {
    case 0:
      return { ...again, quantity: quantityOf(random) }
    case 1:
      return { ...again, attributes: { ...again.attributes, class: random.pick(['a', 'b', 'unknown']) } }
    case 2:
    case 3: {
      const days = random.int(-5, 5) * DAY_MS
      return { ...again, occurredAt: new Date(Date.parse(again.occurredAt) + days).toISOString() }
    }
    case 4:
      return { ...again, clientId: random.pick(agency.clients).id }
    default:
      return again
  }
}

function newEvent(stage: Stage, agency: Agency): UsageEvent {
  const { random } = stage
  const { source, window, own } = random.pick(SOURCES)
  const ownTime = random.chance(own)
  const received = new Date(stage.now).toISOString()
  // A hundredth is of nobody that this agency knows.
  const clientId = random.chance(0.01) ? 'nobody' : random.pick(agency.clients).id
  const attributes: Record<string, string> = {}
  if (random.chance(0.5))
    attributes['class'] = random.weighted([
      [8, 'a'],
      [6, 'b'],
      [1, 'unknown'],
    ])
  if (random.chance(0.2)) attributes['direction'] = random.pick(['in', 'out'])
  return {
    agencyId: agency.id,
    clientId,
    source,
    system: 'simulation',
    account: clientId,
    id: `${random.bits().toString(36)}${random.bits().toString(36)}`,
    service: random.pick(SERVICES),
    quantity: quantityOf(random),
    occurredAt: ownTime ? new Date(timeOf(stage, agency)).toISOString() : received,
    receivedAt: received,
    ownTime,
    repeatWindowDays: window,
    unitCost: random.chance(0.15) ? random.decimal(1, random.pick([2, 5, 12])) : null,
    estimated: random.chance(0.2),
    attributes,
  }
}

export const quantityOf = (random: Random): string =>
  random.weighted([
    [50, () => String(random.int(1, 4))],
    [12, () => String(random.int(5, 60))],
    [10, () => random.decimal(9, 9)],
    [8, () => random.decimal(20, 18)],
    [6, () => random.decimal(30, 1)],
    [8, () => `-${random.int(1, 5)}`],
    [2, () => `-${random.decimal(3, 2)}`],
    [2, () => '0'],
    [1, () => String(random.int(60, 2_000))],
  ])()

/** Mostly now, often late, at times ahead; and again and again right at the turn of a month or of an odd day. */
function timeOf(stage: Stage, agency: Agency): number {
  const { random, now } = stage
  return random.weighted([
    [60, () => now - random.int(0, 90 * MINUTE)],
    [12, () => now - random.int(0, 3 * DAY_MS)],
    [8, () => now - random.int(0, 35 * DAY_MS)],
    [3, () => now + random.int(0, 5 * MINUTE)],
    [9, () => aroundMonth(stage, agency)],
    [4, () => onOddDay(stage, agency)],
  ])()
}

function aroundMonth({ random, now }: Stage, { zone }: Agency): number {
  const start = startOfMonth(monthOf(now, zone) - random.pick([0, 0, 1]), zone)
  const at = start + random.pick([-1, 0, 1, -30 * MINUTE, 30 * MINUTE, -13 * 60 * MINUTE, 13 * 60 * MINUTE])
  return Math.min(at, now)
}

function onOddDay({ random, now }: Stage, { zone, oddDays }: Agency): number {
  const day = oddDays.filter((one) => startOfDay(one, zone) < now).at(-1)
  if (day === undefined || startOfDay(day, zone) < now - 35 * DAY_MS) return now
  return Math.min(now, startOfDay(day, zone) + random.int(0, 25 * 60) * MINUTE)
}
