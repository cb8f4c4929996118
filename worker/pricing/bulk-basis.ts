import { readClients } from '../clients/read-clients.ts'
import type { Context } from '../context.ts'
import { readFloors } from './floors.ts'
import type { Basis } from './moves.ts'
import { DEFAULT_CLIENT } from './terms.ts'

/** What a change of each of `ids` is decided on; ids that the agency does not have are missing. */
export async function readBases(
  ctx: Context,
  agencyId: string,
  ids: readonly string[],
): Promise<Map<string, Basis>> {
  const floors = await readFloors(ctx, agencyId)
  const { clients, terms, now, extra } = await readClients(
    ctx,
    agencyId,
    { ids },
    {
      clientIds: ids,
      statements: () => [
        {
          sql: `SELECT client_id, service, max(number) AS version FROM service_terms
                WHERE agency_id = ? AND client_id IN (SELECT value FROM json_each(?)) GROUP BY client_id, service`,
          args: [agencyId, JSON.stringify([DEFAULT_CLIENT, ...ids])],
        },
      ],
    },
  )
  const rows = extra[0]?.rows ?? []
  const numbers = (clientId: string) =>
    rows.filter((row) => row['client_id'] === clientId || row['client_id'] === DEFAULT_CLIENT)
  return new Map(
    clients.map((client) => {
      const versions = new Map<string, bigint>()
      for (const row of numbers(client.id)) {
        const [service, number] = [row['service'] as string, row['version'] as bigint]
        if (number > (versions.get(service) ?? 0n)) versions.set(service, number)
      }
      return [client.id, { client, terms, now, versions, floors }]
    }),
  )
}
