import { useEffect, useRef, useState } from 'preact/hooks'
import { failureText } from '../../i18n/failure.ts'
import type { AlertView } from '../../rpc/alerts-api.ts'
import { call } from '../../rpc/call.ts'
import type { Failure } from '../../rpc/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { Select } from '../../ui/select.tsx'
import { alertWords, t, timeText } from './alert-text.ts'

type Shown = 'open' | 'all'
interface State {
  is: 'reading' | 'read' | 'failed'
  failure: Failure | null
  alerts: readonly AlertView[]
  next: string | null
}
const NOTHING: State = { is: 'reading', failure: null, alerts: [], next: null }

interface AlertsViewProps {
  /** Opens a client; null where this panel has no such client. */
  opener: (client: string) => (() => void) | null
}

/** What needs a look, newest first: what still holds, or all that was told. */
export function AlertsView({ opener }: AlertsViewProps) {
  const [shown, setShown] = useState<Shown>('open')
  const [state, setState] = useState(NOTHING)
  /** Counts the questions: an answer to an earlier one never paints. */
  const asked = useRef(0)

  const read = async (from: State): Promise<void> => {
    const mine = (asked.current += 1)
    setState({ ...from, is: 'reading', failure: null })
    const cursor = from.next
    const answer = await call('alerts.list', { open: shown === 'open', ...(cursor !== null && { cursor }) })
    if (asked.current !== mine) return
    if (!answer.ok) return setState({ ...from, is: 'failed', failure: answer.failure })
    const { alerts, nextCursor } = answer.value.value
    setState({ is: 'read', failure: null, alerts: [...from.alerts, ...alerts], next: nextCursor })
  }
  useEffect(() => {
    void read(NOTHING)
    return () => void (asked.current += 1)
  }, [shown])

  const { is, failure, alerts, next } = state
  return (
    <div class="stack">
      <Select
        name="alerts"
        label={t('alerts.show')}
        value={shown}
        choices={(['open', 'all'] as const).map((value) => ({ value, label: t(`alerts.${value}`) }))}
        onChange={(value) => setShown(value === 'all' ? 'all' : 'open')}
      />
      <div aria-live="polite" class="states">
        {is === 'reading' && <p class="quiet">{t('alerts.loading')}</p>}
        {is === 'read' && alerts.length === 0 && (
          <p class="quiet">{t(shown === 'open' ? 'alerts.none' : 'alerts.noneYet')}</p>
        )}
        {failure && (
          <>
            <Note tone="error">
              {failureText(failure)} {alerts.length > 0 && t('alerts.stale')}
            </Note>
            <Button onClick={() => void read(state)}>{t('alerts.retry')}</Button>
          </>
        )}
      </div>
      {alerts.length > 0 && (
        <ul class="alerts" aria-label={t('alerts.list')}>
          {alerts.map((alert) => (
            <Alert key={alert.id} alert={alert} open={opener(alert.client.id)} />
          ))}
        </ul>
      )}
      {is === 'read' && next !== null && (
        <Button kind="plain" onClick={() => void read(state)}>
          {t('alerts.more')}
        </Button>
      )}
    </div>
  )
}

function Alert({ alert, open }: { alert: AlertView; open: (() => void) | null }) {
  const { title, text, ask } = alertWords(alert)
  return (
    <li data-open={alert.open}>
      <p class="alert-head">
        <strong>{title}</strong>
        <span class="quiet">
          {!alert.open && `${t('alerts.resolved')} · `}
          <time dateTime={alert.at}>{timeText(alert.at)}</time>
        </span>
      </p>
      {open ? (
        <button type="button" class="open" onClick={open}>
          {alert.client.name}
        </button>
      ) : (
        <span>{alert.client.name}</span>
      )}
      <p>{text}</p>
      {ask !== null && <p class="quiet">{ask}</p>}
    </li>
  )
}
