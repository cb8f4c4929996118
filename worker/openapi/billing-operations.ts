import { z } from 'zod'
import { Currency, Instant, Money } from '../../shared/contract/scalars.ts'
import { CreditNoteRequest, RefundRequest } from '../charging/give-back.ts'
import { HoldBackRequest } from '../charging/hold-back.ts'
import { InvoiceSettings } from '../charging/invoice-settings.ts'
import { MethodRequest } from '../charging/methods.ts'
import { OwnKeyRequest } from '../charging/own-key.ts'
import { OutsidePaymentRequest } from '../charging/outside-payment.ts'
import { ReturnRequest } from '../charging/request-method.ts'
import { SuspensionRequest } from '../charging/set-suspension.ts'
import { UPSTREAM } from './method-operations.ts'
import { Charge, MOVES_MONEY } from './money-operations.ts'
import type { Operation } from './operation.ts'

const GivenBack = z.object({ id: z.string(), amount: Money, currency: Currency })
const Method = z.object({ id: z.string(), kind: z.string(), label: z.string(), isDefault: z.boolean() })
const Invoice = z.object({
  id: z.string(),
  number: z.string().nullable(),
  periodStart: Instant,
  periodEnd: Instant,
  cutOff: z.string(),
  currency: Currency,
  total: Money,
  collection: z.string(),
  state: z.string(),
  url: z.string().nullable(),
  createdAt: Instant,
  lines: z.array(
    z.object({ service: z.string(), label: z.string(), quantity: z.string().nullable(), amount: Money }),
  ),
  creditNotes: z.array(
    z.object({
      id: z.string(),
      amount: Money,
      reason: z.string(),
      state: z.string(),
      reference: z.string().nullable(),
      createdAt: Instant,
    }),
  ),
})

const KeptKey = {
  account: z.string(),
  state: z.enum(['active', 'refused', 'retired', 'removed']),
  mode: z.enum(['live', 'test']),
  last4: z.string(),
}
const OwnKey = z.object({
  key: z.object({ ...KeptKey, reason: z.string().nullable(), since: Instant }).nullable(),
  kept: z.array(z.object(KeptKey)),
  webhookPath: z.string(),
  eventTypes: z.array(z.string()),
  permissions: z.array(z.string()),
  clientsElsewhere: z.number().int(),
  agencyCardKnown: z.boolean(),
})

const base = { tag: 'Money', status: 200 } as const
const action = { ...base, idempotencyKey: 'required' } as const

/** Invoices, refunds, saved methods, hold-back and the agency's own Stripe account. */
export const BILLING_OPERATIONS: readonly Operation[] = [
  {
    ...action,
    method: 'post',
    path: '/v1/clients/:id/charges/:charge/refunds',
    id: 'refundCharge',
    summary: 'Give back all or a part of a charge',
    access: 'staff',
    body: RefundRequest,
    answer: GivenBack,
    refusals: [...MOVES_MONEY, 'charge_settled', 'stripe_disconnected', 'refund_too_much'],
  },
  {
    ...action,
    method: 'post',
    path: '/v1/clients/:id/charges/:charge/cancel',
    id: 'cancelCharge',
    summary: 'Give up a charge that waits for the client, or an invoice that could not be collected',
    access: 'staff',
    answer: Charge,
    refusals: [...MOVES_MONEY, 'charge_settled', 'upstream_failed'],
  },
  {
    ...base,
    method: 'get',
    path: '/v1/clients/:id/invoices',
    id: 'listInvoices',
    summary: 'The invoices of a client with their lines and credit notes, newest first',
    access: 'viewer',
    answer: z.object({ invoices: z.array(Invoice) }),
    refusals: ['not_found'],
  },
  {
    ...action,
    method: 'post',
    path: '/v1/clients/:id/invoices/:invoice/credit-notes',
    id: 'creditInvoice',
    summary: 'Correct an invoice by a credit note; an invoice itself is never changed',
    access: 'staff',
    body: CreditNoteRequest,
    answer: GivenBack,
    refusals: [...MOVES_MONEY, 'charge_settled', 'stripe_disconnected', 'refund_too_much'],
  },
  {
    ...base,
    method: 'get',
    path: '/v1/clients/:id/payment-methods',
    id: 'listMethods',
    summary: 'The saved methods of a client; one of them is charged',
    access: 'viewer',
    answer: z.object({ methods: z.array(Method) }),
    refusals: UPSTREAM,
  },
  {
    ...base,
    method: 'put',
    path: '/v1/clients/:id/payment-methods/default',
    id: 'chooseMethod',
    summary: 'Choose which saved method is charged',
    access: 'staff',
    body: MethodRequest,
    answer: Method,
    refusals: UPSTREAM,
  },
  {
    ...base,
    method: 'post',
    path: '/v1/clients/:id/payment-methods/remove',
    id: 'removeMethod',
    summary: 'Forget a saved method, here and at the provider',
    access: 'staff',
    body: MethodRequest,
    answer: z.object({ removed: z.string() }),
    refusals: UPSTREAM,
  },
  {
    ...action,
    method: 'put',
    path: '/v1/clients/:id/outside-payment',
    id: 'setOutsidePayment',
    summary: 'Note that a client pays outside of any provider; it is never charged by itself then',
    access: 'owner',
    body: OutsidePaymentRequest,
    answer: OutsidePaymentRequest,
    refusals: MOVES_MONEY,
  },
  {
    ...action,
    method: 'put',
    path: '/v1/clients/:id/suspension',
    id: 'setSuspension',
    summary: "Stop a client's automatic charges, or let them go on",
    access: 'staff',
    body: SuspensionRequest,
    answer: SuspensionRequest,
    refusals: MOVES_MONEY,
  },
  {
    ...action,
    method: 'put',
    path: '/v1/clients/:id/hold-back',
    id: 'setHoldBack',
    summary: "The share of a client's top-ups that cannot be used for some days",
    access: 'owner',
    body: HoldBackRequest,
    answer: HoldBackRequest,
    refusals: MOVES_MONEY,
  },
  {
    ...action,
    method: 'put',
    path: '/v1/agency/hold-back',
    id: 'setAgencyHoldBack',
    summary: 'The hold-back of every client that has none of its own',
    access: 'owner',
    body: HoldBackRequest,
    answer: HoldBackRequest,
    refusals: MOVES_MONEY,
  },
  {
    ...base,
    method: 'get',
    path: '/v1/agency/invoice-settings',
    id: 'getInvoiceSettings',
    summary: 'How post-paid clients are invoiced',
    access: 'viewer',
    answer: InvoiceSettings,
    refusals: [],
  },
  {
    ...action,
    method: 'put',
    path: '/v1/agency/invoice-settings',
    id: 'setInvoiceSettings',
    summary: 'Set the cut-off, the collection and the language of invoices, from the next one on',
    access: 'owner',
    body: InvoiceSettings,
    answer: InvoiceSettings,
    refusals: MOVES_MONEY,
  },
  {
    ...base,
    method: 'get',
    path: '/v1/agency/stripe',
    id: 'getStripeAccount',
    summary: "At which Stripe account the agency's clients are charged",
    access: 'viewer',
    answer: z.object({
      account: z.string(),
      state: z.enum(['own', 'onboarding', 'connected', 'deauthorized', 'ownKey', 'keyRefused']),
    }),
    refusals: [],
  },
  {
    ...base,
    method: 'get',
    path: '/v1/agency/stripe/key',
    id: 'getStripeKey',
    summary: "The agency's own restricted key, told by its last four characters, and what it needs to work",
    access: 'viewer',
    answer: OwnKey,
    refusals: [],
  },
  {
    ...base,
    method: 'put',
    path: '/v1/agency/stripe/key',
    id: 'setStripeKey',
    summary:
      'Keep a restricted key of the agency, encrypted, once Stripe has shown that charging can work with it',
    access: 'owner',
    body: OwnKeyRequest,
    answer: OwnKey,
    refusals: [
      'role_forbids',
      'session_ended',
      'stripe_key_refused',
      'stripe_permission_missing',
      'upstream_failed',
      'not_configured',
    ],
  },
  {
    ...base,
    method: 'delete',
    path: '/v1/agency/stripe/key',
    id: 'removeStripeKey',
    summary: "Take the agency's own keys away; what is under way with one is finished before it is erased",
    access: 'owner',
    answer: OwnKey,
    refusals: ['role_forbids', 'session_ended', 'not_found'],
  },
  {
    ...base,
    method: 'post',
    path: '/v1/agency/stripe/connect',
    id: 'connectStripe',
    summary: 'A page on which the agency connects a Stripe account of its own',
    access: 'owner',
    body: ReturnRequest,
    answer: z.object({ url: z.string(), account: z.string() }),
    refusals: UPSTREAM,
  },
]
