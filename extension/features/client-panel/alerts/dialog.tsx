import type { ClientDetail } from '../../../../shared/contract/clients.ts'
import { t as words } from '../../../alerts/text.ts'
import { THRESHOLDS } from '../../../alerts/thresholds.ts'
import { language } from '../../../i18n/preferences.ts'
import { Button, Dialog, Note } from '../../../ui/index.ts'
import { Problem } from '../../problem.tsx'
import { readDraft } from './draft.ts'
import { ThresholdLine } from './line.tsx'
import type { AlertsPhase, AlertsStore } from './store.ts'
import { t } from './text.ts'
import { inheritedText, valueText } from './values.ts'

interface Props {
  detail: ClientDetail
  store: AlertsStore
  onOptions: () => void
}

/** When staff are told about this client. */
export function AlertsDialog({ detail, store, onOptions }: Props) {
  const phase = store.phase.value
  if (phase.kind === 'closed') return null
  const { overview, reload } = detail
  const { base, is } = phase
  const draft = store.draft.value
  const reading = readDraft(draft, language.value)
  const isPending = is.step === 'pending'
  return (
    <Dialog
      title={t('title', { client: overview.name })}
      onClose={store.close}
      actions={
        <>
          <Button onClick={store.close}>{t('cancel')}</Button>
          <Button
            kind="primary"
            pending={isPending || !reading.ok}
            onClick={() => reading.ok && void store.save(reading.thresholds)}
          >
            {t(isPending ? 'saving' : 'save')}
          </Button>
        </>
      }
    >
      <div class="form">
        <p class="soft">{t('why')}</p>
        {THRESHOLDS.map((name) => (
          <ThresholdLine
            key={name}
            name={name}
            value={draft[name]}
            base={base}
            fault={reading.ok ? undefined : reading.faults[name]}
            currency={overview.currency}
            reloadBelow={reload.threshold}
            isFixed={isPending}
            onChange={(value) => {
              store.draft.value = { ...draft, [name]: value }
            }}
          />
        ))}
        {is.step === 'overtaken' && (
          <Note tone="warn" live="alert">
            {t('overtaken', { changes: changesText(phase, is.was, overview.currency) })}
          </Note>
        )}
        {is.step === 'failed' && (
          <Problem failure={is.failure} isWrite onRetry={null} onOptions={onOptions} />
        )}
      </div>
    </Dialog>
  )
}

/** What somebody else changed, as it stands now. */
function changesText(
  { base }: AlertsPhase & { kind: 'open' },
  was: { own: typeof base.own },
  currency: string,
): string {
  return THRESHOLDS.filter((name) => base.own[name] !== was.own[name])
    .map((name) =>
      t('now', {
        threshold: words(`when.${name}`),
        value:
          base.own[name] === null ? inheritedText(base, name, currency) : valueText(base.own, name, currency),
      }),
    )
    .join('; ')
}
