import { hoursIn, periodOf } from '../../shared/periods/calendar.ts'
import { NO_STATE } from '../../shared/rating/rate.ts'
import { lowWallets, settleWallets } from '../charging/low-wallets.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { sha256, toHex } from '../hex.ts'
import { LINES_MAX, PricesMoved, StateMoved, postUsage } from '../ledger/post-usage.ts'
import type { UsageLine } from '../ledger/usage-line.ts'
import type { TermsOfUsage } from '../pricing/terms.ts'
import { Counters, type EventState } from '../usage/counters.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { type OriginalTerms, originalTermsOf, originalTermsStatements } from './original-terms.ts'
import type { Difference } from './rate-correction.ts'
import { type StandingUsage, type UsageKey, standingOf, standingStatement } from './standing-usage.ts'

/** One correction that was decided on; what it comes to is rated when it is posted. */
export interface Correction {
  readonly usage: StandingUsage
  readonly kind: 'void' | 'amend' | 'adjustment'
  /** Id of the new line. */
  readonly id: string
  /** The usage is no estimate any more. */
  readonly exact: boolean
  readonly attributes: Readonly<Record<string, string>>
  readonly rate: (terms: TermsOfUsage, state: Pick<EventState, 'before' | 'periodHours'>) => Difference
}

/** A correction as it was posted. */
export interface Posted {
  readonly correction: Correction
  readonly line: UsageLine
}

export interface CorrectionBatch {
  readonly agencyId: string
  readonly keys: readonly UsageKey[]
  /** From what stands now; called again when the books have moved in between. */
  readonly decide: (standing: ReadonlyMap<string, StandingUsage>) => readonly Correction[]
  /** What else is written in the same transaction: the audit row, a job's mark. */
  readonly also: (posted: readonly Posted[]) => readonly Statement[]
  /** Other postings of the same transaction: they move the head of the ledger, so they come behind the lines. */
  readonly after?: () => readonly Statement[]
}

/** Times that the books may move under one batch before we give up. */
const TRIES_MAX = 10

/**
 * The one way of every correction: reads what stands, rates each difference under the usage's original terms, and
 * posts them as new lines in one batch, all or none. Nothing is ever overwritten. Where nothing is left to correct,
 * nothing is written, so repeating it is safe.
 * @throws RatingError, Unreachable, and what `decide` throws
 */
export async function postCorrections(ctx: Context, batch: CorrectionBatch): Promise<readonly Posted[]> {
  if (batch.keys.length > LINES_MAX) throw new RangeError(`at most ${LINES_MAX} corrections a batch`)
  for (let tries = 1; ; tries += 1) {
    const [found] = await ctx.db.readBatch([standingStatement(batch.agencyId, batch.keys)])
    const decided = batch.decide(standingOf(found))
    if (decided.length === 0) return nothingLeft(ctx, batch)
    try {
      return await post(ctx, batch, decided)
    } catch (error) {
      if (!(error instanceof PricesMoved || error instanceof StateMoved) || tries === TRIES_MAX) throw error
    }
  }
}

async function nothingLeft(ctx: Context, batch: CorrectionBatch): Promise<readonly Posted[]> {
  const rest = batch.also([])
  if (rest.length > 0) await ctx.db.writeBatch(rest)
  return []
}

async function post(
  ctx: Context,
  batch: CorrectionBatch,
  decided: readonly Correction[],
): Promise<readonly Posted[]> {
  const { agencyId } = batch
  const usages = decided.map(({ usage }) => usage)
  const terms = originalTermsOf(await ctx.db.readBatch(originalTermsStatements(agencyId, usages)))
  const { posted, counters } = await rateAll(ctx, agencyId, terms, decided)
  if (posted.length === 0) return nothingLeft(ctx, batch)
  const lines = posted.map(({ line }) => line)
  const clients = [...new Set(lines.map(({ clientId }) => clientId))]
  const { probes } = await postUsage(
    ctx,
    {
      agencyId,
      priceVersion: terms.priceVersion,
      lines,
      // The count guards the batch: a line that another correction has taken the id of refuses it whole.
      state: {
        statements: [...(counters?.batchState().statements ?? []), ...batch.also(posted)],
        newLines: BigInt(lines.length),
      },
      counted: 'corrected',
    },
    [lowWallets(agencyId, clients), ...(batch.after?.() ?? [])],
  )
  await settleWallets(ctx, agencyId, probes[0])
  return posted
}

async function rateAll(
  ctx: Context,
  agencyId: string,
  terms: OriginalTerms,
  decided: readonly Correction[],
): Promise<{ posted: Posted[]; counters: Counters | null }> {
  const known = decided.map((correction) => ({
    correction,
    event: eventOf(agencyId, correction, ctx.now()),
    terms: terms.of(correction.usage),
  }))
  const counters = await Counters.read(ctx, agencyId, terms.timeZone, known)
  const posted: Posted[] = []
  for (const { correction, event, terms: own } of known) {
    const state: EventState = counters?.stateFor(event, own, terms.timeZone) ?? {
      before: NO_STATE,
      periodHours: hoursIn(periodOf(Date.parse(event.occurredAt), 'month', terms.timeZone)),
      advance: () => undefined,
    }
    const difference = correction.rate(own, state)
    state.advance(difference.after)
    const line = await lineOf(correction, event, own, difference)
    if (changesSomething(line, correction)) posted.push({ correction, line })
  }
  return { posted, counters }
}

/** A correction that says what the books say already is not written. */
function changesSomething(line: UsageLine, { kind, usage, attributes }: Correction): boolean {
  if (kind === 'void' || line.settlesEstimate === true) return true
  if (kind === 'amend' && textOf(attributes) !== textOf(usage.attributes)) return true
  return line.quantity !== '0' || line.cost !== 0n || line.price !== 0n
}

const textOf = (attributes: Readonly<Record<string, string>>) =>
  JSON.stringify(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** The correction in the shape that the counters key by: the usage's own time, client and service. */
function eventOf(agencyId: string, { usage, id, attributes }: Correction, now: Date): UsageEvent {
  const { original, key } = usage
  return {
    agencyId,
    source: key.source,
    system: key.source,
    account: '',
    id,
    clientId: String(original['client_id']),
    service: String(original['service']),
    quantity: '0',
    occurredAt: new Date(Number(original['occurred_at'])).toISOString(),
    receivedAt: now.toISOString(),
    ownTime: true,
    repeatWindowDays: 0,
    unitCost: null,
    estimated: false,
    attributes,
  }
}

async function lineOf(
  correction: Correction,
  event: UsageEvent,
  terms: TermsOfUsage,
  { quantity, cost, price, unitCost }: Difference,
): Promise<UsageLine> {
  const { usage, kind, id, exact, attributes } = correction
  const said = [kind, id, usage.key.id, quantity, String(cost), String(price), attributes]
  return {
    source: event.source,
    id,
    clientId: event.clientId,
    service: event.service,
    kind,
    quantity,
    cost,
    costCurrency: String(usage.original['cost_currency']),
    price,
    unitCost,
    currency: terms.currency,
    billedBy: terms.billedBy,
    billingMode: terms.billingMode,
    costRateId: usage.original['cost_rate_id'] as string | null,
    termsNumber: terms.termsNumber,
    fxRateId: usage.original['fx_rate_id'] as string | null,
    estimated: false,
    settlesEstimate: exact && usage.estimated,
    occurredAt: new Date(event.occurredAt),
    receivedAt: new Date(event.receivedAt),
    bodyHash: toHex(await sha256(JSON.stringify(said))),
    corrects: usage.key.id,
    attributes,
    repeatWindowDays: 0,
  }
}
