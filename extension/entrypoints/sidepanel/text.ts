import { language } from '../../i18n/preferences.ts'
import { translator } from '../../i18n/translate.ts'
import { sidepanel as de } from '../../locales/de/sidepanel.ts'
import { sidepanel as en } from '../../locales/en/sidepanel.ts'

export const t = translator({ en, de }, () => language.value)
