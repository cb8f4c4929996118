/** How far back usage may be sent as new, and how far ahead a clock may be (billing-practice of the field: 35 days, 5 minutes). */
const BACK_DAYS_MAX = 35
const AHEAD_MINUTES_MAX = 5

/** Why usage of that time is not taken as new, or null. Older usage goes in as a backfill. */
export function timeRefusal(
  occurredAt: string | undefined,
  now: Date,
): { code: 'usage_too_old' | 'usage_from_future'; detail: string } | null {
  if (occurredAt === undefined) return null
  const age_ms = now.getTime() - Date.parse(occurredAt)
  if (age_ms > BACK_DAYS_MAX * 86_400_000) {
    return {
      code: 'usage_too_old',
      detail: `Usage may be at most ${BACK_DAYS_MAX} days old. Nothing was posted for it.`,
    }
  }
  if (age_ms < -AHEAD_MINUTES_MAX * 60_000) {
    return {
      code: 'usage_from_future',
      detail: `Usage may be at most ${AHEAD_MINUTES_MAX} minutes ahead of our clock. Nothing was posted for it.`,
    }
  }
  return null
}
