import { SERVICES } from '../../shared/catalogue/service.ts'
import type { ClientAlerts } from '../../shared/contract/alerts.ts'
import type { ClientDetail, ServiceTerms } from '../../shared/contract/clients.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { clientAlertsOf, clientAlertsStatement } from '../notify/thresholds.ts'
import { newestAt, termsFor, termsKey } from '../pricing/terms.ts'
import { feeView } from './fee-view.ts'
import { type ClientFigures, feeShareOf } from './figures.ts'
import { overviewOf } from './overview.ts'
import { type ClientsRead, readClients } from './read-clients.ts'
import { type ServiceFigures, serviceFiguresOf, serviceStatements } from './service-figures.ts'
import { serviceView } from './service-view.ts'

/** One client with all that is needed to show or change it, as of one moment. */
export interface ClientRead extends ClientsRead {
  readonly client: ClientFigures
  readonly byService: ReadonlyMap<string, ServiceFigures>
  readonly versions: ReadonlyMap<string, bigint>
  readonly alerts: ClientAlerts
}

/** @throws Refusal `not_found` for a client that is not there or is another agency's: the two look the same. */
export async function readClient(ctx: Context, agencyId: string, clientId: string): Promise<ClientRead> {
  const read = await readClients(
    ctx,
    agencyId,
    { ids: [clientId] },
    {
      clientIds: [clientId],
      statements: (spans) => [
        ...serviceStatements(agencyId, clientId, spans),
        clientAlertsStatement(agencyId, clientId),
      ],
    },
  )
  const [client] = read.clients
  if (client === undefined) throw noSuchClient()
  const alerts = clientAlertsOf(read.extra.at(-1)?.rows ?? [], clientId)
  return { ...read, client, ...serviceFiguresOf(read.extra), alerts }
}

export const noSuchClient = () => new Refusal('not_found', 'There is no such client in your agency.')

/** GET /v1/clients/:id: the overview, and every service that ships, was agreed, or was used this month. */
export async function getClient(ctx: Context, actor: StaffActor, clientId: string): Promise<ClientDetail> {
  const read = await readClient(ctx, actor.agencyId, clientId)
  const services = new Set([
    ...SERVICES.map(({ id }) => id),
    ...read.versions.keys(),
    ...read.byService.keys(),
  ])
  return {
    overview: overviewOf(read.client, read),
    services: [...services].map((service) => viewOf(read, service)),
    reload: {
      enabled: read.client.reload?.enabled ?? false,
      threshold: formatNano(read.client.reload?.threshold ?? 0n),
      amount: formatNano(read.client.reload?.amount ?? 0n),
    },
    fee: feeView(read.feeRule),
    paymentMethod: read.client.method,
    alerts: read.alerts,
  }
}

/** One service of a client that was read. */
export function viewOf(read: ClientRead, service: string): ServiceTerms {
  const now = termsFor(read.terms, read.client.id, service, read.now)
  if (now === undefined) throw noSuchClient()
  return serviceView(service, {
    terms: read.terms,
    now,
    at: read.now.getTime(),
    figures: read.byService.get(service),
    version: read.versions.get(service) ?? 0n,
    currency: read.client.currency,
    isOwn: hasOwnTerms(read, service),
    fee: feeShareOf(read.client, read.feeRule),
  })
}

function hasOwnTerms({ terms, client, now }: ClientRead, service: string): boolean {
  const own = newestAt(terms.terms.get(termsKey(client.id, service)), now.getTime())
  return own !== undefined && own.billedBy !== 'default'
}
