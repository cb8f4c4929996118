import { language } from '../../../i18n/preferences.ts'
import { translator } from '../../../i18n/translate.ts'
import { alertSettings as de } from '../../../locales/de/alert-settings.ts'
import { alertSettings as en } from '../../../locales/en/alert-settings.ts'

export const t = translator({ en, de }, () => language.value)
