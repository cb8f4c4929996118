/**
 * Which usage is taken, as a set of events: what the books must hold is decided here by identities alone.
 * - Identity is (agency, source, id) within the source's window: so many UTC days back from the usage's own day and one
 *   ahead; a window of 0 is that day alone. The same identity with the same body is a duplicate, with another a
 *   conflict; neither changes anything. Where several stand within the window, the answer may be that of any of them.
 * - Within one batch the first of an identity that can be priced counts, on whatever day; the others answer against it,
 *   or against what stood before where that is what the first met.
 * - What cannot be priced is rejected and takes no identity.
 */
import { type Fraction, fraction } from './fraction.ts'
import type { Facts, Holding } from './facts.ts'
import { type Sale, refusal } from './price.ts'
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
  readonly ownTime: boolean
  readonly repeatWindowDays: number
  readonly unitCost: string | null
  readonly estimated: boolean
  readonly attributes: Readonly<Record<string, string>>
}

/** Usage that was taken, with what it falls under. */
export interface Taken {
  readonly event: Reported
  readonly at: number
  readonly day: number
  readonly quantity: Fraction
  readonly sale: Sale
  readonly holding: Holding
}

/** The answers that are right for one event of a batch. */
export type Answer = readonly ('posted' | 'duplicate' | 'conflict' | `rejected ${string}`)[]

export class Intake {
  /** In the order in which it was booked. */
  readonly taken: Taken[] = []
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
      this.taken.push(usage)
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
      const stood = (this.#standing.get(identity) ?? []).filter(({ day }) => isNear(day, usage.day, event))
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
    const quantity = fraction(event.quantity)
    const sale = {
      quantity,
      unitCost: event.unitCost === null ? null : fraction(event.unitCost),
      className: event.attributes['class'],
      month_ms: lengthOfMonth(at, zone),
    }
    const refused = refusal(holding, sale)
    if (refused !== null) return refused
    return { event, at, day: Math.floor(at / DAY_MS), quantity, sale, holding }
  }
}

const identityOf = (event: Reported): string => `${event.agencyId}\n${event.source}\n${event.id}`

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
