import { planById } from '../../shared/catalogue/plans.ts'
import { serviceById } from '../../shared/catalogue/service.ts'
import { PPM } from '../../shared/money/nano.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import { checkPlan } from '../../shared/rating/plan-cap.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { ClientFigures } from '../clients/figures.ts'
import { type Obstacle, barrier, missingStep, phoneBarrier } from '../clients/rebilling-state.ts'
import { Refusal } from '../http/problem.ts'
import { floorBroken } from './floors.ts'
import { type Basis, type Move, namesAmounts } from './moves.ts'
import { type AgencyTerms, termsKey } from './terms.ts'
import { unfit } from './wish.ts'

/**
 * Whether the moves of a switch may be made: HL-02 plan and cap, HL-07 Twilio, HL-11 account admin, HL-14 payment
 * method, the agency's floor. Absorbing is always allowed.
 * @returns the floors that are broken, which the caller was allowed to accept
 * @throws Refusal with the code of what is in the way
 */
export function checkMoves(
  moves: readonly Move[],
  basis: Basis,
  { at, acceptBelowFloor }: { at: Date; acceptBelowFloor: boolean },
): string[] {
  checkDates(moves, basis, at)
  for (const move of moves) checkMove(move, basis.client, basis.terms)
  const broken = moves.flatMap(({ service, after }) => {
    if (after.billedBy === 'agency') return []
    const reason = floorBroken({ service, ...after }, { ...basis, at })
    return reason === null ? [] : [reason]
  })
  if (!acceptBelowFloor) refuseBelow(broken)
  return broken
}

/** @throws Refusal `below_floor` */
export function refuseBelow(broken: readonly string[]): void {
  if (broken.length === 0) return
  throw new Refusal('below_floor', `${broken[0]} Raise it, or let the owner accept it.`)
}

/** The CRM is switched at once, so it takes part in nothing that is dated otherwise. */
function checkDates(moves: readonly Move[], { terms, client, now }: Basis, at: Date): void {
  const isCrm = moves.some(({ before, after }) => before.billedBy === 'crm' || after.billedBy === 'crm')
  if (!isCrm) return
  if (at.getTime() > now.getTime()) throw unfit('validFrom', 'the CRM is switched at once, so only now')
  const later = moves.find(({ service }) =>
    terms.terms.get(termsKey(client.id, service))?.some(({ validFrom }) => validFrom > now.getTime()),
  )
  if (later === undefined) return
  throw new Refusal(
    'change_scheduled',
    `A change of ${later.service} is scheduled for later, and the CRM would not follow it. Undo it first.`,
  )
}

function checkMove({ service, after }: Move, client: ClientFigures, terms: AgencyTerms): void {
  const { billedBy, rule } = after
  if (billedBy === 'agency' || rule === null) return
  refuse(barrier(client, terms))
  if (serviceById(service)?.group === 'phone') refuse(phoneBarrier(client))
  if (rule.kind === 'multiplier') checkCap(billedBy, parseMultiplierPpm(rule.multiplier), terms)
  if (billedBy === 'crm') return checkCrm(rule)
  // The CRM sees to its own order of steps.
  refuse(missingStep(client))
  refuse(currencyBarrier(rule, after.currency, client.currency))
}

function checkCrm(rule: PriceRule): void {
  if (rule.kind !== 'multiplier' || Object.keys(rule).length > 2) {
    throw unfit('rule', 'the CRM takes a plain multiplier only')
  }
  if (parseMultiplierPpm(rule.multiplier) < PPM) {
    throw unfit('multiplier', 'the CRM takes a markup on the cost, so at least 1')
  }
}

/** @throws Refusal `plan_forbids`, `plan_forbids_rebilling` */
export function checkCap(billedBy: 'crm' | 'ledger', multiplierPpm: bigint, terms: AgencyTerms): void {
  const plan = planById(terms.plan)
  if (plan === undefined) return
  const ownCap = billedBy === 'ledger' && terms.ownCapPpm !== null ? [terms.ownCapPpm] : []
  const verdict = checkPlan(plan, multiplierPpm, ...ownCap)
  if (verdict.ok) return
  const code = verdict.code === 'planForbids' ? 'plan_forbids_rebilling' : 'plan_forbids'
  throw new Refusal(code, verdict.reason, [{ field: 'multiplier', reason: verdict.reason }])
}

type RuleObstacle = { readonly code: Obstacle['code'] | 'currency_differs'; readonly fix: string }

/** A rule that names amounts names them in one currency: a wallet in another could not pay it. */
export function currencyBarrier(rule: PriceRule, currency: string, ofClient: string): RuleObstacle | null {
  if (!namesAmounts(rule) || currency === ofClient) return null
  return {
    code: 'currency_differs',
    fix: `The price is in ${currency}, the client pays in ${ofClient}. Set a price in ${ofClient}, or a plain multiplier.`,
  }
}

/** What keeps a client from being billed for a service by our ledger at all; null = nothing. */
export function ledgerObstacle(
  service: string,
  client: ClientFigures,
  terms: AgencyTerms,
): RuleObstacle | null {
  const phone = serviceById(service)?.group === 'phone' ? phoneBarrier(client) : null
  return barrier(client, terms) ?? phone ?? missingStep(client)
}

function refuse(obstacle: RuleObstacle | null): void {
  if (obstacle !== null) throw new Refusal(obstacle.code, obstacle.fix)
}
