import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { readClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import {
  type CrmEvidence,
  type CrmSwitch,
  SwitchUnanswered,
  settleCrmRebilling,
} from '../crm/double-billing.ts'
import { errorName } from '../log.ts'
import { forgetTerms } from './load-terms.ts'
import { termsFor } from './terms.ts'

/** Makes the CRM fit a switch before it is booked. What the CRM left unanswered goes on record. @throws see settleCrmRebilling */
export async function fitCrm(ctx: Context, actor: StaffActor, change: CrmSwitch): Promise<CrmEvidence> {
  try {
    return await settleCrmRebilling(ctx, change)
  } catch (error) {
    if (error instanceof SwitchUnanswered) await note(ctx, actor, change, 'service.switch_unanswered')
    throw error
  }
}

/**
 * The CRM was set for a switch that then was not booked, because somebody else was faster: sets the CRM to what the
 * books say now. Where that fails the CRM and the books differ, and the audit log says so.
 */
export async function refitCrm(ctx: Context, actor: StaffActor, change: CrmSwitch): Promise<void> {
  try {
    forgetTerms(change.agencyId)
    const { terms, now } = await readClient(ctx, change.agencyId, change.clientId)
    const booked = termsFor(terms, change.clientId, change.service, now)
    const isCrm = booked?.billedBy === 'crm' && booked.rule?.kind === 'multiplier'
    await settleCrmRebilling(ctx, {
      ...change,
      from: 'crm',
      to: isCrm ? 'crm' : 'agency',
      multiplierPpm: isCrm ? parseMultiplierPpm(booked.rule.multiplier) : 0n,
      confirmedOff: false,
    })
  } catch (error) {
    ctx.log.error('crm_differs_from_books', { clientId: change.clientId, error: errorName(error) })
    await note(ctx, actor, change, 'service.crm_differs')
  }
}

async function note(
  ctx: Context,
  actor: StaffActor,
  { agencyId, clientId, service, from, to }: CrmSwitch,
  action: 'service.switch_unanswered' | 'service.crm_differs',
): Promise<void> {
  await ctx.db.writeBatch([
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action,
      clientId,
      subject: service,
      before: { billedBy: from },
      after: { asked: to },
    }),
  ])
}
