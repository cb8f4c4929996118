import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { Field } from '../../ui/field.tsx'
import { Note } from '../../ui/note.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { NOTICE_DEFAULTS, parseNoticeSettings, type NoticeSettings } from '../../background/notices.ts'
import { NOTICES_KEY } from '../../background/speak.ts'
import { Section } from './section.tsx'
import { t } from './text.ts'

const PERMISSION = { permissions: ['notifications' as const] }

/** Browser notices about clients: off until switched on here, and quiet when staff are. */
export function Notices() {
  const [settings, setSettings] = useState<NoticeSettings>(NOTICE_DEFAULTS)
  const [step, setStep] = useState<'idle' | 'asking' | 'denied'>('idle')

  useEffect(() => {
    const read = async (): Promise<void> => {
      const stored = parseNoticeSettings((await browser.storage.local.get(NOTICES_KEY))[NOTICES_KEY])
      // The permission can be taken away in the browser's own settings: then it is off, whatever is stored.
      setSettings({ ...stored, on: stored.on && (await browser.permissions.contains(PERMISSION)) })
    }
    void read()
  }, [])

  const save = (change: Partial<NoticeSettings>): void => {
    const next = parseNoticeSettings({ ...settings, ...change })
    setSettings(next)
    void browser.storage.local.set({ [NOTICES_KEY]: next })
  }
  const toggle = async (): Promise<void> => {
    if (settings.on) {
      save({ on: false })
      await browser.permissions.remove(PERMISSION)
      return
    }
    const asked = browser.permissions.request(PERMISSION)
    setStep('asking')
    const granted = await asked.catch(() => false)
    setStep(granted ? 'idle' : 'denied')
    if (granted) save({ on: true })
  }
  const time = (name: 'dailyAt' | 'quietFrom' | 'quietTo') => (
    <Field label={t(`notices.${name}`)}>
      {({ id }) => (
        <div class="rl-control">
          <input
            id={id}
            name={name}
            class="rl-input"
            type="time"
            value={settings[name]}
            onChange={(event) => save({ [name]: event.currentTarget.value })}
          />
        </div>
      )}
    </Field>
  )

  return (
    <Section title={t('notices.title')}>
      <p class="quiet">{t('notices.why')}</p>
      <Switch
        label={t('notices.on')}
        checked={settings.on}
        pending={step === 'asking'}
        pendingLabel={t('notices.asking')}
        onToggle={() => void toggle()}
      />
      <div aria-live="polite" class="outcome">
        {step === 'denied' && <Note tone="warn">{t('notices.denied')}</Note>}
      </div>
      {settings.on && (
        <>
          <div class="pair">
            <Select
              name="rhythm"
              label={t('notices.rhythm')}
              value={settings.rhythm}
              choices={(['atOnce', 'daily'] as const).map((value) => ({
                value,
                label: t(`notices.${value}`),
              }))}
              onChange={(value) => save({ rhythm: value === 'daily' ? 'daily' : 'atOnce' })}
            />
            {settings.rhythm === 'daily' && time('dailyAt')}
          </div>
          <div class="pair">
            {time('quietFrom')}
            {time('quietTo')}
          </div>
          <p class="quiet">{t('notices.quiet')}</p>
        </>
      )}
    </Section>
  )
}
