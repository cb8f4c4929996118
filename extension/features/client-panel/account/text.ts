import { language } from '../../../i18n/preferences.ts'
import { systemName } from '../../../i18n/catalogue.ts'
import { translator } from '../../../i18n/translate.ts'
import { account as de } from '../../../locales/de/account.ts'
import { account as en } from '../../../locales/en/account.ts'

export const t = translator({ en, de }, () => language.value)

/** What an outside system calls its accounts. */
export const whatOf = (system: string): string =>
  system === 'closebot' ? t('what.closebot') : t('what.other', { system: systemName(system) })
