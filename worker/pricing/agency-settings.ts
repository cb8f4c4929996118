import type { z } from 'zod'
import type { AgencySettings, AgencySettingsInput } from '../../shared/contract/pricing.ts'
import { feeRuleById } from '../../shared/fees/table.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { changesOf, overtaken } from '../clients/set-client.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { forgetTerms } from './load-terms.ts'
import { priceVersionMoves } from './switch-statements.ts'
import { unfit } from './wish.ts'

/** What holds for the whole agency. @throws Refusal `session_ended` where the agency is gone */
export async function getAgency(ctx: Context, { agencyId }: StaffActor): Promise<AgencySettings> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT name, plan, currency, time_zone, multiplier_cap_ppm, fee_rule_id FROM agency WHERE id = ?',
      args: [agencyId],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw ended()
  const cap = row['multiplier_cap_ppm'] as bigint | null
  return {
    id: agencyId,
    name: row['name'] as string,
    plan: row['plan'] as string,
    currency: row['currency'] as string,
    timeZone: row['time_zone'] as string,
    multiplierCap: cap === null ? null : formatMultiplier(cap),
    feeRule: row['fee_rule_id'] as string,
  }
}

/**
 * Changes the CRM's plan, the agency's own cap, or the card fees that margins assume. Usage from now on that is above a
 * cap is rated at it; older usage, sent late or corrected, keeps the cap of its time. Naming what is there already
 * changes nothing.
 * @throws Refusal `invalid_request` for an unknown fee rule, `version_conflict`, `session_ended`
 */
export async function setAgency(
  ctx: Context,
  actor: StaffActor,
  { plan, multiplierCap, feeRule }: z.infer<typeof AgencySettingsInput>,
): Promise<AgencySettings> {
  if (feeRule !== undefined && feeRuleById(feeRule) === undefined) {
    throw unfit('feeRule', 'no fee rule of the catalogue has this id')
  }
  const { agencyId } = actor
  const before = await getAgency(ctx, actor)
  const after: AgencySettings = {
    ...before,
    ...(plan === undefined ? {} : { plan }),
    ...(multiplierCap === undefined
      ? {}
      : {
          multiplierCap: multiplierCap === null ? null : formatMultiplier(parseMultiplierPpm(multiplierCap)),
        }),
    ...(feeRule === undefined ? {} : { feeRule }),
  }
  const news = changesOf(before, after)
  if (Object.keys(news.after).length === 0) return before
  const dated = 'plan' in news.after || 'multiplierCap' in news.after ? [capFromNow(ctx, after)] : []
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      ...dated,
      {
        sql: `UPDATE agency SET plan = ?, multiplier_cap_ppm = ?, fee_rule_id = ?
              WHERE id = ? AND plan = ? AND multiplier_cap_ppm IS ? AND fee_rule_id = ?`,
        args: [after.plan, ppmOf(after), after.feeRule, agencyId, before.plan, ppmOf(before), before.feeRule],
      },
      guardChangedOne(),
      priceVersionMoves(agencyId),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'agency.set',
        clientId: null,
        subject: agencyId,
        ...news,
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    if (error.index === 2 + dated.length) throw overtaken()
    throw error
  } finally {
    forgetTerms(agencyId)
  }
  return after
}

/** The cap with its date, for the usage that comes after; `after_seq` says which lines were rated without it. */
const capFromNow = (ctx: Pick<Context, 'now'>, after: AgencySettings): Statement => ({
  sql: `INSERT INTO agency_cap (agency_id, valid_from, after_seq, plan, multiplier_cap_ppm)
        VALUES (?, ?, (SELECT coalesce(max(seq), 0) FROM usage_event), ?, ?)`,
  args: [after.id, BigInt(ctx.now().getTime()), after.plan, ppmOf(after)],
})

const ppmOf = ({ multiplierCap }: AgencySettings): bigint | null =>
  multiplierCap === null ? null : parseMultiplierPpm(multiplierCap)
