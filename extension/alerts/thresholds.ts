import { MoneyError } from '../../shared/money/error.ts'
import { formatDecimal, parseDecimal, type Locale } from '../../shared/money/locale.ts'
import { formatNano, NANO_PER_UNIT, parseNano } from '../../shared/money/nano.ts'
import type { AlertThresholds } from '../../shared/contract/alerts.ts'

export const THRESHOLDS = ['lowBalance', 'runwayDays', 'marginFloor', 'lossFloor'] as const
export type Threshold = (typeof THRESHOLDS)[number]

/** What counts where nobody has set anything (docs/alerts.md); the balance: the wallet's reload threshold. */
export const DEFAULTS: AlertThresholds = {
  lowBalance: null,
  runwayDays: 3,
  marginFloor: '0',
  lossFloor: '1',
}

/** Why a field is refused; `text` is the part that is wrong. */
export interface FieldProblem<Why extends string = ThresholdFault> {
  why: Why
  text: string
}
export type ThresholdFault = 'number' | 'negative' | 'tooLarge' | 'decimals' | 'days' | 'share'

/** What was typed cannot be meant. */
export class Wrong<Why extends string> extends Error {
  readonly problem: FieldProblem<Why>
  constructor(why: Why, text = '') {
    super(why)
    this.problem = { why, text }
  }
}

export const DAYS_MAX = 90
/** Beyond it a threshold is a slip of the keyboard. */
export const AMOUNT_MAX = 100_000_000n * NANO_PER_UNIT
const HUNDRED = 100n * NANO_PER_UNIT

/** A threshold in the reader's own notation, the floor in percent, amounts with `decimals` at least; '' where none is set. */
export function thresholdText(
  thresholds: AlertThresholds,
  name: Threshold,
  locale: Locale,
  decimals = 0,
): string {
  if (name === 'runwayDays') return thresholds.runwayDays === null ? '' : String(thresholds.runwayDays)
  const decimal = thresholds[name]
  if (decimal === null) return ''
  return name === 'marginFloor'
    ? formatDecimal(formatNano(parseNano(decimal) * 100n), locale)
    : formatDecimal(decimal, locale, decimals)
}

/** The same way back, '' = none set. Nothing is guessed: `1.5` is no German number. @throws Wrong<ThresholdFault> */
export const READ: { [T in Threshold]: (text: string, locale: Locale) => AlertThresholds[T] } = {
  lowBalance: readAmount,
  runwayDays: readDays,
  marginFloor: readShare,
  lossFloor: readAmount,
}

const wrong = (why: ThresholdFault): Wrong<ThresholdFault> => new Wrong(why)

function readNano(text: string, locale: Locale): bigint {
  try {
    return parseNano(parseDecimal(text, locale))
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    if (error.code === 'too_many_decimals') throw wrong('decimals')
    throw wrong(error.code === 'out_of_range' ? 'tooLarge' : 'number')
  }
}

function readAmount(text: string, locale: Locale): string | null {
  if (text === '') return null
  const nano = readNano(text, locale)
  if (nano < 0n) throw wrong('negative')
  if (nano > AMOUNT_MAX) throw wrong('tooLarge')
  return formatNano(nano)
}

function readDays(text: string): number | null {
  if (text === '') return null
  if (!/^\d{1,3}$/.test(text) || Number(text) > DAYS_MAX) throw wrong('days')
  return Number(text)
}

/** `20` or `20 %` → `0.2`; the worker keeps six decimals of the share. */
function readShare(text: string, locale: Locale): string | null {
  if (text === '') return null
  const nano = readNano(text.replace(/\s*%$/, ''), locale)
  if (nano > HUNDRED || nano < -HUNDRED || nano % 100_000n !== 0n) throw wrong('share')
  return formatNano(nano / 100n)
}
