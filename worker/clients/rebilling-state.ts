import { planById } from '../../shared/catalogue/plans.ts'
import type { RebillingState } from '../../shared/contract/clients.ts'
import type { BilledBy } from '../../shared/contract/scalars.ts'
import type { AgencyTerms } from '../pricing/terms.ts'
import type { ClientFigures } from './figures.ts'

/** Why a client cannot be billed, and what staff do about it. The codes are those of docs/errors.md. */
export interface Obstacle {
  readonly code:
    | 'suspended'
    | 'plan_forbids_rebilling'
    | 'phone_not_lc'
    | 'no_account_admin'
    | 'no_payment_method'
  readonly fix: string
}

type Facts = Pick<ClientFigures, 'suspended' | 'phoneSystem' | 'hasAccountAdmin' | 'canPay' | 'billingMode'>
type Plan = Pick<AgencyTerms, 'plan' | 'ownCapPpm'>

/** Nothing that staff do at this client alone helps: HL-08 "disabled". */
export function barrier(client: Facts, terms: Plan): Obstacle | null {
  if (client.suspended) {
    return {
      code: 'suspended',
      fix: 'The client is suspended. Settle the open payment, then lift the suspension.',
    }
  }
  return planBarrier(terms) ?? null
}

/** HL-02: Starter has no rebilling. What our own ledger bills is the agency's to allow, by a cap of its own. */
export function planBarrier(terms: Plan): Obstacle | null {
  if (planById(terms.plan)?.rebilling !== false || terms.ownCapPpm !== null) return null
  return {
    code: 'plan_forbids_rebilling',
    fix: 'The Starter plan has no rebilling. Change to Unlimited (up to 1.05x) or Pro (any multiplier).',
  }
}

/** HL-07: the CRM rebills LC Phone only. */
export function phoneBarrier(client: Facts): Obstacle | null {
  if (client.phoneSystem !== 'twilio') return null
  return {
    code: 'phone_not_lc',
    fix: 'This sub-account sends through Twilio. Only LC Phone can be rebilled: move its numbers to LC Phone first.',
  }
}

/** HL-11 and HL-14, in this order: what has to be there before our ledger may bill. */
export function missingStep(client: Facts): Obstacle | null {
  if (client.hasAccountAdmin === false) {
    return {
      code: 'no_account_admin',
      fix: 'The sub-account has no account admin; an agency admin does not count. Add one to it first.',
    }
  }
  // Post-paid clients pay an invoice and partner clients pay outside: no stored method is needed.
  if (client.canPay || client.billingMode === 'postpaid' || client.billingMode === 'partner') return null
  return {
    code: 'no_payment_method',
    fix: 'The client has no payment method. Request a card by link first, or note that it pays outside Stripe.',
  }
}

/** HL-08: enabled, can be enabled (with the next step), or disabled (with the reason). */
export function rebillingState(
  client: Facts & Pick<ClientFigures, 'billedBy'>,
  terms: Plan,
  defaults: ReadonlyMap<string, BilledBy>,
): RebillingState {
  const barred = barrier(client, terms)
  if (barred !== null) return { state: 'disabled', reason: barred.code, fix: barred.fix }
  if (isBilled(client.billedBy, defaults)) return { state: 'enabled', reason: null, fix: null }
  const phone = phoneBarrier(client)
  if (phone !== null) return { state: 'disabled', reason: phone.code, fix: phone.fix }
  const step = missingStep(client)
  return step === null
    ? { state: 'canBeEnabled', reason: 'not_switched_on', fix: 'Switch a service on and set its multiplier.' }
    : { state: 'canBeEnabled', reason: step.code, fix: step.fix }
}

function isBilled(own: ReadonlyMap<string, BilledBy>, defaults: ReadonlyMap<string, BilledBy>): boolean {
  if ([...own.values()].some((who) => who !== 'agency')) return true
  return [...defaults].some(([service, who]) => who !== 'agency' && !own.has(service))
}
