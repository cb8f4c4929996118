import { language } from '../../../i18n/preferences.ts'
import { translator } from '../../../i18n/translate.ts'
import { plans as de } from '../../../locales/de/plans.ts'
import { plans as en } from '../../../locales/en/plans.ts'

export const t = translator({ en, de }, () => language.value)
