import type { z } from 'zod'
import type { SetDefaultRequest } from '../../shared/contract/pricing.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { planBarrier } from '../clients/rebilling-state.ts'
import type { Context } from '../context.ts'
import { platformBills } from '../crm/double-billing.ts'
import { BatchAborted } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { type Intent, answered, keepAnswer } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { changed, mayAccept } from './carry-out.ts'
import { floorBroken } from './floors.ts'
import { type Hindered, hinderedBy } from './followers.ts'
import { type DefaultRead, defaultRow, defaultView, readDefault } from './get-default.ts'
import { forgetTerms } from './load-terms.ts'
import type { Row } from './moves.ts'
import type { Answer } from './set-service.ts'
import { checkCap, refuseBelow } from './switch-rules.ts'
import { VERSION_SQL, priceVersionMoves, shown, termsStatement } from './switch-statements.ts'
import { DEFAULT_CLIENT, type DatedTerms, whoBills } from './terms.ts'
import { wishOf } from './wish.ts'

type Request = z.infer<typeof SetDefaultRequest>

/**
 * Sets the agency's default terms of a service. It counts for every client without terms of its own; one that cannot be
 * billed so (no payment method, Twilio …) keeps what it had, as terms of its own, and is named.
 * @throws Refusal `crm_cannot_bill`, `crm_rebilling_unknown`, `below_floor`, `plan_forbids`, `plan_forbids_rebilling`,
 *   `version_conflict`, `session_ended`, `role_forbids`
 */
export async function setDefault(
  ctx: Context,
  actor: StaffActor,
  { service, request, intent }: { service: string; request: Request; intent: Intent | null },
): Promise<Answer> {
  const again = await answered(ctx, intent)
  if (again !== null) return again
  const wish = wishOf(service, request, ctx.now())
  const at = wish.validFrom ?? ctx.now()
  const read = await readDefault(ctx, actor.agencyId, service)
  if (read.version !== BigInt(request.version)) {
    const meanwhile = await answered(ctx, intent)
    if (meanwhile !== null) return meanwhile
    throw changed()
  }
  const before = defaultRow(read.terms, service, at)
  const row: Row = { choice: wish.choice, rule: composed(wish, before), currency: read.terms.currency }
  const accepted = check(actor, { service, request, read, row, before, at })
  const { hindered, priceVersions } =
    row.rule === null
      ? { hindered: [], priceVersions: new Set([read.terms.priceVersion]) }
      : await hinderedBy(ctx, actor.agencyId, {
          service,
          rule: row.rule,
          currency: row.currency,
          at,
          begins: whoBills(before) !== 'ledger',
        })
  priceVersions.add(read.terms.priceVersion)
  if (priceVersions.size > 1) throw changed()
  return write(ctx, actor, { service, intent, read, row, before, at, hindered, accepted })
}

/** Included quantity, minimum and cap stay where only the multiplier changes. */
function composed({ rule, keepsComposition }: ReturnType<typeof wishOf>, before: DatedTerms | undefined) {
  if (!keepsComposition || rule?.kind !== 'multiplier') return rule
  return before?.rule?.kind === 'multiplier' ? { ...before.rule, ...rule } : rule
}

interface Asked {
  readonly service: string
  readonly request: Request
  readonly read: DefaultRead
  readonly row: Row
  readonly before: DatedTerms | undefined
  readonly at: Date
}

/** @returns the floors that are broken with leave */
function check(actor: StaffActor, { service, request, read, row, before, at }: Asked): string[] {
  const was = whoBills(before)
  if (row.choice === 'crm') {
    throw new Refusal(
      'crm_cannot_bill',
      'The CRM has a switch per sub-account and no default. Switch the clients in bulk instead.',
    )
  }
  const isUnsettled = was === 'crm' || (row.choice === 'ledger' && was !== 'ledger')
  if (isUnsettled && platformBills(service) && request.crmRebillingConfirmedOff !== true) {
    throw new Refusal(
      'crm_rebilling_unknown',
      "A default cannot switch the platform's own rebilling off for each client. See on the platform that it is off for " +
        'every client that follows the default, then confirm it; or switch the clients in bulk.',
    )
  }
  if (row.rule === null) return []
  const barred = planBarrier(read.terms)
  if (barred !== null) throw new Refusal(barred.code, barred.fix)
  if (row.rule.kind === 'multiplier') checkCap('ledger', parseMultiplierPpm(row.rule.multiplier), read.terms)
  const reason = floorBroken({ service, rule: row.rule, currency: row.currency }, { ...read, at })
  const broken = reason === null ? [] : [reason]
  if (!mayAccept(actor, request)) refuseBelow(broken)
  return broken
}

async function write(
  ctx: Context,
  actor: StaffActor,
  of: Omit<Asked, 'request'> & { intent: Intent | null; hindered: readonly Hindered[]; accepted: string[] },
): Promise<Answer> {
  const { service, intent, read, row, before, at, hindered, accepted } = of
  const { agencyId } = actor
  const [changeId, pinId] = [ctx.newId(), ctx.newId()]
  const counts = { following: read.following - hindered.length, own: read.own + hindered.length }
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
    terms: defaultView(service, { ...read, ...counts }, ctx.now(), shownNow),
    auditId: changeId,
    kept: hindered,
  })
  const body = {
    sql: `json_set(?, '$.terms.version', ${VERSION_SQL})`,
    args: [answer, agencyId, DEFAULT_CLIENT, service],
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
      priceVersionMoves(agencyId),
      auditStatement(ctx, actor, {
        id: changeId,
        agencyId,
        action: 'default.set',
        clientId: null,
        subject: service,
        before: shown({ billedBy: whoBills(before), rule: before?.rule ?? null }),
        after: {
          ...shown({ billedBy: row.choice, rule: row.rule }),
          ...(holds ? {} : { validFrom: at.toISOString() }),
          ...(accepted.length === 0 ? {} : { acceptedBelowFloor: accepted }),
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
