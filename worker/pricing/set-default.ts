import type { z } from 'zod'
import type { SetDefaultRequest } from '../../shared/contract/pricing.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import type { StaffActor } from '../access/tokens.ts'
import { planBarrier } from '../clients/rebilling-state.ts'
import type { Context } from '../context.ts'
import { platformBills } from '../crm/double-billing.ts'
import { type Intent, answered } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { changed, mayAccept } from './carry-out.ts'
import { floorBroken } from './floors.ts'
import { hinderedBy } from './followers.ts'
import { defaultRow, readDefault } from './get-default.ts'
import type { Row } from './moves.ts'
import type { Answer } from './set-service.ts'
import { checkCap, refuseBelow } from './switch-rules.ts'
import { type DatedTerms, whoBills } from './terms.ts'
import { wishOf } from './wish.ts'
import { type DefaultChange, writeDefault } from './write-default.ts'

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
  const rule = composed(wish, defaultRow(read.terms, service, at))
  const row: Row = { choice: wish.choice, rule, currency: read.terms.currency }
  return changeDefault(ctx, actor, { service, intent, request, read, row, at, undoes: null })
}

/** Checks a new default and writes it, with what clients that cannot follow keep. @throws see setDefault */
export async function changeDefault(ctx: Context, actor: StaffActor, change: DefaultChange): Promise<Answer> {
  const { service, read, row, at } = change
  const before = defaultRow(read.terms, service, at)
  const accepted = check(actor, change, before)
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
  return writeDefault(ctx, actor, { ...change, before, hindered, accepted })
}

/** Included quantity, minimum and cap stay where only the multiplier changes. */
function composed({ rule, keepsComposition }: ReturnType<typeof wishOf>, before: DatedTerms | undefined) {
  if (!keepsComposition || rule?.kind !== 'multiplier') return rule
  return before?.rule?.kind === 'multiplier' ? { ...before.rule, ...rule } : rule
}

/** @returns the floors that are broken with leave */
function check(
  actor: StaffActor,
  { service, request, read, row, at }: DefaultChange,
  before: DatedTerms | undefined,
): string[] {
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
