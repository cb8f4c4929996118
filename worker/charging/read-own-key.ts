import type { Context } from '../context.ts'
import { AGENCY_ITSELF } from '../payments/provider.ts'
import { STRIPE } from '../payments/keys.ts'
import { AGENCY_EVENT_TYPES, NEEDED_PERMISSIONS } from '../payments/providers.ts'
import { agencyAccount } from './agency-account.ts'

/** A kept key as staff recognise it; the key and the secret themselves are told to nobody. */
interface KeyView {
  readonly account: string
  readonly state: string
  readonly mode: string
  readonly last4: string
}

export interface OwnKeyView {
  /** What charges now, or is refused by Stripe with the reason: `rejected`, or the permission it lost. Null = none. */
  readonly key: (KeyView & { reason: string | null; since: string }) | null
  /** Older ones, kept to finish what was begun on their accounts. */
  readonly kept: readonly KeyView[]
  /** Where the agency's own webhook endpoint at Stripe must send, and what. */
  readonly webhookPath: string
  readonly eventTypes: readonly string[]
  readonly permissions: readonly string[]
  /** Clients whose payment method is at another account than where the agency is charged now. */
  readonly clientsElsewhere: number
  /** Whether the agency's own card is known there, so that it is refused as a client's (HL-13). */
  readonly agencyCardKnown: boolean
}

/** An agency's own key and what it needs to work. */
export async function readOwnKey(ctx: Pick<Context, 'db'>, agencyId: string): Promise<OwnKeyView> {
  const { account } = await agencyAccount(ctx, agencyId)
  const [keys, elsewhere, card] = await ctx.db.readBatch([
    {
      sql: `SELECT account, state, mode, last4, reason, updated_at FROM payment_key
            WHERE agency_id = ? AND provider = ? AND state <> 'erased' ORDER BY updated_at DESC`,
      args: [agencyId, STRIPE],
    },
    {
      sql: `SELECT count(*) AS clients FROM payment_customer
            WHERE agency_id = ? AND provider = ? AND client_id <> ? AND account <> ? AND method_id IS NOT NULL`,
      args: [agencyId, STRIPE, AGENCY_ITSELF, account],
    },
    {
      sql: `SELECT 1 FROM payment_customer
            WHERE agency_id = ? AND provider = ? AND client_id = ? AND account = ? AND fingerprint IS NOT NULL`,
      args: [agencyId, STRIPE, AGENCY_ITSELF, account],
    },
  ])
  const rows = keys?.rows ?? []
  const current = rows.find((row) => row['state'] === 'active' || row['state'] === 'refused')
  return {
    key:
      current === undefined
        ? null
        : {
            ...viewOf(current),
            reason: typeof current['reason'] === 'string' ? current['reason'] : null,
            since: new Date(Number(current['updated_at'])).toISOString(),
          },
    kept: rows.filter((row) => row !== current).map(viewOf),
    webhookPath: `/hooks/stripe/${encodeURIComponent(agencyId)}`,
    eventTypes: AGENCY_EVENT_TYPES,
    permissions: NEEDED_PERMISSIONS,
    clientsElsewhere: Number(elsewhere?.rows[0]?.['clients']),
    agencyCardKnown: card?.rows.length === 1,
  }
}

const viewOf = (row: Record<string, unknown>): KeyView => ({
  account: String(row['account']),
  state: String(row['state']),
  mode: String(row['mode']),
  last4: String(row['last4']),
})
