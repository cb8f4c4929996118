import type { AlertThresholds } from '../../../../shared/contract/alerts.ts'
import type { Locale } from '../../../../shared/money/locale.ts'
import {
  READ,
  THRESHOLDS,
  thresholdText,
  Wrong,
  type Threshold,
  type ThresholdFault,
} from '../../../alerts/thresholds.ts'

/** A runway of 0 days: nobody is told. */
export const NEVER = 'never'

/** The form as typed, in the reader's own notation; null = as for all clients. */
export type AlertDraft = Readonly<Record<Threshold, string | null>>

/** @param decimals of the client's currency */
export function draftOf(own: AlertThresholds, locale: Locale, decimals: number): AlertDraft {
  const text = (name: Threshold): string | null => thresholdText(own, name, locale, decimals) || null
  return {
    lowBalance: text('lowBalance'),
    runwayDays: own.runwayDays === 0 ? NEVER : text('runwayDays'),
    marginFloor: text('marginFloor'),
    lossFloor: text('lossFloor'),
  }
}

export type AlertReading =
  | { ok: true; thresholds: AlertThresholds }
  | { ok: false; faults: Partial<Record<Threshold, ThresholdFault>> }

/** What was typed as thresholds, or what is wrong with each. A field of one's own that is empty is no number. */
export function readDraft(draft: AlertDraft, locale: Locale): AlertReading {
  const faults: Partial<Record<Threshold, ThresholdFault>> = {}
  const read = <T extends Threshold>(name: T): AlertThresholds[T] | null => {
    const typed = draft[name]?.trim()
    if (typed === undefined) return null
    try {
      if (typed === '') throw new Wrong<ThresholdFault>(name === 'runwayDays' ? 'days' : 'number')
      return READ[name](typed === NEVER ? '0' : typed, locale)
    } catch (error) {
      if (!(error instanceof Wrong)) throw error
      faults[name] = (error as Wrong<ThresholdFault>).problem.why
      return null
    }
  }
  const thresholds: AlertThresholds = {
    lowBalance: read('lowBalance'),
    runwayDays: read('runwayDays'),
    marginFloor: read('marginFloor'),
    lossFloor: read('lossFloor'),
  }
  return THRESHOLDS.some((name) => faults[name]) ? { ok: false, faults } : { ok: true, thresholds }
}

/** How many a client has of its own. */
export const ownCount = (own: AlertThresholds): number =>
  THRESHOLDS.filter((name) => own[name] !== null).length
