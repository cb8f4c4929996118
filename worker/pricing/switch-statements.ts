import type { BilledBy } from '../../shared/contract/scalars.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { Actor, Context } from '../context.ts'
import { auditStatement } from '../audit/audit.ts'
import type { CrmEvidence } from '../crm/double-billing.ts'
import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import type { Move } from './moves.ts'
import { DEFAULT_CLIENT, type TermsChoice } from './terms.ts'

export interface SwitchWrite {
  readonly agencyId: string
  readonly clientId: string
  readonly actor: Actor
  readonly moves: readonly Move[]
  /** When the new terms begin. */
  readonly at: Date
  /** Number of the newest terms that concern each service, as read. */
  readonly versions: ReadonlyMap<string, bigint>
  /** One a move; the first names the change. */
  readonly auditIds: readonly string[]
  readonly crm: CrmEvidence
  readonly action: 'service.switched' | 'service.undone'
  /** What else goes on record: floors that were accepted, the bulk change, what was undone. */
  readonly note: Readonly<Record<string, unknown>>
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

export interface TermsRow {
  readonly agencyId: string
  readonly clientId: string
  readonly service: string
  readonly choice: TermsChoice
  readonly rule: PriceRule | null
  readonly currency: string
  readonly at: Date
  readonly changeId: string
}

/** A new row of dated terms. */
export function termsStatement(ctx: Pick<Context, 'now'>, row: TermsRow): Statement {
  return {
    sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at, change_id)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    args: [
      row.agencyId,
      row.clientId,
      row.service,
      BigInt(row.at.getTime()),
      row.choice,
      row.rule === null ? null : JSON.stringify(row.rule),
      row.currency,
      BigInt(ctx.now().getTime()),
      row.changeId,
    ],
  }
}

/** Moves the version that every posting checks: rating with old prices is refused from here on. */
export const priceVersionMoves = (agencyId: string): Statement => ({
  sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?',
  args: [agencyId],
})

/** The new terms, the agency's price version, and an audit row for each service (B-14). */
export function switchStatements(ctx: Pick<Context, 'now'>, write: SwitchWrite): Statement[] {
  const { agencyId, clientId, moves, at } = write
  const changeId = write.auditIds[0] ?? ''
  const isLater = at.getTime() > ctx.now().getTime()
  return [
    ...moves.map((move) => termsStatement(ctx, { ...move, agencyId, clientId, at, changeId })),
    priceVersionMoves(agencyId),
    ...moves.map(({ service, before, choice, rule }, index) =>
      auditStatement(ctx, write.actor, {
        id: write.auditIds[index] ?? '',
        agencyId,
        action: write.action,
        clientId,
        subject: service,
        before: shown(before),
        after: {
          ...shown({ billedBy: choice, rule }),
          crm: write.crm,
          ...(isLater ? { validFrom: at.toISOString() } : {}),
          ...(index === 0 ? {} : { with: moves[0]?.service }),
          ...write.note,
        },
      }),
    ),
  ]
}

/** Terms as the audit log shows them: the multiplier in plain sight, the rule in full where there is more to it. */
export function shown({ billedBy, rule }: { billedBy: BilledBy | TermsChoice; rule: PriceRule | null }) {
  if (rule === null) return { billedBy }
  return rule.kind === 'multiplier' && Object.keys(rule).length === 2
    ? { billedBy, multiplier: rule.multiplier }
    : { billedBy, rule }
}
