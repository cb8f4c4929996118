import { hoursIn, periodOf } from '../../shared/periods/calendar.ts'
import { NO_STATE } from '../../shared/rating/rate.ts'
import type { RatingState } from '../../shared/rating/terms.ts'
import { needsState, statePeriod } from '../../shared/rating/rule.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import type { BatchState } from '../ledger/usage-statements.ts'
import { standingIdentities } from '../ledger/standing.ts'
import type { TermsOfUsage } from '../pricing/terms.ts'
import type { UsageEvent } from './usage-event.ts'

interface Counter {
  readonly key: readonly [clientId: string, service: string, periodStart: bigint]
  readonly version: bigint
  state: RatingState
  moved: boolean
}

/** What rating one event needs to know of what came before it in its period. */
export interface EventState {
  readonly before: RatingState
  readonly periodHours: string
  /** Moves the counter on; does nothing for a repeat, which is never posted. */
  readonly advance: (after: RatingState) => void
}

/**
 * The running sums of tiers, allowances, minimum and cap for one batch of one agency: read before rating, carried
 * from event to event, and written in the posting's own batch under a version guard (design §4).
 */
export class Counters {
  readonly #agencyId: string
  readonly #counters: ReadonlyMap<string, Counter>
  /** Events that stand in the books already. */
  readonly #standing: ReadonlySet<UsageEvent>
  /** Identities that the batch has brought so far. */
  readonly #seen = new Set<string>()
  #newLines = 0n

  constructor(agencyId: string, counters: ReadonlyMap<string, Counter>, standing: ReadonlySet<UsageEvent>) {
    this.#agencyId = agencyId
    this.#counters = counters
    this.#standing = standing
  }

  /**
   * Reads the counters that `events` touch, and which of these events stand in the books already: a repeat must not
   * count twice. One round trip; null where no event needs a counter, which is the usual case and costs none.
   */
  static async read(
    ctx: Pick<Context, 'db'>,
    agencyId: string,
    timeZone: string,
    events: readonly { event: UsageEvent; terms: TermsOfUsage }[],
  ): Promise<Counters | null> {
    const stateful = events.filter(({ terms }) => terms.rule !== null && needsState(terms.rule))
    if (stateful.length === 0) return null
    const keys = new Map(
      stateful.map(({ event, terms }) => {
        const key = keyOf(event, terms, timeZone)
        return [key.join('\n'), key] as const
      }),
    )
    const json = Array.from(
      keys.values(),
      ([client, service, start]) => `[${JSON.stringify(client)},${JSON.stringify(service)},${start}]`,
    )
    const [found, standing] = await ctx.db.readBatch([
      {
        sql: `SELECT c.client_id, c.service, c.period_start, c.quantity, c.price, c.version FROM json_each(?2) j
              CROSS JOIN rating_counter c ON c.agency_id = ?1 AND c.client_id = j.value ->> 0
                AND c.service = j.value ->> 1 AND c.period_start = j.value ->> 2`,
        args: [agencyId, `[${json.join(',')}]`],
      },
      standingIdentities(
        agencyId,
        events.map(({ event }) => event),
      ),
    ])
    const stored = new Map((found?.rows ?? []).map((row) => [`${row[0]}\n${row[1]}\n${row[2]}`, row]))
    const counters = new Map<string, Counter>()
    for (const [id, key] of keys) {
      const row = stored.get(id)
      counters.set(id, {
        key,
        version: row === undefined ? 0n : (row[5] as bigint),
        state:
          row === undefined
            ? { quantity: '0', price: 0n }
            : { quantity: String(row[3]), price: row[4] as bigint },
        moved: false,
      })
    }
    return new Counters(
      agencyId,
      counters,
      new Set((standing?.rows ?? []).flatMap((row) => events[Number(row[0])]?.event ?? [])),
    )
  }

  /** The state before `event`. A repeat, in the books or in the batch, is rated but counts nowhere. */
  stateFor(event: UsageEvent, terms: TermsOfUsage, timeZone: string): EventState {
    const stateful = terms.rule !== null && needsState(terms.rule)
    const counter = stateful ? this.#counters.get(keyOf(event, terms, timeZone).join('\n')) : undefined
    const identity = `${event.source}\n${event.id}`
    return {
      before: counter?.state ?? NO_STATE,
      periodHours: hoursIn(periodOf(Date.parse(event.occurredAt), 'month', timeZone)),
      advance: (after) => {
        // Only now: an event that could not be priced takes no identity, and the next one with its id is no repeat.
        if (this.#seen.has(identity)) return
        this.#seen.add(identity)
        if (this.#standing.has(event)) return
        this.#newLines += 1n
        if (counter === undefined) return
        counter.state = after
        counter.moved = true
      },
    }
  }

  /** Writes the moved counters; the batch is refused when one has moved in between, or a line is no longer new. */
  batchState(): BatchState {
    return { statements: this.#statements(), newLines: this.#newLines }
  }

  #statements(): Statement[] {
    return [...this.#counters.values()]
      .filter((counter) => counter.moved)
      .flatMap(({ key: [clientId, service, start], version, state }) => {
        const where = [this.#agencyId, clientId, service, start]
        if (version === 0n) {
          return [
            {
              sql: `INSERT INTO rating_counter (agency_id, client_id, service, period_start, quantity, price, version)
                    VALUES (?, ?, ?, ?, ?, ?, 1)`,
              args: [...where, state.quantity, state.price],
            },
          ]
        }
        return [
          {
            sql: `UPDATE rating_counter SET quantity = ?, price = ?, version = version + 1
                  WHERE agency_id = ? AND client_id = ? AND service = ? AND period_start = ? AND version = ?`,
            args: [state.quantity, state.price, ...where, version],
          },
          guardChangedOne(),
        ]
      })
  }
}

function keyOf(event: UsageEvent, terms: TermsOfUsage, timeZone: string): [string, string, bigint] {
  if (terms.rule === null) throw new RangeError('absorbed usage has no counter')
  const span = statePeriod(terms.rule)
  const start = span === 'lifetime' ? 0n : periodOf(Date.parse(event.occurredAt), span, timeZone).startMs
  return [event.clientId, event.service, start]
}
