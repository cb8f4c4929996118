import { formatMultiplier, parseMultiplier } from '../../../../shared/margin/parse.ts'
import { MoneyError } from '../../../../shared/money/error.ts'
import { parseDecimal, parseMoney, type Locale } from '../../../../shared/money/locale.ts'
import { formatNano, NANO_PER_UNIT, parseNano, type Nano } from '../../../../shared/money/nano.ts'
import type { Driver } from './inputs.ts'

export type FieldName = Driver | 'cost' | 'volume' | 'reload'

/** Why a field's text is refused; each has its sentence in the locales. */
export type FieldError = 'number' | 'decimals' | 'negative' | 'tooLarge' | 'marginTooLarge'
export type Reading = { ok: true; value: string } | { ok: false; error: FieldError }

/** What a typed amount may be at most: beyond it the sum of a volume leaves the range of a nano. */
const LARGEST: Nano = 100_000_000n * NANO_PER_UNIT
const HUNDRED: Nano = 100n * NANO_PER_UNIT
/** The API's own limit (shared/contract: Multiplier). */
const MULTIPLIER_MAX_PPM = 1_000_000_000n
const NANO_PER_PERCENT_PPM = 100_000n

/** Reads what was typed in the reader's notation into a plain decimal string. Never throws. */
export function readField(field: FieldName, text: string, locale: Locale, currency: string): Reading {
  try {
    return check(field, text.trim(), locale, currency)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    const known: Partial<Record<MoneyError['code'], FieldError>> = {
      too_many_decimals: 'decimals',
      out_of_range: 'tooLarge',
    }
    return { ok: false, error: known[error.code] ?? 'number' }
  }
}

function check(field: FieldName, text: string, locale: Locale, currency: string): Reading {
  if (field === 'multiplier') {
    if (/^[-\u2212]/.test(text)) return { ok: false, error: 'negative' }
    if (/[.,]\d{7}/.test(text)) return { ok: false, error: 'decimals' }
    const ppm = parseMultiplier(text)
    return ppm > MULTIPLIER_MAX_PPM
      ? { ok: false, error: 'tooLarge' }
      : { ok: true, value: formatMultiplier(ppm) }
  }
  if (field === 'markup' || field === 'margin') return percentage(field, text.replace('%', ''), locale)
  const nano = field === 'volume' ? parseNano(parseDecimal(text, locale)) : parseMoney(text, currency, locale)
  if (nano < 0n) return { ok: false, error: 'negative' }
  return nano > LARGEST ? { ok: false, error: 'tooLarge' } : { ok: true, value: formatNano(nano) }
}

function percentage(field: 'markup' | 'margin', text: string, locale: Locale): Reading {
  const nano = parseNano(parseDecimal(text, locale))
  if (nano % NANO_PER_PERCENT_PPM !== 0n) return { ok: false, error: 'decimals' }
  if (field === 'margin' && nano >= HUNDRED) return { ok: false, error: 'marginTooLarge' }
  if (field === 'markup' && nano < -HUNDRED) return { ok: false, error: 'negative' }
  return nano > 1000n * HUNDRED ? { ok: false, error: 'tooLarge' } : { ok: true, value: formatNano(nano) }
}

const FIXED_STEPS: Partial<Record<FieldName, [Nano, Nano]>> = {
  multiplier: [NANO_PER_UNIT / 100n, NANO_PER_UNIT / 10n],
  markup: [NANO_PER_UNIT, 10n * NANO_PER_UNIT],
  margin: [NANO_PER_UNIT, 10n * NANO_PER_UNIT],
  reload: [5n * NANO_PER_UNIT, 25n * NANO_PER_UNIT],
}
const LOWEST: Partial<Record<FieldName, Nano>> = { markup: -HUNDRED, margin: -1000n * HUNDRED }

/** One keyboard step from a plain decimal: a fixed step, or the second digit of the amount (1,000 → 100). */
export function stepField(field: FieldName, value: string, direction: 1 | -1, large: boolean): string {
  const from = parseNano(value)
  const second = from === 0n ? 0 : Math.max(0, from.toString().length - 2)
  const fine = from === 0n ? NANO_PER_UNIT / 1000n : 10n ** BigInt(second)
  const [small, big] = FIXED_STEPS[field] ?? [fine, 10n * fine]
  const next = from + BigInt(direction) * (large ? big : small)
  const lowest = LOWEST[field] ?? 0n
  if (next < lowest) return formatNano(lowest)
  return field === 'margin' && next >= HUNDRED ? value : formatNano(next)
}
