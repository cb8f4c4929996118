import { useEffect, useState } from 'preact/hooks'
import { failureText } from '../../../i18n/failure.ts'
import { language } from '../../../i18n/preferences.ts'
import type { AlertSettingsView } from '../../../rpc/alert-settings-api.ts'
import { call } from '../../../rpc/call.ts'
import type { Failure, SessionView } from '../../../rpc/messages.ts'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/note.tsx'
import { Section } from '../section.tsx'
import { sessionState } from '../session-state.ts'
import { AlertFacts } from './facts.tsx'
import { AlertForm } from './form.tsx'
import { t } from './text.ts'

/** Who is told of low wallets, failed payments and losses, and from when on: the worker's settings, not the browser's. */
export function Alerts() {
  const state = sessionState.value
  const session = state.is === 'known' ? state.session : null
  return (
    <Section title={t('alerts.title')}>
      <p class="quiet">{t(session?.state === 'signedOut' ? 'alerts.signedOut' : 'alerts.why')}</p>
      {session?.state === 'signedIn' && <Settings key={session.agency.id} role={session.role} />}
    </Section>
  )
}

type State = { is: 'loading' } | { is: 'known'; view: AlertSettingsView } | { is: 'failed'; failure: Failure }

function Settings({ role }: { role: (SessionView & { state: 'signedIn' })['role'] }) {
  const [state, setState] = useState<State>({ is: 'loading' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let isCurrent = true
    setState({ is: 'loading' })
    const read = async (): Promise<void> => {
      const answer = await call('alerts.settings', {})
      // Somebody else may be signed in by now: an answer to an earlier question never paints.
      if (!isCurrent) return
      setState(
        answer.ok ? { is: 'known', view: answer.value.value } : { is: 'failed', failure: answer.failure },
      )
    }
    void read()
    return () => {
      isCurrent = false
    }
  }, [tries])

  return (
    <>
      <div aria-live="polite" class="outcome">
        {state.is === 'loading' && <p class="quiet">{t('alerts.loading')}</p>}
        {state.is === 'failed' && (
          <div class="stack">
            <Note tone="error">{failureText(state.failure)}</Note>
            <div>
              <Button onClick={() => setTries(tries + 1)}>{t('alerts.retry')}</Button>
            </div>
          </div>
        )}
      </div>
      {state.is === 'known' &&
        (role === 'owner' ? (
          // Figures are typed in the language's notation: in another one they would mean something else.
          <AlertForm key={language.value} view={state.view} />
        ) : (
          <AlertFacts view={state.view} isViewer={role === 'viewer'} />
        ))}
    </>
  )
}
