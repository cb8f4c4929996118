import { Stripe } from 'stripe'
import type { CustomerDesk, FoundCustomer } from '../provider.ts'
import { type StripeAccess, nameAt, onAccount } from './client.ts'
import { AGENCY_ID, CLIENT_ID } from './metadata.ts'
import { unreachable } from './outcome.ts'
import { methodOf } from './read.ts'

const FOUND_MAX = 20

/** Customers, their saved methods, and Stripe's own pages. */
export function stripeDesk(stripe: Stripe, access: StripeAccess): CustomerDesk {
  const at = (account: string) => onAccount(nameAt(access, account))
  return {
    createCustomer: (owner, name) =>
      asked(async () => {
        const made = await stripe.customers.create(
          { name, metadata: { [AGENCY_ID]: owner.agencyId, [CLIENT_ID]: owner.clientId } },
          { ...at(owner.account), idempotencyKey: `customer:${owner.agencyId}:${owner.clientId}` },
        )
        return made.id
      }),
    findCustomers: (account, by) => asked(() => findCustomers(stripe, at(account), by)),
    methodOf: (account, customerId) =>
      asked(async () => {
        const on = at(account)
        const customer = await stripe.customers.retrieve(
          customerId,
          { expand: ['invoice_settings.default_payment_method'] },
          on,
        )
        if (customer.deleted === true) return null
        const preferred = customer.invoice_settings.default_payment_method
        if (preferred !== null && typeof preferred !== 'string') return methodOf(preferred)
        const newest = await stripe.customers.listPaymentMethods(customerId, { limit: 1 }, on)
        return newest.data[0] === undefined ? null : methodOf(newest.data[0])
      }),
    methods: (account, customerId) =>
      asked(async () => {
        const page = await stripe.customers.listPaymentMethods(customerId, { limit: FOUND_MAX }, at(account))
        return page.data.map(methodOf)
      }),
    removeMethod: (account, methodId) =>
      asked(async () => {
        try {
          await stripe.paymentMethods.detach(methodId, {}, at(account))
        } catch (error) {
          // Detached before, or gone: there is nothing left to forget.
          if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
        }
      }),
    createAccount: (agencyId) =>
      asked(async () => {
        const made = await stripe.accounts.create(
          { type: 'standard', metadata: { [AGENCY_ID]: agencyId } },
          { idempotencyKey: `account:${agencyId}` },
        )
        return made.id
      }),
    onboardingPage: (account, returnUrl) =>
      asked(async () => {
        const link = await stripe.accountLinks.create({
          account,
          type: 'account_onboarding',
          refresh_url: returnUrl,
          return_url: returnUrl,
        })
        return link.url
      }),
    setupPage: (owner, customerId, currency, returnUrl) =>
      asked(async () => {
        const session = await stripe.checkout.sessions.create(
          {
            mode: 'setup',
            customer: customerId,
            currency: currency.toLowerCase(),
            success_url: returnUrl,
            cancel_url: returnUrl,
            setup_intent_data: { metadata: { [AGENCY_ID]: owner.agencyId, [CLIENT_ID]: owner.clientId } },
          },
          at(owner.account),
        )
        if (session.url === null) throw new TypeError('a new Checkout session has a page')
        return session.url
      }),
    authenticationPage: (intent, returnUrl) =>
      asked(async () => {
        if (intent.providerRef === null || intent.methodId === null) return null
        // The same PaymentIntent: however often it is confirmed, it takes money once.
        const confirmed = await stripe.paymentIntents.confirm(
          intent.providerRef,
          { payment_method: intent.methodId, return_url: returnUrl },
          at(intent.account),
        )
        return confirmed.next_action?.redirect_to_url?.url ?? null
      }),
  }
}

async function findCustomers(
  stripe: Stripe,
  on: Stripe.RequestOptions,
  by: { id: string } | { email: string } | { name: string },
): Promise<FoundCustomer[]> {
  if ('id' in by) {
    try {
      const found = await stripe.customers.retrieve(by.id, {}, on)
      return found.deleted === true ? [] : [foundOf(found)]
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.statusCode === 404) return []
      throw error
    }
  }
  // The list by e-mail is read-after-write; only names need the search, which lags by a minute or so.
  const page =
    'email' in by
      ? await stripe.customers.list({ email: by.email, limit: FOUND_MAX }, on)
      : await stripe.customers.search({ query: `name:"${escape(by.name)}"`, limit: FOUND_MAX }, on)
  return page.data.map(foundOf)
}

const foundOf = ({ id, name, email, metadata }: Stripe.Customer): FoundCustomer => ({
  id,
  name: name ?? null,
  email,
  agencyId: metadata[AGENCY_ID] ?? null,
})

/** A value in Stripe's search language. */
const escape = (text: string): string => text.replace(/[\\"]/g, '\\$&')

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Stripe.errors.StripeError ? unreachable(error) : error
  }
}
