/** Disputes: opened and closed by control calls; the money and the fee leave at once and only the money comes back. */
import type Stripe from 'stripe'
import { invalid, missing } from '../errors.ts'
import { text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call, Store } from '../world.ts'
import { book } from './balance.ts'

/** 15.00 in minor units: the US fee a dispute (stripe.com/pricing, read 2026-09-20). */
const DISPUTE_FEE = 1_500
const ANSWER_WITHIN_S = 9 * 86_400

export function disputeOf(store: Store, id: string): Stripe.Dispute {
  const dispute = store.disputes.get(id)
  if (dispute === undefined) throw missing('dispute', id)
  return dispute
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

export interface DisputeOptions {
  /** Minor units; default the whole charge. */
  amount?: number
  reason?: string
  /** Minor units; default 1500. */
  fee?: number
}

export function openDispute(call: Call, charge: Stripe.Charge, options: DisputeOptions): Stripe.Dispute {
  const { world, store } = call
  if (charge.status !== 'succeeded' || charge.disputed)
    throw invalid(`Charge ${charge.id} cannot be disputed.`, 'charge')
  const amount = options.amount ?? charge.amount
  const id = world.id('du')
  const withdrawn = book(world, store, {
    amount: -amount,
    fee: options.fee ?? DISPUTE_FEE,
    currency: charge.currency,
    type: 'adjustment',
    category: 'dispute',
    source: id,
    description: `Chargeback withdrawal for ${charge.id}`,
  })
  const dispute: Stripe.Dispute = {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [withdrawn],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE },
    evidence_details: {
      due_by: world.now() + ANSWER_WITHIN_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: 'manual',
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: options.reason ?? 'general',
    status: 'needs_response',
  }
  charge.disputed = true
  store.disputes.set(id, dispute)
  world.emit(call, 'charge.dispute.created', dispute)
  world.emit(call, 'charge.dispute.funds_withdrawn', dispute)
  return dispute
}

export function closeDispute(call: Call, dispute: Stripe.Dispute, how: 'won' | 'lost'): void {
  if (dispute.status === 'won' || dispute.status === 'lost')
    throw invalid(`Dispute ${dispute.id} is ${dispute.status}.`, 'dispute')
  dispute.status = how
  call.world.emit(call, 'charge.dispute.closed', dispute)
  if (how === 'lost') return
  const reinstated = book(call.world, call.store, {
    amount: dispute.amount,
    fee: 0,
    currency: dispute.currency,
    type: 'adjustment',
    category: 'dispute_reversal',
    source: dispute.id,
    description: `Chargeback reversal for ${String(dispute.charge)}`,
  })
  dispute.balance_transactions.push(reinstated)
  call.world.emit(call, 'charge.dispute.funds_reinstated', dispute)
}

export const disputeRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/disputes',
    run(call) {
      const charge = text(call.params, 'charge')
      return page(
        call,
        '/v1/disputes',
        call.store.disputes.values(),
        (dispute) => charge === undefined || dispute.charge === charge,
      )
    },
  },
  { method: 'GET', path: '/v1/disputes/:id', run: (call) => disputeOf(call.store, call.id) },
]
