import type { ServiceTerms, TermsChoice } from '../../../shared/contract/clients.ts'
import { t } from '../text.ts'

export interface WhoProps {
  service: string
  terms: Pick<ServiceTerms, 'billedBy' | 'terms'>
  onChoose: (choice: TermsChoice) => void
}

const CHOICES = ['ledger', 'crm', 'agency', 'default'] as const

/** Who bills a service, to choose from. It shows what the worker said: a choice only opens the question. */
export function Who({ service, terms, onChoose }: WhoProps) {
  const current: TermsChoice = terms.terms === 'default' ? 'default' : terms.billedBy
  return (
    <select
      class="who-choice"
      aria-label={t('who.choose', { service })}
      value={current}
      onChange={(event) => {
        const choice = CHOICES.find((each) => each === event.currentTarget.value)
        event.currentTarget.value = current
        if (choice && choice !== current) onChoose(choice)
      }}
    >
      {CHOICES.map((choice) => (
        <option key={choice} value={choice}>
          {choice === 'default' && current === 'default'
            ? t('who.byDefault', { who: t(`who.${terms.billedBy}`) })
            : t(`who.${choice}`)}
        </option>
      ))}
    </select>
  )
}
