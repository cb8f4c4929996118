import { translator, type Language, type Translate } from '../i18n/translate.ts'
import { background as de } from '../locales/de/background.ts'
import { background as en } from '../locales/en/background.ts'

/** The words the browser itself shows for us: badge, menu, notices. */
export const wordsIn = (language: Language): Translate<typeof en> => translator({ en, de }, () => language)
