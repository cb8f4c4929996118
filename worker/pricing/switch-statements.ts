import type { Actor, Context } from '../context.ts'
import { auditStatement } from '../audit/audit.ts'
import type { CrmEvidence } from '../crm/double-billing.ts'
import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import type { Move } from './switch-rules.ts'
import { DEFAULT_CLIENT, type TermsOfUsage } from './terms.ts'

export interface SwitchWrite {
  readonly agencyId: string
  readonly clientId: string
  readonly actor: Actor
  readonly moves: readonly Move[]
  /** Number of the newest terms that concern each service, as read. */
  readonly versions: ReadonlyMap<string, bigint>
  readonly auditIds: readonly string[]
  readonly currency: string
  readonly crm: CrmEvidence
}

/** SQL of the number of the newest terms that concern a client's service: what the API calls its version. */
export const VERSION_SQL = `(SELECT coalesce(max(number), 0) FROM service_terms
  WHERE agency_id = ? AND client_id IN (?, '${DEFAULT_CLIENT}') AND service = ?)`

/** Aborts the batch where somebody else changed one of the services since it was read; one statement a move. */
export function versionGuards({ agencyId, clientId, moves, versions }: SwitchWrite): Statement[] {
  return moves.map(({ service }) =>
    guard(`${VERSION_SQL} = ?`, [agencyId, clientId, service, versions.get(service) ?? 0n]),
  )
}

/** The new terms from now on, the agency's price version, and an audit row for each service (B-14). */
export function switchStatements(ctx: Pick<Context, 'now'>, write: SwitchWrite): Statement[] {
  const now = BigInt(ctx.now().getTime())
  const { agencyId, clientId, moves, currency } = write
  return [
    ...moves.map(({ service, billedBy, rule }) => ({
      sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [
        agencyId,
        clientId,
        service,
        now,
        billedBy,
        rule === null ? null : JSON.stringify(rule),
        currency,
        now,
      ],
    })),
    { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agencyId] },
    ...moves.map(({ service, billedBy, rule, before }, index) =>
      auditStatement(ctx, write.actor, {
        id: write.auditIds[index] ?? '',
        agencyId,
        action: 'service.switched',
        clientId,
        subject: service,
        before: shown(before),
        after: {
          ...shown({ billedBy, rule }),
          crm: write.crm,
          ...(index === 0 ? {} : { with: moves[0]?.service }),
        },
      }),
    ),
  ]
}

/** Terms as the audit log shows them: the multiplier in plain sight, the rule in full where there is more to it. */
function shown({ billedBy, rule }: Pick<TermsOfUsage, 'billedBy' | 'rule'>) {
  if (rule === null) return { billedBy }
  return rule.kind === 'multiplier' && Object.keys(rule).length === 2
    ? { billedBy, multiplier: rule.multiplier }
    : { billedBy, rule }
}
