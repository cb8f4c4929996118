import { formatNano, parseNano } from '../../shared/money/nano.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { accountTakesCharges } from './agency-account.ts'
import { chargeGrain, maximumCharge, minimumCharge } from './minimum-charge.ts'

/** A client as money sees it. */
export interface ChargedClient {
  readonly agencyId: string
  readonly clientId: string
  readonly currency: string
  readonly billingMode: string
  /** Where it can be charged; null without a stored method. */
  readonly customer: { provider: string; account: string; customerId: string; methodId: string } | null
  /** False where its account at the provider takes no charges: disconnected, or its key is refused or gone. */
  readonly takesCharges: boolean
}

/** @throws Refusal `not_found` for another agency's client as for none */
export async function readChargedClient(
  ctx: Context,
  agencyId: string,
  clientId: string,
): Promise<ChargedClient> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT c.currency, c.billing_mode, p.provider, p.account, p.customer_id, p.method_id,
              ${accountTakesCharges(ctx.settings)} AS takes FROM client c
            LEFT JOIN payment_customer p ON p.agency_id = c.agency_id AND p.client_id = c.id AND p.method_id IS NOT NULL
            WHERE c.agency_id = ? AND c.id = ? LIMIT 1`,
      args: [agencyId, clientId],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw noSuchClient()
  const methodId = row['method_id']
  return {
    agencyId,
    clientId,
    currency: String(row['currency']),
    billingMode: String(row['billing_mode']),
    customer:
      typeof methodId === 'string'
        ? {
            provider: String(row['provider']),
            account: String(row['account']),
            customerId: String(row['customer_id']),
            methodId,
          }
        : null,
    takesCharges: row['takes'] !== 0n,
  }
}

/**
 * Reads an amount of money that a person typed, in a whole number of what can be charged.
 * @throws Refusal `invalid_request` naming the field
 */
export function readAmount(text: string, currency: string, field: string, least: bigint): bigint {
  const nano = parseNano(text)
  const grain = chargeGrain(currency)
  const refuse = (reason: string) => {
    throw new Refusal('invalid_request', `${field}: ${reason}.`, [{ field, reason }])
  }
  if (nano % grain !== 0n) refuse(`a multiple of ${formatNano(grain)} ${currency}`)
  if (nano < least) refuse(`at least ${formatNano(least)} ${currency}`)
  if (nano > maximumCharge(currency)) refuse(`at most ${formatNano(maximumCharge(currency))} ${currency}`)
  return nano
}

/** An amount that a card can be charged. @throws Refusal `invalid_request` */
export const readChargeable = (text: string, currency: string, field: string): bigint =>
  readAmount(text, currency, field, minimumCharge(currency))
