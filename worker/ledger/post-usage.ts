import type { ResultSet } from '@libsql/client/http'
import { RatingError } from '../../shared/rating/error.ts'
import type { Context } from '../context.ts'
import { BatchAborted, OVERFLOW, type Statement } from '../db/client.ts'
import { type UsageLine, packLines } from './usage-line.ts'
import { type BatchState, PRICE_GUARD, type WindowGroup, usageStatements } from './usage-statements.ts'

/** Most lines one batch takes: 1,000 lines are about 200 kB of JSON and 20 ms of the writer's time. */
export const LINES_MAX = 1000

export type LineOutcome = 'posted' | 'duplicate' | 'conflict'

export interface UsageBatch {
  readonly agencyId: string
  /** The price version the lines were rated with; the batch is refused when it has moved. */
  readonly priceVersion: bigint
  readonly lines: readonly UsageLine[]
  /** Where the lines were rated with running sums, what these become. */
  readonly state?: BatchState
  /** How the lines are counted for /v1/status: usage that came, or corrections of it. */
  readonly counted?: 'posted' | 'corrected'
}

/** The terms moved between rating and posting: rate again and post again. Nothing was written. */
export class PricesMoved extends Error {
  override name = 'PricesMoved'
}

/** A running sum moved between rating and posting: rate again and post again. Nothing was written. */
export class StateMoved extends Error {
  override name = 'StateMoved'
}

/**
 * Posts rated lines in one guarded batch: sub-ledger lines, one journal with an entry per control account, balances.
 * The same identity (agency, day, source, id) with the same body is `duplicate`, with another body `conflict`;
 * neither changes anything. One round trip for any number of lines.
 *
 * @param probes reads that ride in the same batch and see its result (the wallets that fell low).
 * @returns the outcome of each line, in order, and the probes' answers.
 * @throws RatingError `out_of_range` where with these lines a sum would leave the database's 64 bits
 * @throws PricesMoved, StateMoved, Unreachable (then repeat: identities make it safe)
 */
export async function postUsage(
  ctx: Pick<Context, 'db' | 'now'>,
  batch: UsageBatch,
  probes: readonly Statement[] = [],
): Promise<{ outcomes: LineOutcome[]; probes: ResultSet[] }> {
  if (batch.lines.length > LINES_MAX) throw new RangeError(`at most ${LINES_MAX} lines a batch`)
  const { first, repeats } = separateRepeats(batch.lines)
  const statements = usageStatements(
    batch.agencyId,
    batch.priceVersion,
    groupByWindow(first),
    batch.lines.length,
    ctx.now(),
    batch.state ?? null,
    batch.counted ?? 'posted',
  )
  let results: ResultSet[]
  try {
    results = await ctx.db.writeBatch([...statements, ...probes])
  } catch (error) {
    if (error instanceof BatchAborted && error.index === PRICE_GUARD) throw new PricesMoved()
    if (error instanceof BatchAborted && error.constraint === OVERFLOW)
      throw new RatingError('out_of_range', 'amount', 'with it an account would go beyond ±9.2 billion units')
    if (
      error instanceof BatchAborted &&
      batch.state !== undefined &&
      /guard\.ok|rating_counter/.test(error.constraint)
    ) {
      throw new StateMoved()
    }
    throw error
  }
  const standing = standingHashes(results[statements.length - 1])
  const outcomes = batch.lines.map((line): LineOutcome => {
    const hash = (standing.size === 0 ? undefined : standing.get(identity(line))) ?? repeats.get(line)
    if (hash === undefined) return 'posted'
    return hash === line.bodyHash ? 'duplicate' : 'conflict'
  })
  return { outcomes, probes: results.slice(statements.length) }
}

const identity = (line: Pick<UsageLine, 'source' | 'id'>) => `${line.source}\n${line.id}`

/** Within one batch the first line of an identity counts; the others answer against its body, on whatever day. */
function separateRepeats(lines: readonly UsageLine[]) {
  const seen = new Map<string, Map<string, UsageLine>>() // by source, then by id: to join them costs more than to look
  const repeats = new Map<UsageLine, string>()
  for (const line of lines) {
    const ids = seen.get(line.source) ?? new Map<string, UsageLine>()
    if (ids.size === 0) seen.set(line.source, ids)
    const before = ids.get(line.id)
    if (before === undefined) ids.set(line.id, line)
    else repeats.set(line, before.bodyHash)
  }
  return { first: lines.filter((line) => !repeats.has(line)), repeats }
}

function groupByWindow(lines: readonly UsageLine[]): WindowGroup[] {
  const groups = Map.groupBy(lines, (line) => line.repeatWindowDays)
  return Array.from(groups, ([windowDays, group]) => ({
    windowDays,
    count: group.length,
    ...packLines(group),
  }))
}

/** Identity → hash of the line that stood before this batch. */
function standingHashes(result: ResultSet | undefined): Map<string, string> {
  const standing = new Map<string, string>()
  for (const row of result?.rows ?? []) {
    standing.set(`${String(row['source'])}\n${String(row['id'])}`, String(row['hash']))
  }
  return standing
}
