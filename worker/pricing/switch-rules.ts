import { planById } from '../../shared/catalogue/plans.ts'
import { SERVICES, serviceById } from '../../shared/catalogue/service.ts'
import type { BilledBy } from '../../shared/contract/scalars.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import { PPM } from '../../shared/money/nano.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import { checkPlan } from '../../shared/rating/plan-cap.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { ClientFigures } from '../clients/figures.ts'
import { type Obstacle, barrier, missingStep, phoneBarrier } from '../clients/rebilling-state.ts'
import { Refusal } from '../http/problem.ts'
import { type AgencyTerms, type TermsOfUsage, termsFor } from './terms.ts'

/** What staff want: who bills a service, at which multiplier (null where the agency absorbs it). */
export interface Wish {
  readonly service: string
  readonly billedBy: BilledBy
  readonly multiplierPpm: bigint | null
}

/** New terms of one service. */
export interface Move {
  readonly service: string
  readonly billedBy: BilledBy
  readonly rule: PriceRule | null
  readonly before: TermsOfUsage
}

/** Reads the multiplier of a request. @throws Refusal `invalid_request` where it is missing */
export function wishOf(
  service: string,
  { billedBy, multiplier }: { billedBy: BilledBy; multiplier?: string | undefined },
): Wish {
  if (billedBy === 'agency') return { service, billedBy, multiplierPpm: null }
  if (multiplier !== undefined) return { service, billedBy, multiplierPpm: parseMultiplierPpm(multiplier) }
  const reason = 'needed unless the agency absorbs the service'
  throw new Refusal('invalid_request', `multiplier: ${reason}.`, [{ field: 'multiplier', reason }])
}

/**
 * Whether a client may be billed so: HL-02 plan and cap, HL-07 Twilio, HL-11 account admin, HL-14 payment method.
 * Absorbing is always allowed. @throws Refusal with the code of what is in the way
 */
export function checkWish(wish: Wish, client: ClientFigures, terms: AgencyTerms): void {
  if (wish.multiplierPpm === null) return
  refuse(barrier(client, terms))
  if (serviceById(wish.service)?.group === 'phone') refuse(phoneBarrier(client))
  checkCap(wish.billedBy, wish.multiplierPpm, terms)
  // The CRM sees to its own order of steps.
  if (wish.billedBy === 'ledger') refuse(missingStep(client))
  if (wish.billedBy === 'crm' && wish.multiplierPpm < PPM) {
    const reason = 'the CRM takes a markup on the cost, so at least 1'
    throw new Refusal('invalid_request', `multiplier: ${reason}.`, [{ field: 'multiplier', reason }])
  }
}

function checkCap(billedBy: BilledBy, multiplierPpm: bigint, terms: AgencyTerms): void {
  const plan = planById(terms.plan)
  if (plan === undefined) return
  const ownCap = billedBy === 'ledger' && terms.ownCapPpm !== null ? [terms.ownCapPpm] : []
  const verdict = checkPlan(plan, multiplierPpm, ...ownCap)
  if (verdict.ok) return
  const code = verdict.code === 'planForbids' ? 'plan_forbids_rebilling' : 'plan_forbids'
  throw new Refusal(code, verdict.reason, [{ field: 'multiplier', reason: verdict.reason }])
}

function refuse(obstacle: Obstacle | null): void {
  if (obstacle !== null) throw new Refusal(obstacle.code, obstacle.fix)
}

/**
 * The new terms that a wish comes to. The CRM has one switch for all services of a product (SMS and calls are both
 * "Phone"): what it takes over it takes over for all of them, and when it stops, those it billed move along.
 */
export function movesOf(wish: Wish, clientId: string, terms: AgencyTerms, now: Date): Move[] {
  const at = (service: string) => {
    const found = termsFor(terms, clientId, service, now)
    if (found === undefined) throw new RangeError('the terms were loaded for this client')
    return found
  }
  const wanted = { ...wish, before: at(wish.service), rule: ruleOf(at(wish.service), wish.multiplierPpm) }
  const product = serviceById(wish.service)?.crmProduct ?? null
  const siblings = SERVICES.filter(
    ({ id, crmProduct }) => crmProduct !== null && crmProduct === product && id !== wish.service,
  )
  const followers = siblings.flatMap(({ id }): Move[] => {
    const before = at(id)
    if (wish.billedBy === 'crm')
      return [{ service: id, billedBy: 'crm', rule: ruleOf(before, wish.multiplierPpm), before }]
    if (before.billedBy !== 'crm') return []
    return [
      { service: id, billedBy: wish.billedBy, rule: wish.billedBy === 'agency' ? null : before.rule, before },
    ]
  })
  return [
    { service: wanted.service, billedBy: wanted.billedBy, rule: wanted.rule, before: wanted.before },
    ...followers,
  ]
}

/** An included quantity, minimum or cap stays when only the multiplier changes. */
function ruleOf(before: TermsOfUsage, multiplierPpm: bigint | null): PriceRule | null {
  if (multiplierPpm === null) return null
  const kept = before.rule?.kind === 'multiplier' ? before.rule : { kind: 'multiplier' as const }
  return { ...kept, multiplier: formatMultiplier(multiplierPpm) }
}
