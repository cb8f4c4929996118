import { useEffect, useRef, useState } from 'preact/hooks'
import { copyField } from '../../../features/copy.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Note } from '../../../ui/note.tsx'
import { t } from './text.ts'

/** The webhook's secret, this once: it is kept nowhere in the browser, and gone when the page is left. */
export function ShownSecret({ secret }: { secret: string }) {
  const input = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<boolean | null>(null)
  useEffect(() => setCopied(null), [secret])
  return (
    <div class="stack secret">
      <div class="add">
        <Field label={t('secret.title')} hint={t('secret.once')}>
          {({ id, describedBy }) => (
            <div class="rl-control">
              <input
                id={id}
                ref={input}
                name="secret"
                class="rl-input"
                readOnly
                value={secret}
                aria-describedby={describedBy}
              />
            </div>
          )}
        </Field>
        <Button onClick={() => void copyField(input.current).then(setCopied)}>{t('secret.copy')}</Button>
      </div>
      <div aria-live="polite" class="outcome">
        {copied !== null && (
          <Note tone={copied ? 'good' : 'warn'}>{t(copied ? 'secret.copied' : 'secret.notCopied')}</Note>
        )}
      </div>
    </div>
  )
}

/** Asks before the old secret stops. */
export function NewSecret({ isSaving, onMake }: { isSaving: boolean; onMake: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const close = (): void => setAsking(false)
  return (
    <div class="new-secret">
      <Button kind="plain" pending={isSaving} onClick={() => setAsking(true)}>
        {t('secret.new')}
      </Button>
      {isAsking && (
        <Dialog
          title={t('secret.ask')}
          onClose={close}
          actions={
            <>
              <Button onClick={close}>{t('cancel')}</Button>
              <Button
                kind="danger"
                onClick={() => {
                  close()
                  onMake()
                }}
              >
                {t('secret.make')}
              </Button>
            </>
          }
        >
          <p class="quiet">{t('secret.what')}</p>
        </Dialog>
      )}
    </div>
  )
}
