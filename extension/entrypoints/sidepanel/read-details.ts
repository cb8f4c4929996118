import type { ClientDetail, ClientOverview } from '../../../shared/contract/clients.ts'
import type { Answer, Failure } from '../../rpc/messages.ts'

/** Clients read at most for the sums by service, and how many at a time: the worker is asked once for each. */
export const READ_MAX = 50
const AT_ONCE = 3

export type Reading =
  | { is: 'reading'; read: number; of: number }
  | { is: 'done'; details: readonly ClientDetail[] }
  | { is: 'failed'; failure: Failure }

/**
 * Reads the clients' details a few at a time, and tells how far it is. Ends with the first failure: sums over some
 * of them would be taken for all.
 */
export async function readDetails(
  clients: readonly ClientOverview[],
  ask: (id: string) => Promise<Answer<'clients.detail'>>,
  told: (reading: Reading) => void,
  ended: AbortSignal,
): Promise<void> {
  const wanted = clients.slice(0, READ_MAX)
  const details: ClientDetail[] = []
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    if (ended.aborted) return
    told({ is: 'reading', read: details.length, of: wanted.length })
    const answers = await Promise.all(wanted.slice(start, start + AT_ONCE).map(({ id }) => ask(id)))
    if (ended.aborted) return
    for (const answer of answers) {
      if (!answer.ok) return told({ is: 'failed', failure: answer.failure })
      details.push(answer.value.value)
    }
  }
  told({ is: 'done', details })
}
