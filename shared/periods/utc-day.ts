const DAY_MS = 86_400_000n

/** Days since 1970-01-01 (UTC) of an instant in epoch milliseconds; also right before 1970. */
export const utcDay = (instantMs: bigint | number): bigint => {
  const ms = BigInt(instantMs)
  const day = ms / DAY_MS
  return ms < 0n && ms % DAY_MS !== 0n ? day - 1n : day
}
