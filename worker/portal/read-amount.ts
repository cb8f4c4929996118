import { exponentOf } from '../../shared/money/currency.ts'
import { formatMoney, parseMoney } from '../../shared/money/locale.ts'
import { NANO_PER_UNIT } from '../../shared/money/nano.ts'
import type { Language } from './tokens.ts'

/** No client tops up by more at once. */
const AMOUNT_MAX = 100_000n * NANO_PER_UNIT

/** What a person typed, in whole minor units; null for what is no amount, is too much, or is not above 0. */
export function readAmount(
  text: string,
  currency: string,
  language: Language,
  options: { orZero?: boolean } = {},
): bigint | null {
  const minor = NANO_PER_UNIT / 10n ** BigInt(exponentOf(currency))
  try {
    const nano = parseMoney(text, currency, language)
    const least = options.orZero === true ? 0n : 1n
    return nano >= least && nano <= AMOUNT_MAX && nano % minor === 0n ? nano : null
  } catch {
    return null
  }
}

export const sampleAmount = (currency: string, language: Language): string =>
  formatMoney(50n * NANO_PER_UNIT, currency, language)
