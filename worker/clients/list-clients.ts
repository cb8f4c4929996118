import { z } from 'zod'
import type { ClientPage } from '../../shared/contract/clients.ts'
import { ExternalId } from '../../shared/contract/scalars.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'
import type { Selection } from './client-statements.ts'
import { overviewOf } from './overview.ts'
import { readClients } from './read-clients.ts'

export const ClientQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  /** Comma-separated; ids that the agency does not have are left out of the answer. */
  ids: z
    .string()
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .pipe(z.array(ExternalId).min(1).max(100))
    .optional(),
})

/** The agency's clients in the order of their ids, a page at a time, or those asked for. */
export async function listClients(
  ctx: Context,
  actor: StaffActor,
  query: z.infer<typeof ClientQuery>,
): Promise<ClientPage> {
  const selection: Selection =
    query.ids === undefined
      ? { after: query.cursor === undefined ? '' : openCursor(query.cursor), limit: query.limit + 1 }
      : { ids: query.ids }
  const { clients, ...basis } = await readClients(ctx, actor.agencyId, selection)
  const page = query.ids === undefined ? clients.slice(0, query.limit) : clients
  const last = page.at(-1)
  return {
    clients: page.map((client) => overviewOf(client, basis)),
    nextCursor: clients.length > page.length && last !== undefined ? sealCursor(last.id) : null,
  }
}
