import { z } from 'zod'
import { Instant } from '../../shared/contract/scalars.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { refuseIfClosed } from './closed-period.ts'
import { type UsageRef, findUsage } from './find-usage.ts'
import { type Correction, postCorrections } from './post-corrections.ts'
import { rateCorrection } from './rate-correction.ts'
import { type CorrectionResult, type Corrector, auditOf, pricedOrRefused, resultOf } from './result.ts'
import { type StandingUsage, keyText } from './standing-usage.ts'

/** POST /v1/usage/:source/:id/void */
export const VoidRequest = z.object({
  /** The usage's own time; needed where the id stands on several days. */
  occurredAt: Instant.optional(),
  /** True: refuse where the usage's period is closed, so already invoiced (MO-09). Else the open period takes it. */
  onlyIfOpen: z.boolean().default(false),
})

/**
 * Takes a usage back: one new line undoes what it and its corrections booked. Voiding twice is once.
 * @throws Refusal `not_found`, `usage_ambiguous`, `correction_final`, `period_closed`
 */
export async function voidUsage(
  ctx: Context,
  actor: Corrector,
  agencyId: string,
  ref: UsageRef & { onlyIfOpen?: boolean },
): Promise<CorrectionResult> {
  const key = await findUsage(ctx, agencyId, ref)
  if (ref.onlyIfOpen === true) await refuseIfClosed(ctx, agencyId, key)
  const [posted] = await pricedOrRefused(() =>
    postCorrections(ctx, {
      agencyId,
      keys: [key],
      decide: (standing) => {
        const usage = standing.get(keyText(key))
        return usage === undefined || usage.voided ? [] : [voidOf(usage)]
      },
      also: (lines) =>
        lines.map(({ correction, line }) =>
          auditStatement(ctx, actor, {
            id: ctx.newId(),
            agencyId,
            action: 'usage.voided',
            clientId: line.clientId,
            subject: `${key.source}/${key.id}`,
            ...auditOf(correction.usage, line),
          }),
        ),
    }),
  )
  return resultOf(posted)
}

/** The void of a usage that stands. */
export const voidOf = (usage: StandingUsage): Correction => ({
  usage,
  kind: 'void',
  id: `${usage.key.id}~${usage.nextNumber}`,
  exact: true,
  attributes: {},
  rate: (terms, state) => rateCorrection(usage, terms, null, state),
})
