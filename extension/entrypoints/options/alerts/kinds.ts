import { language } from '../../../i18n/preferences.ts'
import { translator } from '../../../i18n/translate.ts'
import { alerts as de } from '../../../locales/de/alerts.ts'
import { alerts as en } from '../../../locales/en/alerts.ts'

const t = translator({ en, de }, () => language.value)

/** What is told (docs/alerts.md), as the form groups it. */
export const KINDS = {
  wallets: [
    'lowBalance',
    'runway',
    'depleted',
    'failedReload',
    'actionRequired',
    'reloadCapped',
    'dispute',
    'spendCap',
    'stripeStopped',
    'poolLow',
  ],
  losses: ['reloadLoses', 'unbilledCost', 'belowFloor', 'negativeMargin'],
} as const
const ALL = [...KINDS.wallets, ...KINDS.losses]

/** A kind by its name; one that a newer worker knows by its id. */
export function kindName(kind: string): string {
  const known = ALL.find((each) => each === kind)
  return known === undefined ? kind : t(`title.${known}`)
}
