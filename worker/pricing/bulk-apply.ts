import type { z } from 'zod'
import type { BulkRequest } from '../../shared/contract/pricing.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import type { Intent } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { readBases } from './bulk-basis.ts'
import {
  type BulkRecord,
  bulkView,
  itemStatement,
  noSuchBulk,
  openStatement,
  readBulk,
} from './bulk-record.ts'
import { type Job, runJobs } from './bulk-run.ts'
import { changed, mayAccept } from './carry-out.ts'
import { movesOf } from './moves.ts'
import type { Answer } from './set-service.ts'
import { wishOf } from './wish.ts'

/**
 * Changes a service for the clients that were previewed, each in the version that was seen and in a transaction of its
 * own; what became of each is kept, so that the same request again goes on where it stopped, and answers the same.
 * @throws Refusal `idempotency_key_reused`, `session_ended`, `role_forbids`, `invalid_request`
 */
export async function applyBulk(
  ctx: Context,
  actor: StaffActor,
  of: { service: string; request: z.infer<typeof BulkRequest>; intent: Intent },
): Promise<Answer> {
  const { service, request, intent } = of
  const { agencyId } = actor
  const standing = await readBulk(ctx, agencyId, { key: intent.key })
  if (standing !== null && standing.request !== intent.request) {
    throw new Refusal(
      'idempotency_key_reused',
      'This key was used for another request. Make a new key for each intent.',
    )
  }
  const done = new Set(standing?.items.map(({ client }) => client))
  const left = request.clients.filter(({ id }) => !done.has(id))
  if (standing !== null && left.length === 0) return { body: JSON.stringify(bulkView(standing)), again: true }
  mayAccept(actor, request)
  const wish = wishOf(service, request, standing === null ? ctx.now() : new Date(standing.at))
  const { clients: _, ...asked } = request
  const bulk =
    standing ??
    (await open(ctx, actor, {
      id: ctx.newId(),
      service,
      wish: asked,
      key: intent.key,
      request: intent.request,
      undoes: null,
    }))
  const bases = await readBases(
    ctx,
    agencyId,
    left.map(({ id }) => id),
  )
  const jobs = left.map(({ id, version }): Job => ({
    client: id,
    decide: async () => {
      const basis = bases.get(id)
      if (basis === undefined) throw noSuchClient()
      if ((basis.versions.get(service) ?? 0n) !== BigInt(version)) throw changed()
      return {
        basis,
        change: { ...asked, moves: movesOf(wish, basis), at: wish.validFrom ?? basis.now },
      }
    },
  }))
  const items = await runJobs(ctx, actor, bulk.id, jobs)
  await ctx.db.writeBatch([
    guardSessionLives(actor),
    ...items
      .filter(({ result }) => result !== 'changed')
      .map((item) => itemStatement(agencyId, bulk.id, { ...item, changeId: null })),
  ])
  const kept = (await readBulk(ctx, agencyId, { id: bulk.id })) ?? noSuchBulk()
  return { body: JSON.stringify(bulkView(kept)), again: false }
}

/** Opens a bulk change, or takes the one that the same intent opened. @throws Refusal `session_ended` */
export async function open(
  ctx: Context,
  actor: StaffActor,
  of: Parameters<typeof openStatement>[2],
  also: readonly Statement[] = [],
): Promise<BulkRecord> {
  try {
    await ctx.db.writeBatch([guardSessionLives(actor), openStatement(ctx, actor, of), ...also])
  } catch (error) {
    if (error instanceof BatchAborted && error.index === 0) throw ended()
    throw error
  }
  const by = of.key !== null ? { key: of.key } : of.undoes !== null ? { undoes: of.undoes } : { id: of.id }
  const bulk = (await readBulk(ctx, actor.agencyId, by)) ?? noSuchBulk()
  if (bulk.request === of.request) return bulk
  throw new Refusal(
    'idempotency_key_reused',
    'This key was used for another request. Make a new key for each intent.',
  )
}
