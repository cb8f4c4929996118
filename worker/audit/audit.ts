import { type Actor, type Context, actorName } from '../context.ts'
import type { Statement } from '../db/client.ts'

/** One row of the audit log, as a statement for the batch that makes the change (B-14, invariant 9). */
export function auditStatement(
  ctx: Pick<Context, 'now'>,
  actor: Actor,
  row: {
    id: string
    agencyId: string
    action: string
    clientId: string | null
    subject: string
    before: unknown
    after: unknown
  },
): Statement {
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))
  return {
    sql: `INSERT INTO audit_log (agency_id, id, at, actor, action, client_id, subject, before, after)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    args: [
      row.agencyId,
      row.id,
      BigInt(ctx.now().getTime()),
      actorName(actor),
      row.action,
      row.clientId,
      row.subject,
      json(row.before),
      json(row.after),
    ],
  }
}
