import { z } from 'zod'
import { ExternalId } from './scalars.ts'

/** Name of an outside system, as its sources are named: highlevel, closebot … */
export const SystemName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens')

/** PUT /v1/directory/:system/:account */
export const ConnectAccount = z.object({ client: ExternalId })

/** GET and PUT /v1/directory/:system/:account: the client that an account of an outside system stands for. */
export const DirectoryEntry = z.object({ client: z.object({ id: ExternalId, name: z.string() }) })
export type DirectoryEntry = z.infer<typeof DirectoryEntry>
