import { z } from 'zod'
import { Instant } from '../../shared/contract/scalars.ts'
import { UsageRequest, UsageResponse } from '../../shared/contract/usage.ts'
import { BackfillRequest } from '../corrections/open-backfill.ts'
import { MonthText } from '../corrections/close-period.ts'
import type { Operation } from './operation.ts'

export const Backfill = z.object({
  id: z.string(),
  source: z.string(),
  from: Instant,
  to: Instant,
  state: z.enum(['open', 'closed', 'reverting', 'reverted']),
  reason: z.string(),
  lines: z.int(),
})
export const ClosedPeriod = z.object({ month: MonthText, closedAt: Instant })
const Periods = z.object({ current: MonthText, closed: z.array(ClosedPeriod) })

/** The routes that take old usage in and out again, and close months. */
export const BACKFILL_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/backfills',
    id: 'openBackfill',
    summary: 'Open a backfill: usage of one source that is older than `postUsage` takes',
    tag: 'Backfills',
    access: 'sourceOrOwner',
    body: BackfillRequest,
    status: 201,
    answer: Backfill,
    refusals: ['role_forbids', 'not_found'],
  },
  {
    method: 'get',
    path: '/v1/backfills/:id',
    id: 'getBackfill',
    summary: 'How a backfill stands',
    tag: 'Backfills',
    access: 'viewer',
    status: 200,
    answer: Backfill,
    refusals: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/backfills/:id/usage',
    id: 'fillBackfill',
    summary: 'Book old usage into an open backfill; each event gets its own result',
    tag: 'Backfills',
    access: 'source',
    body: UsageRequest,
    status: 200,
    answer: UsageResponse,
    refusals: ['not_found', 'backfill_closed'],
  },
  {
    method: 'post',
    path: '/v1/backfills/:id/close',
    id: 'closeBackfill',
    summary: 'Close a backfill: it takes no more',
    tag: 'Backfills',
    access: 'sourceOrOwner',
    status: 200,
    answer: Backfill,
    refusals: ['role_forbids', 'not_found', 'version_conflict'],
  },
  {
    method: 'post',
    path: '/v1/backfills/:id/revert',
    id: 'revertBackfill',
    summary: 'Take back what a backfill brought; call again while it is `reverting`',
    tag: 'Backfills',
    access: 'sourceOrOwner',
    status: 200,
    answer: Backfill,
    refusals: ['role_forbids', 'not_found', 'version_conflict'],
  },
  {
    method: 'get',
    path: '/v1/periods',
    id: 'listPeriods',
    summary: 'The running month and the closed ones, in the time zone of the agency',
    tag: 'Periods',
    access: 'viewer',
    status: 200,
    answer: Periods,
    refusals: [],
  },
  {
    method: 'post',
    path: '/v1/periods/:month/close',
    id: 'closePeriod',
    summary: 'Close a month and every one before it: late usage books into the open month',
    tag: 'Periods',
    access: 'owner',
    status: 200,
    answer: ClosedPeriod,
    refusals: ['role_forbids', 'invalid_request', 'period_running'],
  },
]
