import type { Statement } from '../db/client.ts'
import { TRIES_WINDOW_MS } from './backoff.ts'

/** Reasons of `reload_pause` that a payment ends; the others, chargeCap and monthCap, end by time. */
const ENDED_BY_PAYMENT = "('declined', 'methodDead', 'tooManyTries', 'canceled', 'refunded')"

interface ClientKey {
  readonly agencyId: string
  readonly clientId: string
}

/** A payment came through or the method changed: what went wrong before no longer holds it back. */
export function clearDeclinePause({ agencyId, clientId }: ClientKey): Statement {
  return {
    sql: `DELETE FROM reload_pause WHERE agency_id = ? AND client_id = ? AND reason IN ${ENDED_BY_PAYMENT}`,
    args: [agencyId, clientId],
  }
}

/** Somebody acted on purpose (new settings, another method, "try again"): nothing holds the wallet back any more. */
export function endPause({ agencyId, clientId }: ClientKey): Statement {
  return {
    sql: `DELETE FROM reload_pause WHERE agency_id = ? AND client_id = ?`,
    args: [agencyId, clientId],
  }
}

/** Rests the wallet; `until` null = until somebody acts. Starts the count of tries anew after 30 days. */
export function pauseStatement(
  { agencyId, clientId }: ClientKey,
  pause: { until: Date | null; reason: string; tries: bigint; firstTryAt: Date },
): Statement {
  return {
    sql: `INSERT INTO reload_pause (agency_id, client_id, until, reason, tries, first_try_at) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (agency_id, client_id) DO UPDATE SET until = excluded.until, reason = excluded.reason,
            tries = excluded.tries, first_try_at = excluded.first_try_at`,
    args: [
      agencyId,
      clientId,
      pause.until === null ? null : BigInt(pause.until.getTime()),
      pause.reason,
      pause.tries,
      BigInt(pause.firstTryAt.getTime()),
    ],
  }
}

/** The count of declines in a row, this one included, within the window. */
export function nextTry(
  now: Date,
  before: { tries: bigint; firstTryAt: Date } | undefined,
): { tries: bigint; firstTryAt: Date } {
  const fresh = before === undefined || now.getTime() - before.firstTryAt.getTime() >= TRIES_WINDOW_MS
  return fresh || before.tries === 0n
    ? { tries: 1n, firstTryAt: now }
    : { tries: before.tries + 1n, firstTryAt: before.firstTryAt }
}
