import { estimateFee, type FeeRule } from '../../../shared/fees/rule.ts'
import {
  marginToMultiplier,
  markupToMultiplier,
  multiplierToMargin,
  multiplierToMarkup,
} from '../../../shared/margin/convert.ts'
import { parseMultiplier } from '../../../shared/margin/parse.ts'
import { parseNano, PPM, type Nano } from '../../../shared/money/nano.ts'
import { divide } from '../../../shared/money/rounding.ts'

/** Three ways to say one price. Which one was typed is kept; the other two are derived from it. */
export type EditedField = 'multiplier' | 'markup' | 'margin'
export interface Draft {
  field: EditedField
  text: string
}

export type DraftError = 'notNumber' | 'tooLarge' | 'negative' | 'marginTooHigh' | 'capped'
export type DraftReading = { ok: true; multiplierPpm: bigint } | { ok: false; error: DraftError }

const MULTIPLIER_MAX_PPM = 1_000n * PPM
const PERCENT = /^([-\u2212]?\d{1,7}(?:[.,]\d{1,4})?)\s*%?$/

/**
 * The multiplier a draft means. `feeShare` is the payment fee's share of a reload in ppm: the margin typed is the
 * one after fees, so it is put back before it becomes a multiplier.
 */
export function readDraft(draft: Draft, feeShare: bigint, cap: bigint | null): DraftReading {
  const meant = meaningOf(draft, feeShare)
  if (typeof meant === 'string') return { ok: false, error: meant }
  if (meant < 0n) return { ok: false, error: 'negative' }
  if (meant > MULTIPLIER_MAX_PPM) return { ok: false, error: 'tooLarge' }
  if (cap !== null && meant > cap) return { ok: false, error: 'capped' }
  return { ok: true, multiplierPpm: meant }
}

function meaningOf({ field, text }: Draft, feeShare: bigint): bigint | DraftError {
  if (field === 'multiplier') {
    try {
      return parseMultiplier(text)
    } catch {
      return 'notNumber'
    }
  }
  const percent = PERCENT.exec(text.trim())?.[1]
  if (percent === undefined) return 'notNumber'
  const ppm = parseNano(percent.replace(',', '.').replace('\u2212', '-')) / 100_000n
  if (field === 'markup') return markupToMultiplier(ppm)
  return marginToMultiplier(ppm + feeShare) ?? 'marginTooHigh'
}

/** What a multiplier leaves after the payment fee, as a share of the price in ppm; null for a price of 0. */
export function marginAfterFee(multiplierPpm: bigint, feeShare: bigint): bigint | null {
  const gross = multiplierToMargin(multiplierPpm)
  return gross === null ? null : gross - feeShare
}

export { multiplierToMarkup as markupOf }

/** The fee's share of one reload, half-up to the ppm; 0 where nothing is charged. */
export function feeShareOf(reload: Nano, rule: FeeRule): bigint {
  return reload > 0n ? divide(estimateFee(reload, rule) * PPM, reload, 'halfUp') : 0n
}

/** A multiplier of the API ("1.05") in ppm. */
export function multiplierOf(text: string): bigint {
  return parseNano(text) / 1_000n
}
