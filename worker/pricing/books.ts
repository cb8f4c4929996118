import { z } from 'zod'
import { Currency, DecimalText, Instant, ServiceId } from '../../shared/contract/scalars.ts'
import { guardSessionLives } from '../access/end-session.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { forgetTerms } from './load-terms.ts'

const Positive = DecimalText.refine((text) => !text.startsWith('-') && /[1-9]/.test(text), 'must be above 0')

/** POST /v1/costs: what a service costs the agency from a day on. */
export const CostInput = z.object({
  service: ServiceId,
  unitCost: DecimalText.refine((text) => !text.startsWith('-'), 'must not be negative'),
  currency: Currency,
  /** Absent = from now on. Usage keeps the rate it was rated with, whatever is entered later. */
  validFrom: Instant.optional(),
  /** Where the figure comes from: a price page, an invoice. */
  source: z.string().trim().min(1).max(200),
})

/** POST /v1/fx-rates: units of `quote` for one unit of `base` from an instant on. */
export const FxInput = z.object({
  base: Currency,
  quote: Currency,
  rate: Positive,
  validFrom: Instant.optional(),
  source: z.string().trim().min(1).max(200),
})

export const Entered = z.object({ id: z.string(), validFrom: Instant })

/** Adds a dated cost to the agency's book. Nothing is overwritten: the newest that holds at a usage's time counts. */
export function enterCost(ctx: Context, actor: StaffActor, input: z.infer<typeof CostInput>) {
  const id = `own-${ctx.newId()}`
  const from = new Date(input.validFrom ?? ctx.now())
  return enter(
    ctx,
    actor,
    { id, from, action: 'cost.entered', subject: input.service, after: input },
    {
      sql: `INSERT INTO cost_rate (agency_id, id, service, unit_cost, currency, valid_from, source, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [
        actor.agencyId,
        id,
        input.service,
        input.unitCost,
        input.currency,
        BigInt(from.getTime()),
        input.source,
        BigInt(ctx.now().getTime()),
      ],
    },
  )
}

/** Adds a dated exchange rate. */
export function enterFx(ctx: Context, actor: StaffActor, input: z.infer<typeof FxInput>) {
  const id = `own-${ctx.newId()}`
  const from = new Date(input.validFrom ?? ctx.now())
  const subject = `${input.base}>${input.quote}`
  return enter(
    ctx,
    actor,
    { id, from, action: 'fx.entered', subject, after: input },
    {
      sql: `INSERT INTO fx_rate (agency_id, id, base, quote, rate, valid_from, source) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      args: [actor.agencyId, id, input.base, input.quote, input.rate, BigInt(from.getTime()), input.source],
    },
  )
}

async function enter(
  ctx: Context,
  actor: StaffActor,
  row: { id: string; from: Date; action: string; subject: string; after: unknown },
  insert: Statement,
): Promise<z.infer<typeof Entered>> {
  await ctx.db.writeBatch([
    guardSessionLives(actor),
    insert,
    { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [actor.agencyId] },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId: actor.agencyId,
      action: row.action,
      clientId: null,
      subject: row.subject,
      before: null,
      after: row.after,
    }),
  ])
  forgetTerms(actor.agencyId)
  return { id: row.id, validFrom: row.from.toISOString() }
}
