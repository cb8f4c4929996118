import { useEffect, useState } from 'preact/hooks'
import { Note } from '../../ui/note.tsx'
import { failureText } from '../../i18n/failure.ts'
import { call } from '../../rpc/call.ts'
import type { Answer, Failure, SessionView } from '../../rpc/messages.ts'
import { Pairing } from './pairing.tsx'
import { Section } from './section.tsx'
import { SignedIn } from './signed-in.tsx'
import { t } from './text.ts'

type State = { is: 'loading' } | { is: 'failed'; failure: Failure } | { is: 'known'; session: SessionView }

/** Which worker this browser works with, and as whom. */
export function Connection() {
  const [state, setState] = useState<State>({ is: 'loading' })
  const take = (answer: Answer<'session.status'>): void =>
    setState(answer.ok ? { is: 'known', session: answer.value } : { is: 'failed', failure: answer.failure })
  useEffect(() => void call('session.status', {}).then(take), [])

  return (
    <Section title={t('connection.title')}>
      {state.is === 'loading' && <p class="quiet">{t('connection.loading')}</p>}
      {state.is === 'failed' && (
        <Note tone="error" live="alert">
          {failureText(state.failure)}
        </Note>
      )}
      {state.is === 'known' && state.session.state === 'signedIn' && (
        <SignedIn session={state.session} onChange={(session) => setState({ is: 'known', session })} />
      )}
      {state.is === 'known' && state.session.state === 'signedOut' && (
        <Pairing session={state.session} onChange={(session) => setState({ is: 'known', session })} />
      )}
    </Section>
  )
}
