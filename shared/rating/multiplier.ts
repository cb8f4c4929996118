import { RatingError } from './error.ts'

const MULTIPLIER = /^(\d{1,9})(?:\.(\d{1,6}))?$/

/** `1.05` → `1_050_000n`. Throws `RatingError('invalid_rule')` for anything but a decimal ≥ 0 with ≤ 6 decimals. */
export const parseMultiplierPpm = (text: string): bigint => {
  const match = MULTIPLIER.exec(text)
  if (!match)
    throw new RatingError('invalid_rule', 'multiplier', 'expected a decimal with at most 6 decimals')
  return BigInt((match[1] ?? '') + (match[2] ?? '').padEnd(6, '0'))
}
