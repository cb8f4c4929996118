import { z } from 'zod'
import { ExternalId } from './scalars.ts'

/** Name of an outside system, as its sources are named: highlevel, closebot … */
export const SystemName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens')

/** PUT /v1/directory/:system/:account */
export const ConnectAccount = z.object({
  client: ExternalId,
  /** The client it is connected to so far: moves it from there. Without it, an account that is connected stays. */
  from: ExternalId.optional(),
})

/** DELETE /v1/directory/:system/:account: `client` is the one it is connected to, as far as the caller knows. */
export const DisconnectAccount = z.object({ client: ExternalId })

/** GET and PUT /v1/directory/:system/:account: the client that an account of an outside system stands for; DELETE: stood for. */
export const DirectoryEntry = z.object({ client: z.object({ id: ExternalId, name: z.string() }) })
export type DirectoryEntry = z.infer<typeof DirectoryEntry>
