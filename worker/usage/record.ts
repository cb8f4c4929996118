import { formatNano } from '../../shared/money/nano.ts'
import type { UsageResult } from '../../shared/contract/usage.ts'
import { RatingError } from '../../shared/rating/error.ts'
import { lowWallets, settleWallets } from '../charging/low-wallets.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { PricesMoved, StateMoved, postUsage } from '../ledger/post-usage.ts'
import type { UsageLine } from '../ledger/usage-line.ts'
import { forgetTerms, loadTerms } from '../pricing/load-terms.ts'
import { type AgencyTerms, type TermsOfUsage, termsFor } from '../pricing/terms.ts'
import { Counters } from './counters.ts'
import { hashOf, rateEvent } from './rate-event.ts'
import type { UsageEvent } from './usage-event.ts'

/** Times that prices or running sums may move under one batch before we give up and let the queue bring it again. */
const TRIES_MAX = 10

/**
 * The way of usage, from event to settled: rate → post (one batch) → settle. Events of one agency, at most 1,000.
 * @param also rides in the posting's batch (in each, should it be halved): what must hold, or be kept, together with
 * the lines
 * @returns what became of each event, in order
 * @throws Unreachable: nothing or everything was posted; send the same events again
 */
export async function recordUsage(
  ctx: Context,
  agencyId: string,
  events: readonly UsageEvent[],
  also: readonly Statement[] = [],
): Promise<UsageResult[]> {
  const hashes = await Promise.all(events.map(hashOf))
  for (let tries = 1; ; tries += 1) {
    const terms = await loadTerms(ctx, agencyId, [...new Set(events.map((event) => event.clientId))])
    const { rated, counters } = await rateAll(ctx, terms, events, hashes)
    try {
      return await postAndSettle(ctx, terms, events, rated, counters, also)
    } catch (error) {
      if (error instanceof RatingError) return await recordInHalves(ctx, agencyId, events, also, error)
      if (!(error instanceof PricesMoved || error instanceof StateMoved) || tries === TRIES_MAX) throw error
      if (error instanceof PricesMoved) forgetTerms(agencyId)
    }
  }
}

/** With one of the events an account would hold too much: halved until that one stands alone, and is refused. */
async function recordInHalves(
  ctx: Context,
  agencyId: string,
  events: readonly UsageEvent[],
  also: readonly Statement[],
  { code, message }: RatingError,
): Promise<UsageResult[]> {
  const half = Math.ceil(events.length / 2)
  const [first, second] = [events.slice(0, half), events.slice(half)]
  if (second.length === 0) return first.map(({ id }) => ({ id, outcome: 'rejected', code, detail: message }))
  return [
    ...(await recordUsage(ctx, agencyId, first, also)),
    ...(await recordUsage(ctx, agencyId, second, also)),
  ]
}

interface Refused {
  readonly refused: string
  readonly detail: string
}
type RatedOrRefused = UsageLine | Refused

async function rateAll(
  ctx: Context,
  terms: AgencyTerms,
  events: readonly UsageEvent[],
  hashes: readonly string[],
): Promise<{ rated: RatedOrRefused[]; counters: Counters | null }> {
  const own = events.map((event) =>
    termsFor(terms, event.clientId, event.service, new Date(event.occurredAt)),
  )
  const known = events.flatMap((event, i) => {
    const found = own[i]
    return found === undefined ? [] : [{ event, terms: found }]
  })
  const counters = await Counters.read(ctx, terms.agencyId, terms.timeZone, known)
  const rated = events.map((event, i) =>
    rateOrRefuse(event, own[i], hashes[i] ?? '', counters, terms.timeZone),
  )
  return { rated, counters }
}

function rateOrRefuse(
  event: UsageEvent,
  terms: TermsOfUsage | undefined,
  bodyHash: string,
  counters: Counters | null,
  timeZone: string,
): RatedOrRefused {
  if (terms === undefined) {
    return {
      refused: 'unknown_client',
      detail: 'No client of this agency has that id. Add the client first.',
    }
  }
  try {
    const state = counters?.stateFor(event, terms, timeZone)
    const { line, after } = rateEvent(event, terms, bodyHash, state)
    state?.advance(after)
    return line
  } catch (error) {
    if (error instanceof RatingError) return { refused: error.code, detail: error.message }
    throw error
  }
}

async function postAndSettle(
  ctx: Context,
  terms: AgencyTerms,
  events: readonly UsageEvent[],
  rated: readonly RatedOrRefused[],
  counters: Counters | null,
  also: readonly Statement[],
): Promise<UsageResult[]> {
  const lines = rated.filter((one): one is UsageLine => !('refused' in one))
  const { agencyId, priceVersion } = terms
  const clients = [...new Set(lines.map((line) => line.clientId))]
  const posted =
    lines.length === 0
      ? { outcomes: [], probes: [] }
      : await postUsage(ctx, { agencyId, priceVersion, lines, ...stateOf(counters) }, [
          lowWallets(agencyId, clients),
          ...also,
        ])
  await settleWallets(ctx, agencyId, posted.probes[0])
  let next = 0
  return rated.map((one, i) => {
    const id = events[i]?.id ?? ''
    if ('refused' in one) return { id, outcome: 'rejected', code: one.refused, detail: one.detail }
    const outcome = posted.outcomes[next] ?? 'conflict'
    next += 1
    return outcome === 'posted'
      ? { id, outcome, cost: formatNano(one.cost), price: formatNano(one.price) }
      : { id, outcome }
  })
}

const stateOf = (counters: Counters | null) => (counters === null ? {} : { state: counters.batchState() })
