import type { AlertSettingsView } from '../../../rpc/alert-settings-api.ts'
import { Note } from '../../../ui/note.tsx'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import type { Draft, Problems } from './draft.ts'
import { t } from './text.ts'
import { TextArea } from './text-area.tsx'

interface WhoProps {
  draft: Draft
  problems: Problems
  view: AlertSettingsView
  onChange: (part: Partial<Draft>) => void
}

/** Addresses, webhook, and the language that both are told in. */
export function Who({ draft, problems, view, onChange }: WhoProps) {
  const { emails } = problems
  return (
    <fieldset class="group">
      <legend>{t('who.title')}</legend>
      <TextArea
        name="emails"
        rows={3}
        label={t('who.emails')}
        hint={t('who.emailsHint')}
        error={
          emails &&
          (emails.why === 'email' ? t('who.badEmail', { email: emails.text }) : t('who.tooManyEmails'))
        }
        value={draft.emails}
        onInput={(text) => onChange({ emails: text })}
      />
      {!view.canMail && <Note tone="warn">{t('who.noMail')}</Note>}
      <TextField
        name="webhook"
        inputMode="url"
        label={t('who.webhook')}
        hint={t('who.webhookHint')}
        error={problems.webhook && t('who.badWebhook')}
        value={draft.webhook}
        onInput={(webhook) => onChange({ webhook })}
      />
      {!view.canSign && <Note tone="warn">{t('who.noSign')}</Note>}
      <div class="pair">
        <Select
          name="locale"
          label={t('who.locale')}
          value={draft.locale}
          choices={(['en', 'de'] as const).map((value) => ({ value, label: t(`who.${value}`) }))}
          onChange={(value) => onChange({ locale: value === 'de' ? 'de' : 'en' })}
        />
      </div>
    </fieldset>
  )
}
