import { DeadLetterPage, DeadLetterQuery, Replayed } from '../dead-letters/dead-letters.ts'
import { Reconciliation, ReconciliationQuery } from '../reconcile/reconciliation-shape.ts'
import type { Operation } from './operation.ts'

/** Whether the books agree with the outside, and what the queues gave up on. */
export const CONTROL_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/reconciliation',
    id: 'getReconciliation',
    summary:
      "The platform's wallet, our ledger and Stripe side by side, per UTC day and service and per charge",
    tag: 'Operations',
    access: 'staff',
    query: ReconciliationQuery,
    status: 200,
    answer: Reconciliation,
    refusals: ['role_forbids'],
  },
  {
    method: 'get',
    path: '/v1/dead-letters',
    id: 'listDeadLetters',
    summary: 'What the queues gave up on, newest first',
    tag: 'Operations',
    access: 'owner',
    query: DeadLetterQuery,
    status: 200,
    answer: DeadLetterPage,
    refusals: ['role_forbids'],
  },
  {
    method: 'post',
    path: '/v1/dead-letters/:id/replay',
    id: 'replayDeadLetter',
    summary: 'Put a dead letter back into its queue; what it carries is booked once',
    tag: 'Operations',
    access: 'owner',
    status: 200,
    answer: Replayed,
    refusals: ['role_forbids', 'not_found', 'already_replayed'],
  },
]
