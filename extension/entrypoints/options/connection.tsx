import { useEffect } from 'preact/hooks'
import { Note } from '../../ui/note.tsx'
import { failureText } from '../../i18n/failure.ts'
import { Pairing } from './pairing.tsx'
import { Section } from './section.tsx'
import { readSession, sessionState, setSession } from './session-state.ts'
import { SignedIn } from './signed-in.tsx'
import { t } from './text.ts'

/** Which worker this browser works with, and as whom. */
export function Connection() {
  const state = sessionState.value
  useEffect(() => void readSession(), [])

  return (
    <Section title={t('connection.title')}>
      {state.is === 'loading' && <p class="quiet">{t('connection.loading')}</p>}
      {state.is === 'failed' && (
        <Note tone="error" live="alert">
          {failureText(state.failure)}
        </Note>
      )}
      {state.is === 'known' && state.session.state === 'signedIn' && (
        <SignedIn session={state.session} onChange={setSession} />
      )}
      {state.is === 'known' && state.session.state === 'signedOut' && (
        <Pairing session={state.session} onChange={setSession} />
      )}
    </Section>
  )
}
