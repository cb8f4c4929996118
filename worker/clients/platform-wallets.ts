import type { Row } from '@libsql/client/http'
import type { PlatformWallets } from '../../shared/contract/platform-wallets.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { type WalletsRead, readWallets } from '../crm/highlevel/read-wallets.ts'

type Kept = WalletsRead & { readonly atMs: number }

/** A reading is 90 requests to HighLevel: whoever looks within this time sees the same. A failed one is tried sooner. */
const KEPT_MS = 60_000
const FAILED_KEPT_MS = 10_000
/** Agencies whose reading an isolate keeps. */
const KEPT_MAX = 500
const kept = new Map<string, Kept>()

/**
 * What clients hold at the platform against what they hold in our ledger (CB-10): the platform's side from HighLevel,
 * kept for a minute; ours as it is now. Where HighLevel does not tell, the answer says why and our side still stands.
 */
export async function platformWallets(ctx: Context, { agencyId }: StaffActor): Promise<PlatformWallets> {
  const { companyId, places, ledger } = await readOurs(ctx, agencyId)
  const connected = companyId === null ? [] : places
  const shared = { platform: 'highlevel', currency: 'USD', connected: connected.length, ledger } as const
  const none = { ...shared, at: null, balance: null, complimentaryCredits: null, asked: 0, wallets: [] }
  if (ctx.settings.HIGHLEVEL_TOKEN === undefined) return { ...none, reading: 'notConfigured' }
  if (companyId === null || connected.length === 0) return { ...none, reading: 'notConnected' }

  const read = await readKept(ctx, agencyId, companyId, connected)
  const found = connected.flatMap(({ location, client, name }) => {
    const wallet = read.wallets.get(location)
    return wallet === undefined ? [] : [{ client, name, wallet }]
  })
  const sumOf = (part: 'balance' | 'complimentaryCredits'): string | null =>
    found.length === 0 ? null : formatNano(found.reduce((sum, { wallet }) => sum + wallet[part], 0n))
  return {
    ...shared,
    reading: read.reading,
    at: new Date(read.atMs).toISOString(),
    balance: sumOf('balance'),
    complimentaryCredits: sumOf('complimentaryCredits'),
    asked: read.asked,
    wallets: found
      .toSorted((a, b) => compare(a.wallet.balance, b.wallet.balance) || (a.name < b.name ? -1 : 1))
      .map(({ client, name, wallet }) => ({
        client,
        name,
        balance: formatNano(wallet.balance),
        complimentaryCredits: formatNano(wallet.complimentaryCredits),
      })),
  }
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

interface Place {
  readonly location: string
  readonly client: string
  readonly name: string
}

async function readKept(
  ctx: Context,
  agencyId: string,
  companyId: string,
  places: readonly Place[],
): Promise<Kept> {
  const key = `${ctx.settings.TURSO_DATABASE_URL} ${agencyId}`
  const now = ctx.now().getTime()
  const last = kept.get(key)
  if (last !== undefined && now - last.atMs < (last.reading === 'read' ? KEPT_MS : FAILED_KEPT_MS))
    return last
  const ids = places.map(({ location }) => location)
  const read = { ...(await readWallets(ctx, companyId, ids)), atMs: now }
  kept.delete(key)
  kept.set(key, read)
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break
    kept.delete(oldest)
  }
  return read
}

async function readOurs(ctx: Pick<Context, 'db'>, agencyId: string) {
  const [directory, balances] = await ctx.db.readBatch([
    {
      sql: `SELECT d.external_id, d.client_id, c.name FROM directory AS d
            LEFT JOIN client AS c ON c.agency_id = d.agency_id AND c.id = d.client_id
            WHERE d.agency_id = ? AND d.system = 'highlevel' ORDER BY d.external_id`,
      args: [agencyId],
    },
    {
      sql: `SELECT currency, sum(max(net, 0)) AS held, sum(max(-net, 0)) AS owed FROM (
              SELECT currency, sum(CASE account WHEN 'wallets' THEN balance ELSE -balance END) AS net
              FROM client_balance WHERE agency_id = ? AND account IN ('wallets', 'receivables')
              GROUP BY client_id, currency)
            GROUP BY currency ORDER BY currency`,
      args: [agencyId],
    },
  ])
  const rows = directory?.rows ?? []
  const company = rows.find((row) => row['client_id'] === null)?.['external_id']
  return {
    companyId: typeof company === 'string' ? company : null,
    places: rows.filter((row) => row['client_id'] !== null).map(placeOf),
    ledger: (balances?.rows ?? []).map((row) => ({
      currency: row['currency'] as string,
      held: formatNano(row['held'] as bigint),
      owed: formatNano(row['owed'] as bigint),
    })),
  }
}

const placeOf = (row: Row): Place => ({
  location: row['external_id'] as string,
  client: row['client_id'] as string,
  name: (row['name'] as string | null) ?? (row['client_id'] as string),
})
