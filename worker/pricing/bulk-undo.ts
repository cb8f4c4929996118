import type { z } from 'zod'
import type { BulkChange, BulkUndoRequest } from '../../shared/contract/pricing.ts'
import type { StaffActor } from '../access/tokens.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { open } from './bulk-apply.ts'
import { readBases } from './bulk-basis.ts'
import { bulkView, noSuchBulk, readBulk } from './bulk-record.ts'
import { type Job, runJobs } from './bulk-run.ts'
import { mayAccept } from './carry-out.ts'
import { changedRows, noSuchChange, undoing, undoneFrom } from './undo-service.ts'

/**
 * Puts back what each client had before a bulk change, where nobody has changed it again; the others are named with the
 * reason. It is a bulk change itself, made once: asking again tries those that were refused, and no other.
 * @throws Refusal `not_found`, `session_ended`, `role_forbids`
 */
export async function undoBulk(
  ctx: Context,
  actor: StaffActor,
  id: string,
  request: z.infer<typeof BulkUndoRequest>,
): Promise<BulkChange> {
  const { agencyId } = actor
  const bulk = (await readBulk(ctx, agencyId, { id })) ?? noSuchBulk()
  mayAccept(actor, request)
  const undo = await open(ctx, actor, {
    id: ctx.newId(),
    service: bulk.service,
    wish: { undoes: id },
    key: null,
    request: null,
    undoes: id,
  })
  const done = new Set(undo.items.map(({ client }) => client))
  const left = bulk.items.filter(({ client, changeId }) => changeId !== null && !done.has(client))
  const bases = await readBases(
    ctx,
    agencyId,
    left.map(({ client }) => client),
  )
  const jobs = left.map(({ client, changeId }): Job => ({
    client,
    decide: async () => {
      const basis = bases.get(client)
      if (basis === undefined || changeId === null) throw noSuchClient()
      const rows = await changedRows(ctx, agencyId, client, changeId)
      const [main] = rows
      if (main === undefined) throw noSuchChange()
      return {
        basis,
        change: {
          ...request,
          moves: undoing(rows, basis),
          at: undoneFrom(main, basis),
          action: 'service.undone',
          note: { undoes: changeId },
        },
      }
    },
  }))
  const items = await runJobs(ctx, actor, undo.id, jobs)
  const kept = (await readBulk(ctx, agencyId, { id: undo.id })) ?? noSuchBulk()
  return bulkView(
    kept,
    items.filter(({ result }) => result !== 'changed'),
  )
}
