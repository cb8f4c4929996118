import type { Context } from '../context.ts'
import { IMPORTED_SYSTEM } from './account-moves.ts'

/** Whose usage an outside id stands for. `clientId` is null for the agency itself (HighLevel's company). */
export interface Owner {
  readonly agencyId: string
  readonly clientId: string | null
}

/** Answers kept of each system in an isolate; beyond that the oldest go. */
const KEPT_MAX = 20_000

/** An account that staff moved or disconnected may count for its former client so long in an isolate that knows it. */
const KEPT_MS = 60_000

/**
 * Only found ones are kept: a client that is connected later must be seen at once. Those of the imported system are kept
 * for good: it does not give a sub-account's id out again, and nobody can move one.
 */
const kept = new Map<string, Map<string, Known>>()

interface Known {
  readonly owner: Owner
  readonly readAt: number
}

/**
 * Who is behind the ids that a system uses (design §2), in one round trip or none. Ids that nobody has connected are
 * missing from the answer.
 * @param system name of the outside system as in `directory`: highlevel, closebot …
 */
export async function resolveClients(
  ctx: Pick<Context, 'db' | 'settings' | 'now'>,
  system: string,
  externalIds: readonly string[],
): Promise<Map<string, Owner>> {
  const own = keptOf(`${ctx.settings.TURSO_DATABASE_URL} ${system}`)
  const now = ctx.now().getTime()
  const holds = (readAt: number) => system === IMPORTED_SYSTEM || Math.abs(now - readAt) < KEPT_MS
  const found = new Map<string, Owner>()
  const missing = new Set<string>()
  for (const id of externalIds) {
    const known = own.get(id)
    if (known !== undefined && holds(known.readAt)) found.set(id, known.owner)
    else missing.add(id)
  }
  if (missing.size === 0) return found
  const [answer] = await ctx.db.readBatch([
    {
      sql: `SELECT external_id, agency_id, client_id FROM directory
            WHERE system = ? AND external_id IN (SELECT value FROM json_each(?))`,
      args: [system, JSON.stringify([...missing])],
    },
  ])
  for (const row of answer?.rows ?? []) {
    const owner = { agencyId: row['agency_id'] as string, clientId: row['client_id'] as string | null }
    found.set(row['external_id'] as string, owner)
    keep(own, row['external_id'] as string, { owner, readAt: now })
  }
  return found
}

/** A deployment has one database and a handful of systems. */
function keptOf(key: string): Map<string, Known> {
  const known = kept.get(key)
  if (known !== undefined) return known
  const own = new Map<string, Known>()
  kept.set(key, own)
  return own
}

function keep(own: Map<string, Known>, id: string, known: Known): void {
  // Set anew, so that the oldest stand first.
  own.delete(id)
  own.set(id, known)
  for (const oldest of own.keys()) {
    if (own.size <= KEPT_MAX) break
    own.delete(oldest)
  }
}
