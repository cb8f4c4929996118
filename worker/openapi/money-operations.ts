import { z } from 'zod'
import { Currency, Instant, Money } from '../../shared/contract/scalars.ts'
import { PaymentRequest } from '../charging/book-payment.ts'
import { ChargeQuery } from '../charging/list-charges.ts'
import { ReloadRequest } from '../charging/set-reload.ts'
import { TopUpRequest } from '../charging/top-up.ts'
import type { Operation } from './operation.ts'

export const Charge = z.object({
  id: z.string(),
  purpose: z.string(),
  amount: Money,
  currency: Currency,
  state: z.string(),
  provider: z.string(),
  reference: z.string().nullable(),
  fee: Money.nullable(),
  feeIsEstimate: z.boolean(),
  failure: z.object({ code: z.string(), text: z.string().nullable() }).nullable(),
  createdAt: Instant,
  settledAt: Instant.nullable(),
})
export const ChargePage = z.object({ charges: z.array(Charge), nextCursor: z.string().nullable() })
export const ReloadAnswer = z.object({
  enabled: z.boolean(),
  threshold: Money,
  amount: Money,
  target: Money.nullable(),
  chargeCap: Money.nullable(),
  monthCap: Money.nullable(),
})

export const MOVES_MONEY = [
  'not_found',
  'role_forbids',
  'session_ended',
  'idempotency_key_missing',
  'idempotency_key_reused',
] as const

/** The routes that show and move a client's money. */
export const MONEY_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/clients/:id/charges',
    id: 'listCharges',
    summary: 'The charges of a client, newest first',
    tag: 'Money',
    access: 'viewer',
    query: ChargeQuery,
    status: 200,
    answer: ChargePage,
    refusals: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/clients/:id/top-ups',
    id: 'topUp',
    summary: "Charge a client's stored method for its wallet",
    tag: 'Money',
    access: 'staff',
    body: TopUpRequest,
    idempotencyKey: 'required',
    status: 200,
    answer: Charge,
    refusals: [...MOVES_MONEY, 'no_payment_method', 'stripe_disconnected', 'charge_in_flight'],
  },
  {
    method: 'post',
    path: '/v1/clients/:id/payments',
    id: 'bookPayment',
    summary: 'Book money that came outside of any provider, by its reference',
    tag: 'Money',
    access: 'staff',
    body: PaymentRequest,
    idempotencyKey: 'required',
    status: 200,
    answer: Charge,
    refusals: [...MOVES_MONEY, 'payment_booked_before', 'charge_settled'],
  },
  {
    method: 'put',
    path: '/v1/clients/:id/reload',
    id: 'setReload',
    summary: "Set when and by how much a client's wallet is reloaded",
    tag: 'Money',
    access: 'staff',
    body: ReloadRequest,
    idempotencyKey: 'required',
    status: 200,
    answer: ReloadAnswer,
    refusals: [...MOVES_MONEY, 'no_payment_method'],
  },
]
