/**
 * Which usage is taken, as a set of events: what the books must hold is decided here by identities alone.
 * - Identity is (agency, source, id) within the source's window: so many UTC days back from the usage's own day and one
 *   ahead; a window of 0 is that day alone. The same identity with the same body is a duplicate, with another a
 *   conflict; neither changes anything. Where several stand within the window, the answer may be that of any of them.
 * - Within one batch the first of an identity that can be priced counts, on whatever day; the others answer against it,
 *   or against what stood before where that is what the first met.
 * - What cannot be priced is rejected and takes no identity.
 * Corrections are taken here too: see `correction.ts`.
 */
import {
  type Close,
  type Line,
  type Part,
  type Standing,
  costOf,
  exactPart,
  labelsOf,
  turned,
} from './correction.ts'
import { fraction } from './fraction.ts'
import type { Facts } from './facts.ts'
import { refusal } from './price.ts'
import { lengthOfMonth } from './zone.ts'

const DAY_MS = 86_400_000

/** Usage as it is sent. */
export interface Reported {
  readonly agencyId: string
  readonly clientId: string
  readonly source: string
  readonly id: string
  readonly service: string
  readonly quantity: string
  readonly occurredAt: string
  readonly receivedAt: string
  readonly ownTime: boolean
  readonly repeatWindowDays: number
  readonly unitCost: string | null
  readonly estimated: boolean
  readonly attributes: Readonly<Record<string, string>>
}

interface Taken {
  readonly event: Reported
  readonly line: Line
  readonly standing: Standing
}

/** The answers that are right for one event of a batch. */
export type Answer = readonly ('posted' | 'duplicate' | 'conflict' | `rejected ${string}`)[]

export class Intake {
  /** In the order in which it was booked. */
  readonly lines: Line[] = []
  readonly closes: Close[] = []
  /** `agency UTC-day outcome` → how many; the day is that of posting, and repeats of both kinds count together. */
  readonly outcomes = new Map<string, bigint>()
  readonly #facts: Facts
  readonly #standing = new Map<string, Taken[]>()

  constructor(facts: Facts) {
    this.#facts = facts
  }

  /** What a batch comes to, without taking it. */
  answers(events: readonly Reported[]): Answer[] {
    return this.#judge(events).map(({ answer }) => answer)
  }

  /** Takes a batch: it was committed. Returns what each event came to. */
  take(events: readonly Reported[], postedAt: number): Answer[] {
    const judged = this.#judge(events)
    for (const { answer, usage } of judged) {
      if (usage === null) continue
      const isNew = answer[0] === 'posted'
      const key = `${usage.event.agencyId}\n${Math.floor(postedAt / DAY_MS)}\n${isNew ? 'posted' : 'duplicate'}`
      this.outcomes.set(key, (this.outcomes.get(key) ?? 0n) + 1n)
      if (!isNew) continue
      this.lines.push(usage.line)
      const identity = identityOf(usage.event)
      const before = this.#standing.get(identity)
      if (before === undefined) this.#standing.set(identity, [usage])
      else before.push(usage)
    }
    return judged.map(({ answer }) => answer)
  }

  #judge(events: readonly Reported[]): { answer: Answer; usage: Taken | null }[] {
    const firsts = new Map<string, { event: Reported; stood: readonly Taken[] }>()
    return events.map((event) => {
      const usage = this.#usage(event)
      if (typeof usage === 'string') return { answer: [`rejected ${usage}` as const], usage: null }
      const identity = identityOf(event)
      const first = firsts.get(identity)
      if (first !== undefined) {
        const against = first.stood.length > 0 ? first.stood.map((one) => one.event) : [first.event]
        return { answer: repeats(event, against), usage }
      }
      const stood = (this.#standing.get(identity) ?? []).filter(({ line }) =>
        isNear(line.day, usage.line.day, event),
      )
      firsts.set(identity, { event, stood })
      if (stood.length === 0) return { answer: ['posted' as const], usage }
      return {
        answer: repeats(
          event,
          stood.map((one) => one.event),
        ),
        usage,
      }
    })
  }

  #usage(event: Reported): Taken | string {
    const at = Date.parse(event.occurredAt)
    const holding = this.#facts.holding(event.agencyId, event.clientId, event.service, at)
    if (holding === undefined) return 'unknown_client'
    const zone = this.#facts.agencies.get(event.agencyId)?.zone ?? 'UTC'
    const part = partOf(event, at, zone)
    const refused = refusal(holding, part.sale)
    if (refused !== null) return refused
    const { agencyId, clientId, service, source, id, estimated, attributes } = event
    const line: Line = {
      kind: 'usage',
      agencyId,
      clientId,
      service,
      source,
      id,
      at,
      day: Math.floor(at / DAY_MS),
      receivedAt: Date.parse(event.receivedAt),
      holding,
      parts: [part],
      estimates: estimated ? 1n : 0n,
    }
    const standing = {
      first: line,
      hadOwnCost: event.unitCost !== null || holding.cost === null,
      voided: false,
      estimated,
      part,
      labels: labelsOf(attributes),
      nextNumber: 2,
      told: 0n,
    }
    return { event, line, standing }
  }

  /** The usage that this event is, or repeats; undefined where none stands on its day. */
  find(event: Reported): Standing | undefined {
    const day = Math.floor(Date.parse(event.occurredAt) / DAY_MS)
    return this.#standing.get(identityOf(event))?.find(({ line }) => line.day === day)?.standing
  }

  /** The usage under an identity on the earliest of some UTC days. */
  earliest(
    identity: Pick<Reported, 'agencyId' | 'source' | 'id'>,
    from: number,
    to: number,
  ): Standing | undefined {
    const near = (this.#standing.get(identityOf(identity)) ?? []).filter(
      ({ line }) => line.day >= from && line.day <= to,
    )
    return near.toSorted((a, b) => a.line.day - b.line.day)[0]?.standing
  }

  /** Books a correction: it was committed. `wanted` null = void. */
  correct(standing: Standing, wanted: (Part & { labels: string; exact: boolean }) | null, at: number): void {
    const settles = standing.estimated && (wanted === null || wanted.exact)
    const kind = wanted === null ? 'void' : 'amend'
    this.#add(standing, { kind, id: String(standing.nextNumber), to: wanted, settles }, at)
    standing.nextNumber += 1
    if (wanted === null) standing.voided = true
    else {
      const { quantity, sale, cost } = wanted
      standing.part = { quantity, sale, cost }
      standing.labels = wanted.labels
    }
  }

  /**
   * Takes what the platform told of one usage, whole: its exact cost so far. It was committed.
   * @param id of the newest transaction
   */
  adjust(standing: Standing, id: string, told: bigint, at: number): void {
    if (standing.voided) return
    const { holding } = standing.first
    const exact = standing.told + told
    const before = costOf(standing.part, holding)
    // A debit of the platform's wallet is a cost; which sign a credit has nobody knows.
    if (exact !== 0n && before !== 0n && exact < 0n !== before < 0n) return
    const to = exactPart(standing.part, holding, exact)
    this.#add(standing, { kind: 'adjustment', id: `wallet:${id}`, to, settles: standing.estimated }, at)
    standing.told = exact
    standing.part = to
  }

  #add(
    standing: Standing,
    of: { kind: Line['kind']; id: string; to: Part | null; settles: boolean },
    at: number,
  ): void {
    const { first, part } = standing
    this.lines.push({
      ...first,
      kind: of.kind,
      id: `${first.id}~${of.id}`,
      receivedAt: at,
      parts: of.to === null ? [turned(part)] : [turned(part), of.to],
      estimates: of.settles ? -1n : 0n,
    })
    if (of.settles) standing.estimated = false
    const key = `${first.agencyId}\n${Math.floor(at / DAY_MS)}\ncorrected`
    this.outcomes.set(key, (this.outcomes.get(key) ?? 0n) + 1n)
  }
}

/** What an event, or an amendment, puts into the books. */
export function partOf(
  said: Pick<Reported, 'quantity' | 'unitCost' | 'attributes'>,
  at: number,
  zone: string,
): Part {
  const quantity = fraction(said.quantity)
  const unitCost = said.unitCost === null ? null : fraction(said.unitCost)
  const sale = { quantity, unitCost, className: said.attributes['class'], month_ms: lengthOfMonth(at, zone) }
  return { quantity, sale, cost: null }
}

const identityOf = (event: Pick<Reported, 'agencyId' | 'source' | 'id'>): string =>
  `${event.agencyId}\n${event.source}\n${event.id}`

function isNear(stood: number, day: number, { repeatWindowDays: back }: Reported): boolean {
  return back === 0 ? stood === day : stood >= day - back && stood <= day + 1
}

function repeats(event: Reported, against: readonly Reported[]): Answer {
  return [...new Set(against.map((one) => (sameBody(one, event) ? 'duplicate' : 'conflict')))]
}

/** What the source said of it; the time only where it was the source's own. */
function sameBody(a: Reported, b: Reported): boolean {
  const time = (one: Reported) => (one.ownTime ? one.occurredAt : null)
  return (
    a.clientId === b.clientId &&
    a.service === b.service &&
    a.quantity === b.quantity &&
    time(a) === time(b) &&
    a.unitCost === b.unitCost &&
    a.estimated === b.estimated &&
    sameLabels(a.attributes, b.attributes)
  )
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
