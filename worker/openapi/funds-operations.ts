import { Funds, FundsQuery } from '../funds/ask-funds.ts'
import { CapRequest } from '../funds/set-cap.ts'
import { PolicyRequest } from '../funds/set-policy.ts'
import type { Operation } from './operation.ts'

/** May a client use more, and who says so. */
export const FUNDS_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/clients/:id/funds',
    id: 'askFunds',
    summary: 'Whether a client may use more: asked before a use, which is recorded in any case',
    tag: 'Money',
    access: 'sourceOrViewer',
    query: FundsQuery,
    status: 200,
    answer: Funds,
    refusals: ['not_found'],
  },
  {
    method: 'put',
    path: '/v1/clients/:id/caps/:service',
    id: 'setCap',
    summary: "What a client may spend on a service in a month ('*' = on all of them); null = no cap",
    tag: 'Money',
    access: 'owner',
    body: CapRequest,
    status: 200,
    answer: CapRequest,
    refusals: ['role_forbids', 'not_found'],
  },
  {
    method: 'put',
    path: '/v1/clients/:id/funds-policy',
    id: 'setFundsPolicy',
    summary: 'What happens when the wallet is empty',
    tag: 'Money',
    access: 'owner',
    body: PolicyRequest,
    status: 200,
    answer: PolicyRequest,
    refusals: ['role_forbids', 'not_found'],
  },
]
