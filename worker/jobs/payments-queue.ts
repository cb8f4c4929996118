import { z } from 'zod'
import { applyNotice } from '../charging/apply-notice.ts'
import { sendCharge } from '../charging/send.ts'
import type { Context } from '../context.ts'
import { errorName } from '../log.ts'
import { type PaymentMessage, openNotice } from '../payments/inbox.ts'
import { runAlertsAfterCharges } from './alerts.ts'

const PaymentMessageShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('notice'),
    // A message from before agencies had endpoints of their own names none.
    agencyId: z.string().default(''),
    provider: z.string(),
    eventId: z.string(),
  }),
  z.object({ kind: z.literal('send'), agencyId: z.string(), chargeId: z.string() }),
])

/** What is used of a Workers queue batch. */
export interface PaymentBatch {
  readonly messages: readonly { readonly id: string; readonly body: unknown; ack(): void; retry(): void }[]
}

/**
 * Sends prepared charges and works on webhooks of payment providers. Each message stands alone: a throw here would bring
 * back those that were acknowledged already. What fails is retried by the queue, and found by the sweep after that.
 */
export async function consumePayments(ctx: Context, batch: PaymentBatch): Promise<void> {
  const touched = new Set<string>()
  await Promise.all(
    batch.messages.map(async (message) => {
      const parsed = PaymentMessageShape.safeParse(message.body)
      if (!parsed.success) {
        ctx.log.error('payment_message_malformed', { id: message.id })
        message.ack()
        return
      }
      try {
        const agencyId = await work(ctx, parsed.data)
        if (agencyId !== null) touched.add(agencyId)
        message.ack()
      } catch (error) {
        ctx.log.error('payment_message_failed', { kind: parsed.data.kind, error: errorName(error) })
        message.retry()
      }
    }),
  )
  await tellWhatFollowed(ctx, [...touched])
}

/** @returns the agency whose charge it was about, or null */
async function work(ctx: Context, message: PaymentMessage): Promise<string | null> {
  if (message.kind === 'send') {
    await sendCharge(ctx, message, 'answer')
    return message.agencyId
  }
  const row = await openNotice(ctx, message)
  return row === undefined ? null : applyNotice(ctx, row)
}

/** The messages are done: an alert that fails here is found again by the minute's run. */
async function tellWhatFollowed(ctx: Context, agencyIds: readonly string[]): Promise<void> {
  if (agencyIds.length === 0) return
  try {
    await runAlertsAfterCharges(ctx, { kind: 'agencies', ids: agencyIds })
  } catch (error) {
    ctx.log.error('alerts_failed', { error: errorName(error) })
  }
}
