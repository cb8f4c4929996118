/** What a test or the demo does to the stand-in beside the API: what clients, banks and time do in the real world. */
import type Stripe from 'stripe'
import type { Outcome } from './outcomes.ts'
import { TEST_METHODS } from './outcomes.ts'
import { chargeOf } from './objects/charges.ts'
import { complete, sessionOf } from './objects/checkout.ts'
import { closeDispute, disputeOf, openDispute } from './objects/disputes.ts'
import type { DisputeOptions } from './objects/disputes.ts'
import { intentOf } from './objects/payment-intents.ts'
import { mint } from './objects/payment-methods.ts'
import { settleProcessing } from './objects/payment-outcome.ts'
import { missing } from './errors.ts'
import type { Call, Store, World } from './world.ts'

export interface Control {
  /** The debit of an intent in `processing` came through. */
  succeedProcessing(intent: string): void
  /** The debit of an intent in `processing` came back. */
  failProcessing(intent: string): void
  dispute(charge: string, options?: DisputeOptions): Stripe.Dispute
  closeDispute(dispute: string, how: 'won' | 'lost'): void
  /** The client fills in Stripe's page with a test method, such as `pm_card_visa`. */
  completeCheckout(session: string, method: string): void
  /** From now on payments with this stored method lead to this. */
  setOutcome(method: string, outcome: Outcome): void
  /** A saved method of a customer from a test id, without a request. Returns its id. */
  giveMethod(customer: string, testMethod: string): string
  /** What Stripe tells of a connected account, such as `account.updated` or `account.application.deauthorized`. */
  tellOfAccount(account: string, type: string): void
  charges(account?: string): Stripe.Charge[]
  succeededCharges(account?: string): Stripe.Charge[]
}

export function makeControl(world: World): Control {
  /** Ids are unique over all accounts, so the owner is found by the id. */
  function callFor(table: keyof Store, id: string): Call {
    for (const store of world.accounts.values())
      if ((store[table] as Map<string, unknown>).has(id))
        return {
          world,
          store,
          connected: undefined,
          params: {},
          id,
          requestId: null,
          idempotencyKey: null,
        }
    throw missing(table, id)
  }
  const settle = (id: string, how: 'succeed' | 'fail') => {
    const call = callFor('paymentIntents', id)
    settleProcessing(call, intentOf(call.store, id), how)
  }
  const charges = (account?: string) => [...world.store(account ?? world.ownAccount).charges.values()]
  return {
    succeedProcessing: (id) => settle(id, 'succeed'),
    failProcessing: (id) => settle(id, 'fail'),
    dispute(id, options = {}) {
      const call = callFor('charges', id)
      return openDispute(call, chargeOf(call.store, id), options)
    },
    closeDispute(id, how) {
      const call = callFor('disputes', id)
      closeDispute(call, disputeOf(call.store, id), how)
    },
    completeCheckout(id, method) {
      const call = callFor('sessions', id)
      complete(call, sessionOf(call.store, id), method)
    },
    setOutcome: (id, outcome) => void callFor('paymentMethods', id).store.outcomes.set(id, outcome),
    giveMethod(customer, testMethod) {
      const test = TEST_METHODS[testMethod]
      if (test === undefined) throw missing('test method', testMethod)
      const { store } = callFor('customers', customer)
      const method = mint(world, store, test)
      method.customer = customer
      return method.id
    },
    tellOfAccount(account, type) {
      const store = world.store(account)
      const object = type.startsWith('account.application')
        ? { id: 'ca_fake', object: 'application' }
        : { id: account, object: 'account' }
      world.emit({ store, connected: account, requestId: null, idempotencyKey: null }, type, object)
    },
    charges,
    succeededCharges: (account) => charges(account).filter((charge) => charge.status === 'succeeded'),
  }
}
