import { percentSign, plain } from '../../../i18n/figures.ts'
import { language } from '../../../i18n/preferences.ts'
import type { AlertSettingsView } from '../../../rpc/alert-settings-api.ts'
import { Note } from '../../../ui/note.tsx'
import { draftOf } from './draft.ts'
import { kindName } from './kinds.ts'
import { t } from './text.ts'

/** The settings for those who may not change them. */
export function AlertFacts({ view, isViewer }: { view: AlertSettingsView; isViewer: boolean }) {
  const { emails, webhook, muted, thresholds, locale } = view
  const { lowBalance, runwayDays, lossFloor } = thresholds
  // As a percentage in the reader's notation.
  const { marginFloor } = draftOf(view, language.value)
  const rows: readonly [string, string][] = [
    [t('who.emails'), emails.length === 0 ? t('who.none') : emails.join(', ')],
    [t('who.webhook'), webhook === null ? t('who.none') : webhook.url],
    [t('who.locale'), t(`who.${locale}`)],
    [t('what.muted'), muted.length === 0 ? t('what.all') : muted.map(kindName).join(', ')],
    [t('when.lowBalance'), lowBalance === null ? t('when.lowBalanceEmpty') : plain(lowBalance)],
    [t('when.runwayDays'), daysText(runwayDays)],
    [t('when.marginFloor'), marginFloor === '' ? t('when.marginFloorEmpty') : marginFloor + percentSign()],
    [t('when.lossFloor'), lossFloor === null ? t('when.lossFloorEmpty') : plain(lossFloor)],
  ]
  return (
    <>
      <Note>
        {t('alerts.ownerOnly')} {isViewer && webhook !== null && t('who.hostOnly')}
      </Note>
      <dl class="facts">
        {rows.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </>
  )
}

function daysText(days: number | null): string {
  if (days === null) return t('when.runwayDaysEmpty')
  return days === 0 ? t('when.never') : t('when.dayCount', { days: String(days) })
}
