/** The table of the issue "Speed" out of what the rounds measured. Ratios are taken within a round, then their median. */
import { type Figure, atLeast, atMost, beside, median } from './figures.ts'
import { BATCHES_AT_ONCE, HOOKS_AT_ONCE, SINGLES_AT_ONCE } from './plan.ts'
import type { Measured, Round } from './rounds.ts'

export function speedFigures({ rounds, writes100, writes1000, sealedPerSecond }: Measured): Figure[] {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  const perEvent = (writes: typeof writes100) => writes.rowsPerEvent + writes.indexEntriesPerEvent
  return [
    beside(
      'ceiling: native libSQL, batches of 1,000',
      of((r) => r.ceiling.fromLines),
      'events/s',
    ),
    beside(
      'the same, its JSON made beforehand',
      of((r) => r.ceiling.fromJson),
      'events/s',
    ),
    beside(
      `database server alone, ${BATCHES_AT_ONCE} at once`,
      of((r) => r.database),
      'events/s',
    ),
    beside(
      'database server alone ÷ ceiling',
      of((r) => r.database / r.ceiling.fromLines),
      '×',
    ),
    beside(
      `POST /v1/usage, 1,000 a request, ${BATCHES_AT_ONCE} at once`,
      of((r) => r.worker.perSecond),
      'events/s',
    ),
    beside(
      'POST /v1/usage: CPU of the worker an event',
      of((r) => r.worker.cpu_us ?? 0),
      'µs',
    ),
    atLeast(
      'POST /v1/usage ÷ ceiling',
      of((r) => r.worker.perSecond / r.ceiling.fromLines),
      0.6,
    ),
    beside(
      'POST /v1/usage ÷ database server alone',
      of((r) => r.worker.perSecond / r.database),
      '×',
    ),
    beside(
      `hook alone: an empty answer, ${HOOKS_AT_ONCE} at once`,
      of((r) => r.empty.perSecond),
      'requests/s',
    ),
    beside(
      'hook alone: the queue',
      of((r) => r.queue.perSecond),
      'requests/s',
    ),
    beside(
      'floor of a hook: verify and enqueue',
      of((r) => r.floor.perSecond),
      'requests/s',
    ),
    beside(
      'floor of a hook: CPU',
      of((r) => r.floor.cpu_us ?? 0),
      'µs',
    ),
    beside(
      `signed webhooks one by one, ${HOOKS_AT_ONCE} at once`,
      of((r) => r.hooks.perSecond),
      'requests/s',
    ),
    beside(
      'signed webhooks: CPU, from the hook to the books',
      of((r) => r.hooks.cpu_us ?? 0),
      'µs',
    ),
    atLeast(
      'signed webhooks ÷ floor',
      of((r) => r.hooks.perSecond / r.floor.perSecond),
      0.8,
    ),
    beside(
      'floor sustained: answered',
      of((r) => r.floorSustained.perSecond),
      'requests/s',
    ),
    beside(
      'floor sustained: handed on by the queue ÷ answered',
      of((r) => r.floorSustained.deliveredShare),
      '×',
    ),
    beside(
      'webhooks sustained: answered',
      of((r) => r.sustained.perSecond),
      'requests/s',
    ),
    atLeast(
      'webhooks sustained: committed ÷ answered',
      of((r) => r.sustained.committedShare),
      0.9,
    ),
    atMost(
      'webhooks sustained: queue empty after',
      of((r) => r.sustained.drained_s),
      5,
      's',
    ),
    beside(
      'webhooks sustained, one batch of the queue at a time: committed ÷ answered',
      of((r) => r.sustainedOneByOne.committedShare),
      '×',
    ),
    beside(
      `textbook: one transaction per event, ${SINGLES_AT_ONCE} at once`,
      of((r) => r.oneByOne.perSecond),
      'events/s',
    ),
    atLeast(
      'batches ÷ textbook',
      of((r) => r.worker.perSecond / r.oneByOne.perSecond),
      10,
    ),
    beside(
      'repeat window of 3 days ÷ none',
      of((r) => r.worker.perSecond / r.noWindow.perSecond),
      '×',
    ),
    atLeast(
      'hot client ÷ spread',
      of((r) => r.hot.perSecond / r.worker.perSecond),
      0.9,
    ),
    // With the default repeat window of 3 days, all three full, and without one: the second is about the keys alone.
    atLeast(
      'batches on many stored events ÷ on none',
      of((r) => r.many.perSecond / r.worker.perSecond),
      0.9,
    ),
    atLeast(
      'the same without a repeat window',
      of((r) => r.manyNoWindow.perSecond / r.noWindow.perSecond),
      0.9,
    ),
    beside(
      'batches on a day that has its share of them already ÷ on a new day',
      of((r) => r.busyDay.perSecond / r.worker.perSecond),
      '×',
    ),
    beside(
      'overview of 1,000 clients, p50, few events',
      of((r) => r.overviewFew),
      'ms',
    ),
    beside(
      'overview of 1,000 clients, p50, many events',
      of((r) => r.overviewMany),
      'ms',
    ),
    atMost(
      'overview: many ÷ few',
      of((r) => r.overviewMany / r.overviewFew),
      1.3,
      '×',
    ),
    atMost('rows and index entries per event, batches of 100 on 100 clients', perEvent(writes100), 4.5, ''),
    atMost(
      'rows and index entries per event, batches of 1,000 on 100 clients',
      perEvent(writes1000),
      3.5,
      '',
    ),
    atMost('round trips to the database per batch', writes1000.roundTripsPerBatch, 1, ''),
    beside('sealing', sealedPerSecond, 'events/s'),
  ]
}
