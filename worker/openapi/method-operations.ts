import { z } from 'zod'
import { LinkRequest, ReturnRequest } from '../charging/request-method.ts'
import type { Operation } from './operation.ts'

const Page = z.object({ url: z.string().nullable() })
/** Where Stripe is asked. */
export const UPSTREAM = ['role_forbids', 'not_found', 'upstream_failed'] as const
/** `CustomerQuery` of request-method.ts: exactly one of the three. */
const ByOne = z.object({
  id: z.string().max(100).optional(),
  email: z.string().max(200).optional(),
  name: z.string().max(200).optional(),
})

/** The routes that find out how a client, or the agency, pays. */
export const METHOD_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/clients/:id/payment-method',
    id: 'requestMethod',
    summary: 'A page on which the client enters a card or an account',
    tag: 'Money',
    access: 'staff',
    body: ReturnRequest,
    status: 200,
    answer: Page,
    refusals: [...UPSTREAM, 'stripe_disconnected'],
  },
  {
    method: 'post',
    path: '/v1/agency/payment-method',
    id: 'requestAgencyMethod',
    summary: "A page on which the agency enters its own card, so that no client's charge is ever put on it",
    tag: 'Money',
    access: 'owner',
    body: ReturnRequest,
    status: 200,
    answer: Page,
    refusals: [...UPSTREAM, 'stripe_disconnected'],
  },
  {
    method: 'put',
    path: '/v1/clients/:id/payment-customer',
    id: 'linkCustomer',
    summary: 'Tie a customer that the provider has already to a client',
    tag: 'Money',
    access: 'staff',
    body: LinkRequest,
    status: 200,
    answer: z.object({
      customerId: z.string(),
      method: z.object({ kind: z.string(), label: z.string() }).nullable(),
    }),
    refusals: [...UPSTREAM, 'shared_account', 'stripe_disconnected'],
  },
  {
    method: 'get',
    path: '/v1/payment-customers',
    id: 'findCustomers',
    summary: 'Customers that the provider has already, by one of id, e-mail and name',
    tag: 'Money',
    access: 'staff',
    query: ByOne,
    status: 200,
    answer: z.object({
      customers: z.array(
        z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
      ),
    }),
    refusals: ['role_forbids', 'shared_account', 'stripe_disconnected', 'upstream_failed'],
  },
  {
    method: 'post',
    path: '/v1/clients/:id/charges/:charge/authentication',
    id: 'authenticateCharge',
    summary:
      'A page on which the client confirms a charge that its bank asks about; null = nothing is left to confirm',
    tag: 'Money',
    access: 'staff',
    body: ReturnRequest,
    status: 200,
    answer: Page,
    refusals: UPSTREAM,
  },
]
