import type { z } from 'zod'
import type { ClientSettings, ClientSettingsInput } from '../../shared/contract/pricing.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard, guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { forgetTerms } from '../pricing/load-terms.ts'
import { termsFor } from '../pricing/terms.ts'
import { readClient } from './get-client.ts'
import { missingStep } from './rebilling-state.ts'

type Input = z.infer<typeof ClientSettingsInput>

/**
 * Changes how a client is billed, from now on: earlier usage keeps the mode it had (CE-01). Naming what is there already
 * changes nothing. @throws Refusal `not_found`, `currency_in_use`, `no_payment_method`, `no_account_admin`,
 *   `version_conflict`, `session_ended`
 */
export async function setClient(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  input: Input,
): Promise<ClientSettings> {
  const { agencyId } = actor
  const read = await readClient(ctx, agencyId, clientId)
  const { client } = read
  const before: ClientSettings = {
    id: client.id,
    name: client.name,
    billingMode: client.billingMode,
    currency: client.currency,
    phoneSystem: client.phoneSystem as ClientSettings['phoneSystem'],
    suspended: client.suspended,
  }
  const after: ClientSettings = { ...before, ...named(input) }
  const news = changesOf(before, after)
  if (Object.keys(news.after).length === 0) return before
  const isBilled = [...read.versions.keys()].some(
    (service) => termsFor(read.terms, clientId, service, read.now)?.billedBy === 'ledger',
  )
  const step = missingStep({ ...client, billingMode: after.billingMode })
  // HL-14 cannot be walked round by another mode.
  if (after.billingMode !== before.billingMode && isBilled && step !== null) {
    throw new Refusal(step.code, step.fix)
  }
  const changesCurrency = after.currency !== before.currency
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      ...(changesCurrency ? [nothingIn(agencyId, clientId)] : []),
      {
        sql: `UPDATE client SET name = ?, billing_mode = ?, currency = ?, phone_system = ?, suspended = ?
              WHERE agency_id = ? AND id = ? AND billing_mode = ? AND currency = ? AND phone_system IS ? AND suspended = ?`,
        args: [
          after.name,
          after.billingMode,
          after.currency,
          after.phoneSystem,
          bit(after.suspended),
          agencyId,
          clientId,
          before.billingMode,
          before.currency,
          before.phoneSystem,
          bit(before.suspended),
        ],
      },
      guardChangedOne(),
      ...(after.billingMode === before.billingMode ? [] : [modeStatement(ctx, agencyId, after)]),
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agencyId] },
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'client.set',
        clientId,
        subject: clientId,
        ...news,
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    if (changesCurrency && error.index === 1) throw inUse(before.currency)
    if (error.index === (changesCurrency ? 3 : 2)) throw overtaken()
    throw error
  } finally {
    forgetTerms(agencyId)
  }
  return after
}

/** The mode from now on; a second switch within one millisecond begins one later. */
const modeStatement = (
  ctx: Pick<Context, 'now'>,
  agencyId: string,
  { id, billingMode }: ClientSettings,
): Statement => ({
  sql: `INSERT INTO billing_mode (agency_id, client_id, valid_from, mode)
        SELECT ?1, ?2, max(?3, coalesce((SELECT max(valid_from) + 1 FROM billing_mode
          WHERE agency_id = ?1 AND client_id = ?2), 0)), ?4`,
  args: [agencyId, id, BigInt(ctx.now().getTime()), billingMode],
})

/** Amounts of a client stay in the currency they were booked, charged or agreed in. */
const nothingIn = (agencyId: string, clientId: string): Statement =>
  guard(
    `NOT EXISTS (SELECT 1 FROM month_sum WHERE agency_id = ?1 AND client_id = ?2)
     AND NOT EXISTS (SELECT 1 FROM client_balance WHERE agency_id = ?1 AND client_id = ?2)
     AND NOT EXISTS (SELECT 1 FROM charge WHERE agency_id = ?1 AND client_id = ?2)
     AND NOT EXISTS (SELECT 1 FROM reload_settings WHERE agency_id = ?1 AND client_id = ?2)
     AND NOT EXISTS (SELECT 1 FROM spend_cap WHERE agency_id = ?1 AND client_id = ?2)
     AND NOT EXISTS (SELECT 1 FROM service_terms WHERE agency_id = ?1 AND client_id = ?2 AND rule IS NOT NULL)
     AND NOT EXISTS (SELECT 1 FROM usage_event NOT INDEXED
       WHERE seq > (SELECT sealed_seq FROM ledger_head WHERE id = 1) AND agency_id = ?1 AND client_id = ?2)`,
    [agencyId, clientId],
  )

const named = (input: Input): Partial<ClientSettings> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

/** The fields that differ, before and after, for the audit log. */
export function changesOf<T extends object>(before: T, after: T): { before: Partial<T>; after: Partial<T> } {
  const keys = (Object.keys(after) as (keyof T)[]).filter((key) => before[key] !== after[key])
  const only = (of: T) => Object.fromEntries(keys.map((key) => [key, of[key]])) as Partial<T>
  return { before: only(before), after: only(after) }
}

const bit = (on: boolean): bigint => (on ? 1n : 0n)

export const overtaken = () =>
  new Refusal('version_conflict', 'Somebody changed these settings just now. Load them again, then decide.')

const inUse = (currency: string) =>
  new Refusal(
    'currency_in_use',
    `The client has usage, money, caps or prices in ${currency}. Add it as a new client to bill it in another currency.`,
  )
