import { language } from '../../../i18n/preferences.ts'
import { parseMoney } from '../../../../shared/money/locale.ts'
import { formatNano, type Nano } from '../../../../shared/money/nano.ts'
import { nanoPerMinor } from '../../../../shared/money/minor.ts'

/** What was typed as an amount, in the reader's own notation: at least `least`, in whole minor units. Null = it is none. */
export function readAmount(text: string, currency: string, least: Nano = 1n): Nano | null {
  try {
    const nano = parseMoney(text.trim(), currency, language.value)
    return nano >= least && nano % nanoPerMinor(currency) === 0n ? nano : null
  } catch {
    return null
  }
}

/** Decimal places of a currency: 2 of the dollar, 0 of the yen. */
export const decimalsOf = (currency: string): number => 10 - String(nanoPerMinor(currency)).length

/**
 * What the worker charges at once when these settings are saved: the smallest number of steps that lands the wallet
 * above its threshold (worker/charging/reload-amount.ts). Money on its way, which the overlay cannot see, lowers it.
 */
export function chargedOnSave(balance: Nano, threshold: Nano, amount: Nano): Nano {
  const short = threshold - balance
  return short <= 0n || amount <= 0n ? 0n : (short / amount + 1n) * amount
}

export const textOf = (nano: Nano): string => formatNano(nano)
