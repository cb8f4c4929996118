import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'

/** An account of an outside system, as an agency's directory has it. */
export interface Place {
  readonly agencyId: string
  readonly system: string
  readonly account: string
}

/** Its sub-accounts are clients themselves: `importClients` writes them, and whose they are never changes. */
export const IMPORTED_SYSTEM = 'highlevel'

/** @throws Refusal `account_imported` */
export function refuseImported(system: string): void {
  if (system !== IMPORTED_SYSTEM) return
  throw new Refusal(
    'account_imported',
    "HighLevel's sub-accounts are clients themselves, so they cannot be moved or disconnected. Nothing was changed.",
  )
}

/** Aborts its batch unless the account is that client's. */
export const guardStandsWith = ({ agencyId, system, account }: Place, clientId: string): Statement =>
  guard(
    `EXISTS (SELECT 1 FROM directory WHERE system = ? AND external_id = ? AND agency_id = ? AND client_id = ?)`,
    [system, account, agencyId, clientId],
  )

export const stands = () =>
  new Refusal(
    'version_conflict',
    'This account is not connected to that client any more. Look again, then decide. Nothing was changed.',
  )

/** One row in the history of the client that got the account, or lost it. */
export function accountAudit(
  ctx: Context,
  actor: StaffActor,
  { agencyId, system, account }: Place,
  what: 'connected' | 'disconnected',
  from: string | null,
  to: string | null,
): Statement {
  return auditStatement(ctx, actor, {
    id: ctx.newId(),
    agencyId,
    action: `account.${what}`,
    clientId: what === 'connected' ? to : from,
    subject: `${system} ${account}`,
    before: from === null ? null : { client: from },
    after: to === null ? null : { client: to },
  })
}
