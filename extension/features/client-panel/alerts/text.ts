import { language } from '../../../i18n/preferences.ts'
import { translator } from '../../../i18n/translate.ts'
import { clientAlerts as de } from '../../../locales/de/client-alerts.ts'
import { clientAlerts as en } from '../../../locales/en/client-alerts.ts'

export const t = translator({ en, de }, () => language.value)
