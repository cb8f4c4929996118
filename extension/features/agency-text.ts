import { language } from '../i18n/preferences.ts'
import { translator } from '../i18n/translate.ts'
import { agency as de } from '../locales/de/agency.ts'
import { agency as en } from '../locales/en/agency.ts'

/** The words of the agency's own pages: summary, list tools, margin lens. */
export const t = translator({ en, de }, () => language.value)
