import type { ClientOverview } from '../../shared/contract/clients.ts'

/** A client somebody should look at: its wallet is low, a payment failed, or it waits for a person. */
export interface Trouble {
  id: string
  name: string
}

const WORRIES: ReadonlySet<ClientOverview['status']> = new Set([
  'low',
  'paymentFailed',
  'actionRequired',
  'suspended',
])

/** A wallet that is being reloaded right now is none. */
export const troubled = (clients: readonly ClientOverview[]): Trouble[] =>
  clients.filter(({ status }) => WORRIES.has(status)).map(({ id, name }) => ({ id, name }))
