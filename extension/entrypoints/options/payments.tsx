import { useEffect, useState } from 'preact/hooks'
import { failureText } from '../../i18n/failure.ts'
import { language } from '../../i18n/preferences.ts'
import { translator } from '../../i18n/translate.ts'
import { payments as de } from '../../locales/de/payments.ts'
import { payments as en } from '../../locales/en/payments.ts'
import { call } from '../../rpc/call.ts'
import type { Answer } from '../../rpc/messages.ts'
import type { PaymentsView } from '../../rpc/payments-api.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { Section } from './section.tsx'
import { sessionState } from './session-state.ts'

const t = translator({ en, de }, () => language.value)

const STATES = ['own', 'onboarding', 'connected', 'deauthorized', 'ownKey', 'keyRefused'] as const
/** Nothing is charged, and somebody has to do something about it. */
const STOPPED: ReadonlySet<string> = new Set(['onboarding', 'deauthorized', 'keyRefused'])

/** At which Stripe account clients are charged, and whether that works: to see, not to set. No key comes here. */
export function Payments() {
  const state = sessionState.value
  const session = state.is === 'known' ? state.session : null
  return (
    <Section title={t('payments.title')}>
      {session?.state === 'signedOut' && <p class="quiet">{t('payments.signedOut')}</p>}
      {session?.state === 'signedIn' && <Account key={session.agency.id} />}
    </Section>
  )
}

function Account() {
  const [answer, setAnswer] = useState<Answer<'agency.payments'> | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let isCurrent = true
    setAnswer(null)
    const read = async (): Promise<void> => {
      const given = await call('agency.payments', {})
      if (isCurrent) setAnswer(given)
    }
    void read()
    return () => {
      isCurrent = false
    }
  }, [tries])
  return (
    <>
      <div aria-live="polite" class="outcome">
        {answer === null && <p class="quiet">{t('payments.loading')}</p>}
        {answer?.ok === false && (
          <div class="stack">
            <Note tone="error">{failureText(answer.failure)}</Note>
            <div>
              <Button onClick={() => setTries(tries + 1)}>{t('payments.retry')}</Button>
            </div>
          </div>
        )}
      </div>
      {answer?.ok === true && <Known view={answer.value} />}
    </>
  )
}

function Known({ view: { account, state, key } }: { view: PaymentsView }) {
  const known = STATES.find((each) => each === state)
  if (!known) return <Note tone="warn">{t('payments.unknown', { state })}</Note>
  return (
    <>
      <dl class="facts">
        <dt>{t('payments.state')}</dt>
        <dd>{t(`state.${known}`)}</dd>
        {account !== '' && (
          <>
            <dt>{t('payments.account')}</dt>
            <dd>{account}</dd>
          </>
        )}
        {key && (
          <>
            <dt>{t('payments.key')}</dt>
            <dd>
              …{key.last4} ({key.mode === 'live' ? t('payments.live') : t('payments.test')})
            </dd>
          </>
        )}
      </dl>
      {STOPPED.has(known) ? (
        <Note tone="error">
          {t(`next.${known}`)} {key !== null && key.reason !== null && reasonText(key.reason)}
        </Note>
      ) : (
        <p class="quiet">{t(`next.${known}`)}</p>
      )}
    </>
  )
}

/** `rejected`, or the permission that the key has lost. */
const reasonText = (reason: string): string =>
  reason === 'rejected' ? t('reason.rejected') : t('reason.permission', { permission: reason })
