import { z } from 'zod'
import { DecimalText, Instant } from '../../shared/contract/scalars.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { type UsageRef, findUsage } from './find-usage.ts'
import { type Correction, postCorrections } from './post-corrections.ts'
import { rateCorrection } from './rate-correction.ts'
import { type CorrectionResult, type Corrector, auditOf, pricedOrRefused, resultOf } from './result.ts'
import { type StandingUsage, keyText } from './standing-usage.ts'

/** PUT /v1/usage/:source/:id: what the usage should have been, whole. Client, service and time cannot change: void it. */
export const AmendRequest = z.object({
  quantity: DecimalText,
  /** Absent = the cost rate it was rated with; needed where the usage came with its own. */
  unitCost: DecimalText.optional(),
  /** Absent = as they are. */
  attributes: z.record(z.string().max(40), z.string().max(200)).optional(),
  estimated: z.boolean().default(false),
  /** The usage's own time; needed where the id stands on several days. */
  occurredAt: Instant.optional(),
})
export type AmendRequest = z.infer<typeof AmendRequest>

/**
 * Corrects a usage: one new line books the difference, rated under the terms the usage was rated with. Amending to
 * what stands changes nothing.
 * @throws Refusal `not_found`, `usage_ambiguous`, `correction_final`, `usage_voided`, `usage_not_priceable`
 */
export async function amendUsage(
  ctx: Context,
  actor: Corrector,
  agencyId: string,
  ref: UsageRef,
  wanted: AmendRequest,
): Promise<CorrectionResult> {
  const key = await findUsage(ctx, agencyId, { ...ref, occurredAt: wanted.occurredAt })
  const [posted] = await pricedOrRefused(() =>
    postCorrections(ctx, {
      agencyId,
      keys: [key],
      decide: (standing) => {
        const usage = standing.get(keyText(key))
        if (usage?.voided === true) {
          throw new Refusal('usage_voided', 'The usage was taken back. Post it again under a new id.')
        }
        return usage === undefined ? [] : [amendOf(usage, wanted)]
      },
      also: (lines) =>
        lines.map(({ correction, line }) =>
          auditStatement(ctx, actor, {
            id: ctx.newId(),
            agencyId,
            action: 'usage.amended',
            clientId: line.clientId,
            subject: `${key.source}/${key.id}`,
            ...auditOf(correction.usage, line),
          }),
        ),
    }),
  )
  return resultOf(posted)
}

function amendOf(usage: StandingUsage, wanted: AmendRequest): Correction {
  const attributes = wanted.attributes ?? usage.attributes
  const { quantity, unitCost } = wanted
  return {
    usage,
    kind: 'amend',
    id: `${usage.key.id}~${usage.nextNumber}`,
    exact: !wanted.estimated,
    attributes,
    rate: (terms, state) =>
      rateCorrection(
        usage,
        terms,
        { quantity, attributes, ...(unitCost === undefined ? {} : { unitCost }) },
        state,
      ),
  }
}
