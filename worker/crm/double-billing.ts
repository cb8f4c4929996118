import { serviceById } from '../../shared/catalogue/service.ts'
import type { BilledBy } from '../../shared/contract/scalars.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { type Places, setRebilling } from './highlevel/rebilling.ts'

/** How it is known that the platform does not bill what we book; kept in the audit log. */
export type CrmEvidence = 'switchedOn' | 'switchedOff' | 'confirmedOff' | 'neverBills' | 'alreadyOff'

export interface CrmSwitch {
  readonly agencyId: string
  readonly clientId: string
  readonly service: string
  readonly from: BilledBy
  readonly to: BilledBy
  /** For `to: 'crm'`. */
  readonly multiplierPpm: bigint
  readonly confirmedOff: boolean
}

/** The CRM gave no answer to being switched on: it may bill from now on, or not. */
export class SwitchUnanswered extends Refusal {}

/**
 * B-15: a service is billed by the platform itself or by our ledger, never by both. Before anything is booked the
 * platform is switched on or off to fit; where that cannot be done, staff must have confirmed that it is off.
 * @throws Refusal `crm_cannot_bill`, `crm_rebilling_unknown`, `upstream_failed` (as SwitchUnanswered)
 */
export async function settleCrmRebilling(ctx: Context, change: CrmSwitch): Promise<CrmEvidence> {
  if (change.to === 'crm') return switchOn(ctx, change)
  if (settledBefore(change)) return 'alreadyOff'
  if (!platformBills(change.service)) return 'neverBills'
  const product = serviceById(change.service)?.crmProduct ?? null
  const places = product === null ? null : await placesOf(ctx, change)
  const outcome =
    product === null || places === null ? 'refused' : await setRebilling(ctx, places, product, null)
  if (outcome === 'done') return 'switchedOff'
  if (change.confirmedOff) return 'confirmedOff'
  throw new Refusal(
    'crm_rebilling_unknown',
    "The platform's own rebilling of this service could not be switched off from here, so the client might be billed " +
      'twice. Switch it off on the platform, then confirm that it is off.',
  )
}

/** What our ledger bills was settled when it began to; what is absorbed needs nothing but the CRM to stop. */
const settledBefore = ({ from, to }: Pick<CrmSwitch, 'from' | 'to'>): boolean =>
  from === 'ledger' || (from === 'agency' && to === 'agency')

/** Whether a change has the platform's own rebilling set, so that it may be refused there. */
export const asksCrm = (change: Pick<CrmSwitch, 'from' | 'to' | 'service'>): boolean =>
  change.to === 'crm' || (!settledBefore(change) && platformBills(change.service))

async function switchOn(ctx: Context, change: CrmSwitch): Promise<CrmEvidence> {
  const product = serviceById(change.service)?.crmProduct ?? null
  const places = product === null ? null : await placesOf(ctx, change)
  if (product === null || places === null) {
    const why =
      product === null ? 'The CRM has no switch for this service' : 'This client is no sub-account of the CRM'
    throw new Refusal('crm_cannot_bill', `${why}. Let our ledger bill it, or absorb it.`)
  }
  const outcome = await setRebilling(ctx, places, product, change.multiplierPpm)
  if (outcome === 'done') return 'switchedOn'
  if (outcome === 'unanswered') {
    throw new SwitchUnanswered(
      'upstream_failed',
      'The CRM gave no answer, so its rebilling may be on by now; nothing was changed here. Try again, or look there.',
    )
  }
  throw new Refusal(
    'crm_cannot_bill',
    outcome === 'notConnected'
      ? 'This deployment has no HighLevel token (docs/operating.md), so it cannot switch the rebilling on.'
      : `The CRM refused to switch the rebilling of ${product} on. See there that the sub-account is in SaaS mode.`,
  )
}

/** Whether the platform behind a service can bill the agency's client by itself: HighLevel and CloseBot do. */
export function platformBills(service: string): boolean {
  const system = serviceById(service)?.system
  return system === 'highlevel' || system === 'closebot'
}

/** Null where the client is not connected to a HighLevel sub-account, or the agency to a company. */
async function placesOf(ctx: Context, { agencyId, clientId }: CrmSwitch): Promise<Places | null> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT external_id, client_id FROM directory
            WHERE agency_id = ? AND (client_id = ? OR client_id IS NULL) AND system = 'highlevel'`,
      args: [agencyId, clientId],
    },
  ])
  const rows = found?.rows ?? []
  const companyId = rows.find((row) => row['client_id'] === null)?.['external_id']
  const locationIds = rows
    .filter((row) => row['client_id'] !== null)
    .map((row) => row['external_id'] as string)
  return typeof companyId === 'string' && locationIds.length > 0 ? { companyId, locationIds } : null
}
