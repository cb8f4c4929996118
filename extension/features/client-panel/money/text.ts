import { language } from '../../../i18n/preferences.ts'
import { translator } from '../../../i18n/translate.ts'
import { money as de } from '../../../locales/de/money.ts'
import { money as en } from '../../../locales/en/money.ts'

export const t = translator({ en, de }, () => language.value)
/** Whether there are words for a key that is made of what the worker says. */
export const isKnown = (key: string): key is keyof typeof en => key in en
