import { formatNano } from '../../shared/money/nano.ts'
import { plain } from '../i18n/figures.ts'
import { language } from '../i18n/preferences.ts'
import { translator } from '../i18n/translate.ts'
import { thresholds as de } from '../locales/de/thresholds.ts'
import { thresholds as en } from '../locales/en/thresholds.ts'
import { AMOUNT_MAX, type ThresholdFault } from './thresholds.ts'

/** The words for thresholds, in the options and at a client. */
export const t = translator({ en, de }, () => language.value)

/** What is wrong with what was typed as a threshold. */
export function faultText(why: ThresholdFault): string {
  if (why === 'number') return t('error.number', { example: plain('1234.5') })
  if (why === 'tooLarge') return t('error.tooLarge', { most: plain(formatNano(AMOUNT_MAX)) })
  return t(`error.${why}`)
}
