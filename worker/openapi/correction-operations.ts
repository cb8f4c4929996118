import { z } from 'zod'
import { DecimalText, Money } from '../../shared/contract/scalars.ts'
import { AmendRequest } from '../corrections/amend-usage.ts'
import { VoidRequest } from '../corrections/void-usage.ts'
import type { Operation } from './operation.ts'

export const Correction = z.object({
  outcome: z.enum(['posted', 'duplicate']),
  /** The line that was added, as differences. */
  line: z.object({ id: z.string(), quantity: DecimalText, cost: Money, price: Money }).nullable(),
})

const FINDING = [
  'not_found',
  'role_forbids',
  'usage_ambiguous',
  'correction_final',
  'usage_not_priceable',
] as const

/** The routes that correct usage: by new lines, nothing is overwritten. */
export const CORRECTION_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/usage/:source/:id/void',
    id: 'voidUsage',
    summary: 'Take a usage back with all that corrected it; twice is once',
    tag: 'Usage',
    access: 'sourceOrOwner',
    body: VoidRequest,
    status: 200,
    answer: Correction,
    refusals: [...FINDING, 'period_closed'],
  },
  {
    method: 'put',
    path: '/v1/usage/:source/:id',
    id: 'amendUsage',
    summary: 'Say what a usage should have been; the difference is booked under the terms it was rated with',
    tag: 'Usage',
    access: 'sourceOrOwner',
    body: AmendRequest,
    status: 200,
    answer: Correction,
    refusals: [...FINDING, 'usage_voided'],
  },
]
