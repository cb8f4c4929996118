import { useState } from 'preact/hooks'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Note } from '../../ui/note.tsx'
import { failureText } from '../../i18n/failure.ts'
import { call } from '../../rpc/call.ts'
import type { Failure, SessionView } from '../../rpc/messages.ts'
import { t } from './text.ts'

interface SignedInProps {
  session: SessionView & { state: 'signedIn' }
  onChange: (session: SessionView) => void
}

export function SignedIn({ session, onChange }: SignedInProps) {
  const [step, setStep] = useState<'idle' | 'asking' | 'leaving'>('idle')
  const [failure, setFailure] = useState<Failure | null>(null)
  const signOut = async (): Promise<void> => {
    setStep('leaving')
    const answer = await call('session.signOut', {})
    if (answer.ok) onChange(answer.value)
    else {
      setFailure(answer.failure)
      setStep('idle')
    }
  }
  return (
    <>
      <dl class="facts">
        <dt>{t('connection.agency')}</dt>
        <dd>{session.agency.name}</dd>
        <dt>{t('connection.role')}</dt>
        <dd>{t(`role.${session.role}`)}</dd>
        <dt>{t('connection.worker')}</dt>
        <dd>{session.worker}</dd>
      </dl>
      {failure && (
        <Note tone="error" live="alert">
          {failureText(failure)}
        </Note>
      )}
      <Button onClick={() => setStep('asking')} pending={step === 'leaving'}>
        {step === 'leaving' ? t('connection.signingOut') : t('connection.signOut')}
      </Button>
      {step === 'asking' && (
        <Dialog
          title={t('connection.signOutAsk', { agency: session.agency.name })}
          onClose={() => setStep('idle')}
          actions={
            <>
              <Button onClick={() => setStep('idle')}>{t('cancel')}</Button>
              <Button kind="danger" onClick={() => void signOut()}>
                {t('connection.signOut')}
              </Button>
            </>
          }
        >
          <p class="quiet">{t('connection.signOutWhat')}</p>
        </Dialog>
      )}
    </>
  )
}
