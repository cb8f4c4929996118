import { useState } from 'preact/hooks'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { failureText } from '../../i18n/failure.ts'
import { call } from '../../rpc/call.ts'
import type { Failure, SessionView } from '../../rpc/messages.ts'
import { parseWorkerUrl, workerPattern } from '../../session/worker-url.ts'
import { deviceName } from './device.ts'
import { requestOrigin } from './grant.ts'
import { t } from './text.ts'

interface PairingProps {
  session: SessionView & { state: 'signedOut' }
  onChange: (session: SessionView) => void
}

type Step =
  | { is: 'idle' }
  | { is: 'asking'; worker: string }
  | { is: 'pairing' }
  | { is: 'wrong'; field: 'worker' | 'code' }
  | { is: 'denied'; worker: string }
  | { is: 'failed'; failure: Failure }

const CODE_LENGTH_MIN = 8

/** Sign-in to a self-hosted worker: permission for its address from this click, then the one-time code. */
export function Pairing({ session, onChange }: PairingProps) {
  const [worker, setWorker] = useState(session.worker ?? '')
  const [code, setCode] = useState('')
  const [step, setStep] = useState<Step>({ is: 'idle' })
  const isBusy = step.is === 'asking' || step.is === 'pairing'

  const connect = async (): Promise<void> => {
    const origin = parseWorkerUrl(worker)
    if (!origin) return setStep({ is: 'wrong', field: 'worker' })
    if (code.trim().length < CODE_LENGTH_MIN) return setStep({ is: 'wrong', field: 'code' })
    setStep({ is: 'asking', worker: origin })
    if (!(await requestOrigin(workerPattern(origin)))) return setStep({ is: 'denied', worker: origin })
    setStep({ is: 'pairing' })
    const device = deviceName(navigator.userAgent)
    const answer = await call('session.pair', { worker: origin, code, device })
    if (answer.ok) onChange(answer.value)
    else setStep({ is: 'failed', failure: answer.failure })
  }

  return (
    <>
      <p class="quiet">{t('connection.why')}</p>
      {session.note === 'sessionEnded' && <Note tone="warn">{t('connection.sessionEnded')}</Note>}
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy) void connect()
        }}
      >
        <TextField
          name="worker"
          inputMode="url"
          label={t('connection.worker')}
          hint={t('connection.workerHint')}
          error={step.is === 'wrong' && step.field === 'worker' ? t('connection.badWorker') : undefined}
          value={worker}
          onInput={setWorker}
        />
        <TextField
          name="code"
          label={t('connection.code')}
          hint={t('connection.codeHint')}
          error={step.is === 'wrong' && step.field === 'code' ? t('connection.badCode') : undefined}
          value={code}
          onInput={setCode}
        />
        <div aria-live="polite" class="outcome">
          <Outcome step={step} />
        </div>
        <div>
          <Button type="submit" kind="primary" pending={isBusy}>
            {t('connection.connect')}
          </Button>
        </div>
      </form>
    </>
  )
}

function Outcome({ step }: { step: Step }) {
  switch (step.is) {
    case 'asking':
      return <Note>{t('connection.asking', { worker: step.worker })}</Note>
    case 'pairing':
      return <Note>{t('connection.pairing')}</Note>
    case 'denied':
      return <Note tone="warn">{t('connection.denied', { worker: step.worker })}</Note>
    case 'failed':
      return <Note tone="error">{pairingFailure(step.failure)}</Note>
    default:
      return null
  }
}

/** A 401 or 4xx on a code means the code, not the session. */
function pairingFailure(failure: Failure): string {
  const isCode =
    failure.kind === 'signedOut' ||
    (failure.kind === 'refused' && [400, 401, 404, 410].includes(failure.status))
  return isCode ? t('connection.codeRefused') : failureText(failure)
}
