/** The account itself and its events. */
import type Stripe from 'stripe'
import { missing } from '../errors.ts'
import { list, mergeMetadata, required, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call } from '../world.ts'

function accountOf(call: Call, id: string): Stripe.Account {
  return {
    id,
    object: 'account',
    business_type: 'company',
    capabilities: { card_payments: 'active', sepa_debit_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: call.world.country,
    created: 1_767_225_600,
    default_currency: call.world.currency,
    details_submitted: true,
    email: 'agency@example.com',
    metadata: {},
    payouts_enabled: true,
    type: 'standard',
  }
}

/** An account for an agency. It takes charges at once; Stripe's own pages of onboarding are not imitated. */
function createAccount(call: Call): Stripe.Account {
  const id = call.world.id('acct')
  call.world.connect(id)
  const account = { ...accountOf(call, id), metadata: mergeMetadata({}, call.params) }
  return account
}

export const accountRoutes: Route[] = [
  { method: 'POST', path: '/v1/accounts', run: createAccount },
  {
    method: 'POST',
    path: '/v1/account_links',
    run: (call) => ({
      object: 'account_link',
      created: call.world.now(),
      expires_at: call.world.now() + 300,
      url: `${call.world.baseUrl}/onboarding/${required(call.params, 'account')}`,
    }),
  },
  { method: 'GET', path: '/v1/account', run: (call) => accountOf(call, call.store.account) },
  {
    method: 'GET',
    path: '/v1/accounts/:id',
    run: (call) => accountOf(call, call.world.store(call.id).account),
  },
  {
    method: 'GET',
    path: '/v1/events',
    run(call) {
      const type = text(call.params, 'type')
      const types = list(call.params, 'types')
      return page(
        call,
        '/v1/events',
        call.store.events.values(),
        (event) =>
          (type === undefined || event.type === type) && (types.length === 0 || types.includes(event.type)),
      )
    },
  },
  {
    method: 'GET',
    path: '/v1/events/:id',
    run(call) {
      const event = call.store.events.get(call.id)
      if (event === undefined) throw missing('event', call.id)
      return event
    },
  },
]
