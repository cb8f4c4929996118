import { MoneyError } from '../money/error.ts'
import { formatNano, parseNano } from '../money/nano.ts'

const MULTIPLIER = /^(\+?)(\d{1,9}(?:[.,]\d{1,6})?)\s*([x×]|%)?$/i

/**
 * Reads a multiplier into ppm: `1.5`, `1,5x`, `105 %` (1.05) and, as a markup, `+5 %` (1.05).
 * Comma and point both mean the decimal point, whatever the language. At most six decimals
 * (four in front of `%`). Throws `MoneyError`: `not_decimal`, `too_many_decimals`.
 */
export const parseMultiplier = (text: string): bigint => {
  const match = MULTIPLIER.exec(text.replace(/^\s*[x×]\s*/i, '').trim())
  const [, plus, digits, unit] = match ?? []
  if (digits === undefined || (plus && unit !== '%')) {
    throw new MoneyError('not_decimal', 'expected a multiplier such as 1.5, 1,5x or 105 %')
  }
  const nano = parseNano(digits.replace(',', '.'))
  if (unit !== '%') return nano / 1000n
  if (nano % 100_000n !== 0n) throw new MoneyError('too_many_decimals', 'at most four decimals of a percent')
  return nano / 100_000n + (plus ? 1_000_000n : 0n)
}

/** `1_050_000n` → `1.05`, the decimal string that the API and the price rules carry. */
export const formatMultiplier = (multiplierPpm: bigint): string => formatNano(multiplierPpm * 1000n)
