import type { Actor, Context } from '../context.ts'
import { errorName } from '../log.ts'
import { type InboxRow, INBOX_TRIES_MAX, closeNotice, countTry } from '../payments/inbox.ts'
import { type PaymentEvent, ProviderUnreachable } from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { adoptMethod } from './adopt-method.ts'
import { noteAccount } from './connect.ts'
import { reverseCharge } from './reverse.ts'
import { type Settled, settleCharge } from './settle.ts'

/**
 * Works on one kept webhook: fetches its object again and books what it says. Doing it twice books nothing twice, so a
 * crash before the row is closed is harmless. @throws what stopped it, after counting the try; the caller retries
 * @returns the agency whose charge it was about, or null
 */
export async function applyNotice(ctx: Context, row: InboxRow): Promise<string | null> {
  try {
    const provider = await providerFor(ctx, row.provider, row)
    const event = await provider.read(row)
    const ours = event === null || isForeign(row, event) ? null : event
    const result = ours === null ? 'ignored' : await applyEvent(ctx, row.account, ours)
    const error =
      result === 'foreign' ? 'a second payment for one charge: see the log and the provider' : null
    const state = result === 'ignored' ? 'ignored' : error === null ? 'done' : 'failed'
    await ctx.db.writeBatch([closeNotice(ctx, row, state, error)])
    return ours === null || ours.kind === 'account' ? null : ours.agencyId
  } catch (error) {
    const why = error instanceof ProviderUnreachable ? error.message : errorName(error)
    const last = row.tries + 1n >= INBOX_TRIES_MAX
    await ctx.db.writeBatch([countTry(row, why), ...(last ? [closeNotice(ctx, row, 'failed', why)] : [])])
    throw error
  }
}

/** What came to an agency's own endpoint speaks for that agency alone, whatever the names on the object say. */
const isForeign = (row: InboxRow, event: PaymentEvent): boolean =>
  row.agencyId !== '' && (event.kind === 'account' || event.agencyId !== row.agencyId)

async function applyEvent(
  ctx: Context,
  account: string,
  event: PaymentEvent,
): Promise<'done' | 'ignored' | 'foreign'> {
  const booked = await bookEvent(ctx, account, event)
  if (booked === 'foreign') return 'foreign'
  return booked === 'unknownCharge' ? 'ignored' : 'done'
}

function bookEvent(ctx: Context, account: string, event: PaymentEvent): Promise<Settled> | Settled {
  switch (event.kind) {
    case 'charge':
      // What the provider cannot say definitely now, a later webhook or the sweep will.
      return event.outcome.kind === 'unknown'
        ? 'already'
        : settleCharge(ctx, event, account, event.outcome, 'webhook')
    case 'reversal':
      return reverseCharge(ctx, event, account, event)
    case 'account':
      return noteAccount(ctx, account, event.state).then((agencyId) =>
        agencyId === null ? 'unknownCharge' : 'settled',
      )
    case 'method':
      return adoptEvent(ctx, account, event)
  }
}

async function adoptEvent(
  ctx: Context,
  account: string,
  event: Extract<PaymentEvent, { kind: 'method' }>,
): Promise<Settled> {
  if (event.method === null) return 'already'
  const actor: Actor = { kind: 'system', job: 'charging.webhook' }
  const refusal = await adoptMethod(ctx, actor, { ...event, account }, event.method)
  return refusal === 'unknown_customer' ? 'unknownCharge' : 'settled'
}
