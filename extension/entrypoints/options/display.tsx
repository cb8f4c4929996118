import { Select } from '../../ui/select.tsx'
import { CURRENCIES, preferences, savePreferences, type Preferences } from '../../i18n/preferences.ts'
import { Section } from './section.tsx'
import { t } from './text.ts'

const LANGUAGES: readonly Preferences['language'][] = ['auto', 'en', 'de']

export function Display() {
  const now = preferences.value
  const save = (change: Partial<Preferences>): void => void savePreferences({ ...now, ...change })
  return (
    <Section title={t('display.title')}>
      <div class="pair">
        <Select
          name="language"
          label={t('display.language')}
          value={now.language}
          choices={LANGUAGES.map((value) => ({ value, label: t(`display.${value}`) }))}
          onChange={(value) => save({ language: LANGUAGES.find((known) => known === value) ?? 'auto' })}
        />
        <Select
          name="currency"
          label={t('display.currency')}
          hint={t('display.currencyHint')}
          value={now.currency}
          choices={CURRENCIES.map((value) => ({ value, label: value }))}
          onChange={(currency) => save({ currency })}
        />
      </div>
    </Section>
  )
}
