const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long a queue message or a running attempt may take before the sweep looks at the charge itself. */
export const LEASE_MS = 2 * MINUTE

/**
 * How long Stripe is trusted to know an idempotency key. It keeps one for at least 24 h
 * (docs.stripe.com/api/idempotent_requests, as known on 2026-11-21); an hour less allows for clocks and slow calls.
 */
export const KEY_LIFE_MS = 23 * HOUR

/** Until an account whose key is refused or gone is looked at again; a new key brings it forward. */
export const CLOSED_WAIT_MS = HOUR

/** An attempt answered with a stored error is looked up; if nothing is found for this long, a new key is safe. */
export const SURELY_NOT_THERE_MS = 10 * MINUTE

/** A real fee that did not come by then will not come; the estimate stays. */
export const FEE_PATIENCE_MS = 7 * DAY

/** Wait before asking again after the n-th send without a definite answer. */
export function resendAfter_ms(sends: bigint): number {
  const steps = [MINUTE, 5 * MINUTE, 15 * MINUTE]
  return steps[Number(sends) - 1] ?? HOUR
}

/** Visa's limit for retries on one card: 15 in 30 days. */
export const TRIES_MAX = 15n
export const TRIES_WINDOW_MS = 30 * DAY

/**
 * When a wallet may be tried again after its n-th decline in a row, or null = not before somebody acts.
 * An hour first, then a schedule; a hard decline waits for another card.
 */
export function pauseUntil(
  now: Date,
  tries: bigint,
  firstTryAt: Date,
  hardness: 'hard' | 'soft',
): Date | null {
  if (hardness === 'hard') return null
  if (tries >= TRIES_MAX) return new Date(firstTryAt.getTime() + TRIES_WINDOW_MS)
  const steps = [HOUR, 6 * HOUR, DAY, 2 * DAY]
  return new Date(now.getTime() + (steps[Number(tries) - 1] ?? 3 * DAY))
}
