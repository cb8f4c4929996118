import { t as words } from '../../../alerts/text.ts'
import { percentSign, plain } from '../../../i18n/figures.ts'
import { language } from '../../../i18n/preferences.ts'
import type { AlertSettingsView } from '../../../rpc/alert-settings-api.ts'
import { Note } from '../../../ui/note.tsx'
import { draftOf } from './draft.ts'
import { kindName } from './kinds.ts'
import { t } from './text.ts'

/** What the settings say, line by line. */
function factsOf(view: AlertSettingsView): readonly [name: string, value: string][] {
  const { emails, webhook, muted, thresholds, locale } = view
  const { lowBalance, runwayDays, lossFloor } = thresholds
  // As a percentage in the reader's notation.
  const { marginFloor } = draftOf(view, language.value)
  return [
    [t('who.emails'), emails.length === 0 ? t('who.none') : emails.join(', ')],
    [t('who.webhook'), webhook === null ? t('who.none') : webhook.url],
    [t('who.locale'), t(`who.${locale}`)],
    [t('what.muted'), muted.length === 0 ? t('what.all') : muted.map(kindName).join(', ')],
    [words('when.lowBalance'), lowBalance === null ? t('when.lowBalanceEmpty') : plain(lowBalance)],
    [words('when.runwayDays'), daysText(runwayDays)],
    [
      words('when.marginFloor'),
      marginFloor === '' ? t('when.marginFloorEmpty') : marginFloor + percentSign(),
    ],
    [words('when.lossFloor'), lossFloor === null ? t('when.lossFloorEmpty') : plain(lossFloor)],
  ]
}

/** The settings for those who may not change them. */
export function AlertFacts({ view, isViewer }: { view: AlertSettingsView; isViewer: boolean }) {
  return (
    <>
      <Note>
        {t('alerts.ownerOnly')} {isViewer && view.webhook !== null && t('who.hostOnly')}
      </Note>
      <Facts facts={factsOf(view)} />
    </>
  )
}

/** What somebody else changed, as it stands now. */
export function ChangedFacts({ was, is }: { was: AlertSettingsView; is: AlertSettingsView }) {
  const before = factsOf(was)
  return <Facts facts={factsOf(is).filter(([, value], line) => value !== before[line]?.[1])} />
}

function Facts({ facts }: { facts: ReturnType<typeof factsOf> }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  )
}

function daysText(days: number | null): string {
  if (days === null) return t('when.runwayDaysEmpty')
  return days === 0 ? words('when.never') : words('when.dayCount', { days: String(days) })
}
