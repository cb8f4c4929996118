import { language } from '../../../i18n/preferences.ts'
import { translator } from '../../../i18n/translate.ts'
import { whatIf as de } from '../../../locales/de/what-if.ts'
import { whatIf as en } from '../../../locales/en/what-if.ts'

export const t = translator({ en, de }, () => language.value)
