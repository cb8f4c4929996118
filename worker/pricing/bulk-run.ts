import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { rowView } from './bulk-preview.ts'
import { type Item, itemStatement } from './bulk-record.ts'
import { type Switch, carryOut } from './carry-out.ts'
import { type Basis, sameRow } from './moves.ts'

/** Connections that a worker holds open at once; the database has one writer anyway. */
const AT_ONCE = 6

/** The change of one client within a bulk change. */
export interface Job {
  readonly client: string
  /** @throws Refusal, which becomes the client's result */
  readonly decide: () => Promise<{ basis: Basis; change: Switch }>
}

/**
 * Does each job in a transaction of its own, with its line of the record; one that is refused does not stop the others.
 * @throws Unreachable, Refusal `session_ended`: the same request again goes on where it stopped
 */
export async function runJobs(
  ctx: Context,
  actor: StaffActor,
  bulkId: string,
  jobs: readonly Job[],
): Promise<Item[]> {
  const items: Item[] = []
  const left = [...jobs]
  const work = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) {
      items.push(await run(ctx, actor, bulkId, job))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return items.sort((a, b) => (a.client < b.client ? -1 : 1))
}

async function run(ctx: Context, actor: StaffActor, bulkId: string, { client, decide }: Job): Promise<Item> {
  const nothing = { client, detail: null, before: null, after: null }
  try {
    const { basis, change } = await decide()
    const [main] = change.moves
    if (main === undefined || change.moves.every((move) => sameRow(move, move.own))) {
      return { ...nothing, result: 'unchanged' }
    }
    const item = { ...nothing, result: 'changed', before: rowView(main.own), after: rowView(main) }
    return await carryOut<Item>(
      ctx,
      actor,
      { ...change, basis, note: { ...change.note, bulk: bulkId } },
      {
        statements: (changeId) => [itemStatement(actor.agencyId, bulkId, { ...item, changeId })],
        done: () => item,
        again: () => Promise.resolve(null),
      },
    )
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'session_ended') throw error
    return { ...nothing, result: error.code, detail: error.message }
  }
}
