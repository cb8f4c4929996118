import type { PriceRule } from '../../shared/rating/rule.ts'
import type { ClientFigures } from '../clients/figures.ts'
import { readClients } from '../clients/read-clients.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { currencyBarrier, ledgerObstacle } from './switch-rules.ts'
import { type AgencyTerms, newestAt, termsKey } from './terms.ts'

/** Clients looked at for one default; an agency with more sets terms in bulk. */
const CLIENTS_MAX = 10_000
const PAGE = 500

export interface Hindered {
  readonly client: string
  readonly code: string
}

/**
 * Clients that would follow a new default at `at` and cannot be billed so: HL-07, HL-11, HL-14, another currency.
 * @param begins whether our ledger begins to bill by it; else only the currency matters, for it billed them before
 * @returns them, and the price version that this is true of
 */
export async function hinderedBy(
  ctx: Context,
  agencyId: string,
  of: { service: string; rule: PriceRule; currency: string; at: Date; begins: boolean },
): Promise<{ hindered: Hindered[]; priceVersions: Set<bigint> }> {
  const hindered: Hindered[] = []
  const priceVersions = new Set<bigint>()
  let after = ''
  for (let seen = 0; seen < CLIENTS_MAX; seen += PAGE) {
    const ids = await nextIds(ctx, agencyId, after)
    const last = ids.at(-1)
    if (last === undefined) return { hindered, priceVersions }
    const { clients, terms } = await readClients(
      ctx,
      agencyId,
      { ids },
      { clientIds: ids, statements: () => [] },
    )
    priceVersions.add(terms.priceVersion)
    for (const client of clients) {
      if (!follows(client, terms, of)) continue
      const obstacle =
        currencyBarrier(of.rule, of.currency, client.currency) ??
        (of.begins ? ledgerObstacle(of.service, client, terms) : null)
      if (obstacle !== null) hindered.push({ client: client.id, code: obstacle.code })
    }
    after = last
  }
  throw new Refusal('invalid_request', `A default reaches at most ${CLIENTS_MAX} clients. Use a bulk change.`)
}

function follows(client: ClientFigures, terms: AgencyTerms, { service, at }: { service: string; at: Date }) {
  const own = newestAt(terms.terms.get(termsKey(client.id, service)), at.getTime())
  return own === undefined || own.billedBy === 'default'
}

async function nextIds(ctx: Context, agencyId: string, after: string): Promise<string[]> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT id FROM client WHERE agency_id = ? AND id > ? ORDER BY id LIMIT ?',
      args: [agencyId, after, BigInt(PAGE)],
    },
  ])
  return (found?.rows ?? []).map((row) => row['id'] as string)
}
