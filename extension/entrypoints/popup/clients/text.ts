import { language } from '../../../i18n/preferences.ts'
import { translator } from '../../../i18n/translate.ts'
import { clients as de } from '../../../locales/de/clients.ts'
import { clients as en } from '../../../locales/en/clients.ts'

export const t = translator({ en, de }, () => language.value)
