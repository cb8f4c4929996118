import { formatNano, parseNano } from '../../shared/money/nano.ts'
import { loadCharge } from '../charging/charge-row.ts'
import { setReload } from '../charging/set-reload.ts'
import { topUp } from '../charging/top-up.ts'
import type { Context } from '../context.ts'
import { sha256, toHex } from '../hex.ts'
import type { Intent } from '../http/idempotency.ts'
import { moneyText } from './format.ts'
import type { Home } from './read-home.ts'
import type { PortalSession } from './session.ts'
import type { Language } from './tokens.ts'
import { fill, wordsOf } from './words/words.ts'

/** Charges the amount that was shown, once for the form it was shown in. @returns the charge. @throws Refusal as `topUp` */
export async function payTopUp(
  ctx: Context,
  session: PortalSession,
  amount: string,
  form: string,
): Promise<string> {
  const intent = await intentOf(session, form, `top-up ${amount}`)
  const { chargeId } = await topUp(ctx, session.actor, session.client, { amount }, intent)
  return chargeId
}

/** The client's own reload settings; the caps are staff's and stay. @throws Refusal as `setReload` */
export async function saveReload(
  ctx: Context,
  session: PortalSession,
  home: Home,
  wish: { enabled: boolean; threshold: bigint; amount: bigint },
  form: string,
): Promise<void> {
  const cap = (nano: bigint | null) => (nano === null ? null : formatNano(nano))
  const request = {
    enabled: wish.enabled,
    threshold: formatNano(wish.threshold),
    amount: formatNano(wish.amount),
    chargeCap: cap(home.reload?.chargeCap ?? null),
    monthCap: cap(home.reload?.monthCap ?? null),
  }
  const intent = await intentOf(session, form, JSON.stringify(request))
  await setReload(ctx, session.actor, session.client, request, intent)
}

/** What became of a top-up, in a sentence; null for a charge that is not this client's. */
export async function chargeNotice(
  ctx: Context,
  session: PortalSession,
  chargeId: string,
  language: Language,
): Promise<string | null> {
  const row = await loadCharge(ctx, { agencyId: session.agency, chargeId })
  if (row === undefined || row.clientId !== session.client) return null
  const words = wordsOf(language)
  const text =
    row.state === 'succeeded'
      ? words.paid
      : row.state === 'failed' || row.state === 'canceled'
        ? words.notPaid
        : words.pending
  return fill(text, { amount: moneyText(row.amount, row.currency, language) })
}

/** A whole amount that can be typed; null for what is none, or is not above 0. */
export function positive(text: string): bigint | null {
  try {
    const nano = parseNano(text)
    return nano > 0n ? nano : null
  } catch {
    return null
  }
}

/** One form is one intent: sent twice it does one thing. */
async function intentOf(session: PortalSession, form: string, what: string): Promise<Intent> {
  return {
    agencyId: session.agency,
    key: `portal:${session.id}:${form}`,
    request: toHex(await sha256(what)),
  }
}
