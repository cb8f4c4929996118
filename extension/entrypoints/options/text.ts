import { language } from '../../i18n/preferences.ts'
import { translator } from '../../i18n/translate.ts'
import { options as de } from '../../locales/de/options.ts'
import { options as en } from '../../locales/en/options.ts'

export const t = translator({ en, de }, () => language.value)
