import { language } from '../i18n/preferences.ts'
import { translator } from '../i18n/translate.ts'
import { overlay as de } from '../locales/de/overlay.ts'
import { overlay as en } from '../locales/en/overlay.ts'

export const t = translator({ en, de }, () => language.value)
