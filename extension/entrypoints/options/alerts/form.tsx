import { useRef, useState } from 'preact/hooks'
import { merged } from '../../../alerts/merge.ts'
import { failureText } from '../../../i18n/failure.ts'
import { language } from '../../../i18n/preferences.ts'
import type { AlertSettings, AlertSettingsView } from '../../../rpc/alert-settings-api.ts'
import { call } from '../../../rpc/call.ts'
import type { Failure } from '../../../rpc/messages.ts'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/note.tsx'
import { draftOf, readDraft, type Draft, type Problems } from './draft.ts'
import { ChangedFacts } from './facts.tsx'
import { NewSecret, ShownSecret } from './secret.tsx'
import { t } from './text.ts'
import { Thresholds } from './thresholds.tsx'
import { What } from './what.tsx'
import { Who } from './who.tsx'

type Step =
  | { is: 'idle' | 'saving' | 'saved' | 'wrong' }
  /** Somebody else was faster: what the form was filled with, to tell what they changed. */
  | { is: 'overtaken'; was: AlertSettingsView }
  | { is: 'failed'; failure: Failure }

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const settingsOf = ({ locale, emails, webhook, muted, thresholds }: AlertSettings): AlertSettings => ({
  locale,
  emails,
  webhook,
  muted,
  thresholds,
})

/** The owner's form. What stands here is the worker's only once it has answered. */
export function AlertForm({ view }: { view: AlertSettingsView }) {
  const locale = language.value
  const [base, setBase] = useState(view)
  const [draft, setDraft] = useState<Draft>(() => draftOf(view, locale))
  const [problems, setProblems] = useState<Problems>({})
  const [step, setStep] = useState<Step>({ is: 'idle' })
  const [secret, setSecret] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const isSaving = step.is === 'saving'
  const isDirty = !sameText(draft, draftOf(base, locale))

  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part })
    if (!isSaving) setStep({ is: 'idle' })
  }

  const fail = (failure: Failure): false => {
    setStep({ is: 'failed', failure })
    return false
  }
  /** Sends settings in place of those the form was filled with; answers whether they hold now. */
  const send = async (settings: AlertSettings, newSecret: boolean): Promise<boolean> => {
    setStep({ is: 'saving' })
    const answer = await call('alerts.set', { ...settings, newSecret, version: base.version })
    if (!answer.ok) {
      const { failure } = answer
      const isOld = failure.kind === 'refused' && failure.code === 'version_conflict'
      return isOld ? readAnew(settings, newSecret) : fail(failure)
    }
    const { webhookSecret, ...saved } = answer.value.value as AlertSettingsView & { webhookSecret?: string }
    setBase(saved)
    // A secret that was shown belongs to the webhook that was; a new one takes its place.
    if (webhookSecret !== undefined || saved.webhook === null) setSecret(webhookSecret ?? null)
    setStep({ is: 'saved' })
    return true
  }
  /** The worker refused the version: shows what stands there now, and keeps what was typed here. */
  const readAnew = async (sent: AlertSettings, newSecret: boolean): Promise<boolean> => {
    const answer = await call('alerts.settings', {})
    if (!answer.ok) return fail(answer.failure)
    const now = answer.value.value
    setBase(now)
    // It may have been this form, whose answer was lost.
    if (!newSecret && sameText(settingsOf(now), sent)) {
      setStep({ is: 'saved' })
      return true
    }
    setDraft((typed) => merged(typed, draftOf(base, locale), draftOf(now, locale)))
    setStep({ is: 'overtaken', was: base })
    return false
  }
  const save = async (): Promise<void> => {
    const read = readDraft(draft, locale)
    setProblems(read.ok ? {} : read.problems)
    if (!read.ok) {
      setStep({ is: 'wrong' })
      const [first] = Object.keys(read.problems)
      form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus()
      return
    }
    if (await send(read.settings, false)) setDraft(draftOf(read.settings, locale))
  }
  const discard = (): void => {
    setProblems({})
    setStep({ is: 'idle' })
    setDraft(draftOf(base, locale))
    // The button that was pressed goes: the focus must not go with it.
    form.current?.querySelector<HTMLElement>('[type="submit"]')?.focus()
  }

  return (
    <>
      <form
        ref={form}
        class="stack alerts-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isSaving) void save()
        }}
      >
        <Who draft={draft} problems={problems} view={base} onChange={change} />
        <What muted={draft.muted} onChange={(muted) => change({ muted })} />
        <Thresholds draft={draft} problems={problems} clients={base.clients.length} onChange={change} />
        <div aria-live="polite" class="outcome">
          <Outcome step={step} isDirty={isDirty} base={base} />
        </div>
        <div class="buttons">
          <Button type="submit" kind="primary" pending={isSaving}>
            {isSaving ? t('save.saving') : t('save.save')}
          </Button>
          {isDirty && !isSaving && <Button onClick={discard}>{t('save.discard')}</Button>}
        </div>
      </form>
      {secret !== null && <ShownSecret secret={secret} />}
      {base.webhook !== null && base.canSign && (
        <NewSecret isSaving={isSaving} onMake={() => void send(settingsOf(base), true)} />
      )}
    </>
  )
}

function Outcome({ step, isDirty, base }: { step: Step; isDirty: boolean; base: AlertSettingsView }) {
  switch (step.is) {
    case 'saved':
      return <Note tone="good">{t('save.saved')}</Note>
    case 'wrong':
      return <Note tone="error">{t('save.wrong')}</Note>
    case 'overtaken':
      return (
        <div class="stack">
          <Note tone="warn">{t('save.changed')}</Note>
          <ChangedFacts was={step.was} is={base} />
          <p class="quiet">{t('save.changedNext')}</p>
        </div>
      )
    case 'failed':
      return <Note tone="error">{failureText(step.failure)}</Note>
    default:
      return isDirty ? <Note tone="warn">{t('save.dirty')}</Note> : null
  }
}
