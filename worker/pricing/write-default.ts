import type { z } from 'zod'
import type { SetDefaultRequest } from '../../shared/contract/pricing.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { type Intent, answered, keepAnswer } from '../http/idempotency.ts'
import { changed } from './carry-out.ts'
import type { Hindered } from './followers.ts'
import { type DefaultRead, defaultRow, defaultView, ownSql } from './get-default.ts'
import { forgetTerms } from './load-terms.ts'
import type { Row } from './moves.ts'
import type { Answer } from './set-service.ts'
import { VERSION_SQL, priceVersionMoves, shown, termsStatement } from './switch-statements.ts'
import { DEFAULT_CLIENT, type DatedTerms, whoBills } from './terms.ts'

/** A new default, decided and not yet checked. */
export interface DefaultChange {
  readonly service: string
  readonly intent: Intent | null
  readonly request: Pick<z.infer<typeof SetDefaultRequest>, 'crmRebillingConfirmedOff' | 'acceptBelowFloor'>
  readonly read: DefaultRead
  readonly row: Row
  readonly at: Date
  /** The change that this one undoes: clients that it left with what they had follow again. */
  readonly undoes: string | null
}

/**
 * Writes a checked default as one batch, guarded by the prices it was decided on.
 * @throws Refusal `version_conflict`, `session_ended`
 */
export async function writeDefault(
  ctx: Context,
  actor: StaffActor,
  of: DefaultChange & {
    before: DatedTerms | undefined
    hindered: readonly Hindered[]
    accepted: readonly string[]
  },
): Promise<Answer> {
  const { service, intent, read, row, before, at, hindered, accepted, undoes } = of
  const { agencyId } = actor
  const [changeId, pinId] = [ctx.newId(), ctx.newId()]
  const holds = at.getTime() <= ctx.now().getTime()
  const dated = {
    number: 0n,
    validFrom: at.getTime(),
    billedBy: row.choice,
    rule: row.rule,
    currency: row.currency,
  }
  const shownNow = holds ? dated : defaultRow(read.terms, service, ctx.now())
  const answer = JSON.stringify({
    terms: defaultView(service, read, ctx.now(), shownNow),
    auditId: changeId,
    kept: hindered,
  })
  // What only the database knows: the number of the new terms, and who follows them.
  const own = { sql: ownSql('?', '?', '?'), args: [agencyId, service, BigInt(ctx.now().getTime())] }
  const body = {
    sql: `json_set(?, '$.terms.version', ${VERSION_SQL}, '$.terms.own', ${own.sql}, '$.terms.following',
            (SELECT count(*) FROM client WHERE agency_id = ?) - ${own.sql})`,
    args: [answer, agencyId, DEFAULT_CLIENT, service, ...own.args, agencyId, ...own.args],
  }
  try {
    const results = await ctx.db.writeBatch([
      guardSessionLives(actor),
      // Covers the default, every client's terms and the plan: all of them move it.
      guard('EXISTS (SELECT 1 FROM agency WHERE id = ? AND price_version = ?)', [
        agencyId,
        read.terms.priceVersion,
      ]),
      termsStatement(ctx, { ...row, agencyId, clientId: DEFAULT_CLIENT, service, at, changeId }),
      ...pinned(ctx, { agencyId, service, at, before, hindered, changeId, currency: row.currency }),
      ...(undoes === null ? [] : [followAgain(ctx, { agencyId, service, at, undoes, changeId })]),
      priceVersionMoves(agencyId),
      auditStatement(ctx, actor, {
        id: changeId,
        agencyId,
        action: undoes === null ? 'default.set' : 'default.undone',
        clientId: null,
        subject: service,
        before: shown({ billedBy: whoBills(before), rule: before?.rule ?? null }),
        after: {
          ...shown({ billedBy: row.choice, rule: row.rule }),
          ...(holds ? {} : { validFrom: at.toISOString() }),
          ...(accepted.length === 0 ? {} : { acceptedBelowFloor: accepted }),
          ...(undoes === null ? {} : { undoes }),
        },
      }),
      {
        // One audit row for each client that keeps what it had.
        sql: `INSERT INTO audit_log (agency_id, id, at, actor, action, client_id, subject, before, after)
              SELECT a.agency_id, ?2 || ':' || j.key, a.at, a.actor, 'service.kept', j.value ->> 'client', a.subject,
                a.before, a.before
              FROM audit_log a, json_each(?3) j WHERE a.agency_id = ?4 AND a.id = ?1`,
        args: [changeId, pinId, JSON.stringify(hindered), agencyId],
      },
      ...(intent === null ? [] : [keepAnswer(ctx, intent, { status: 200, body })]),
      { sql: `SELECT ${body.sql} AS body`, args: body.args },
    ])
    return { body: results.at(-1)?.rows[0]?.['body'] as string, again: false }
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    const kept = await answered(ctx, intent)
    if (kept !== null) return kept
    if (error.index === 1) throw changed()
    throw error
  } finally {
    forgetTerms(agencyId)
  }
}

/** Terms of their own, as they were, for clients that cannot follow. */
function pinned(
  ctx: Context,
  of: {
    agencyId: string
    service: string
    at: Date
    before: DatedTerms | undefined
    hindered: readonly Hindered[]
    changeId: string
    currency: string
  },
) {
  const { before, at } = of
  const rule = before?.rule ?? null
  if (of.hindered.length === 0) return []
  const ids = JSON.stringify(of.hindered.map(({ client }) => client))
  return [
    {
      sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at, change_id)
            SELECT ?, value, ?, ?, ?, ?, ?, ?, ? FROM json_each(?)`,
      args: [
        of.agencyId,
        of.service,
        BigInt(at.getTime()),
        whoBills(before),
        rule === null ? null : JSON.stringify(rule),
        before?.currency ?? of.currency,
        BigInt(ctx.now().getTime()),
        of.changeId,
        ids,
      ],
    },
  ]
}

/** What a change pinned follows the default again, unless it was changed since: it had the older terms all along. */
const followAgain = (
  ctx: Context,
  of: { agencyId: string; service: string; at: Date; undoes: string; changeId: string },
): Statement => ({
  sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at, change_id)
        SELECT t.agency_id, t.client_id, t.service, ?, 'default', NULL, t.currency, ?, ? FROM service_terms t
        WHERE t.agency_id = ? AND t.service = ? AND t.change_id = ? AND t.client_id <> '${DEFAULT_CLIENT}'
          AND t.number = (SELECT max(n.number) FROM service_terms n
            WHERE n.agency_id = t.agency_id AND n.client_id = t.client_id AND n.service = t.service)`,
  args: [
    BigInt(of.at.getTime()),
    BigInt(ctx.now().getTime()),
    of.changeId,
    of.agencyId,
    of.service,
    of.undoes,
  ],
})
