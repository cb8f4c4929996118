import { z } from 'zod'
import { multiplierToHighLevelPercent } from '../../../shared/margin/highlevel.ts'
import type { Context } from '../../context.ts'
import { callHighLevel } from './request.ts'

/** HighLevel's own ids of an agency and of the sub-accounts of one client. */
export interface Places {
  readonly companyId: string
  readonly locationIds: readonly string[]
}

export type RebillingOutcome = 'done' | 'refused' | 'unanswered' | 'notConnected'

/** `UpdateRebillingResponseDto` (2026-06-19); the list of what was updated is in the portal's version only. */
const Reply = z.object({ success: z.boolean(), location_updated: z.array(z.string()).optional() })

/**
 * Sets HighLevel's own rebilling of one product for a client's sub-accounts; setting it twice is the same as once.
 * `done` only where HighLevel says that it took for every one of them.
 * @param product a name of `UpdateRebillingDto` (shared/catalogue)
 * @param multiplierPpm null = rebilling off; else at least 1: the call takes the markup in percent
 */
export async function setRebilling(
  ctx: Pick<Context, 'settings' | 'log'>,
  { companyId, locationIds }: Places,
  product: string,
  multiplierPpm: bigint | null,
): Promise<RebillingOutcome> {
  const markup = multiplierPpm === null ? 0 : Number(multiplierToHighLevelPercent(multiplierPpm))
  const answer = await callHighLevel(ctx, {
    method: 'POST',
    path: `/saas/update-rebilling/${encodeURIComponent(companyId)}`,
    version: '2021-04-15',
    body: { product, locationIds, config: { optIn: true, enabled: multiplierPpm !== null, markup } },
  })
  if (answer.kind !== 'answered') return answer.kind
  const reply = Reply.safeParse(answer.body)
  if (!reply.success) return 'unanswered'
  const { success, location_updated: updated } = reply.data
  return success && locationIds.every((id) => updated?.includes(id) ?? true) ? 'done' : 'refused'
}
