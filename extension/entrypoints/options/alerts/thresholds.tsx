import { plain } from '../../../i18n/figures.ts'
import { formatNano } from '../../../../shared/money/nano.ts'
import { NumberField } from '../../../ui/number-field.tsx'
import { AMOUNT_MAX, type Draft, type DraftField, type FieldProblem, type Problems } from './draft.ts'
import { t } from './text.ts'

interface ThresholdsProps {
  draft: Draft
  problems: Problems
  /** Clients with thresholds of their own. */
  clients: number
  onChange: (part: Partial<Draft>) => void
}

const FIELDS: readonly (DraftField & ('lowBalance' | 'runwayDays' | 'marginFloor' | 'lossFloor'))[] = [
  'lowBalance',
  'runwayDays',
  'marginFloor',
  'lossFloor',
]

/** From when on staff are told. Empty fields follow the worker's defaults, which stand below them. */
export function Thresholds({ draft, problems, clients, onChange }: ThresholdsProps) {
  return (
    <fieldset class="group">
      <legend>{t('when.title')}</legend>
      <p class="quiet">{t('when.why')}</p>
      <div class="pair">
        {FIELDS.map((name) => (
          <NumberField
            key={name}
            name={name}
            label={t(`when.${name}`)}
            hint={t(`when.${name}Hint`)}
            error={problemText(problems[name])}
            unit={name === 'runwayDays' ? t('when.days') : name === 'marginFloor' ? '%' : undefined}
            value={draft[name]}
            onInput={(text) => onChange({ [name]: text })}
          />
        ))}
      </div>
      {clients > 0 && <p class="quiet">{t('when.clients', { count: String(clients) })}</p>}
    </fieldset>
  )
}

function problemText(problem: FieldProblem | undefined): string | undefined {
  switch (problem?.why) {
    case undefined:
      return undefined
    case 'number':
      return t('error.number', { example: plain('1234.5') })
    case 'tooLarge':
      return t('error.tooLarge', { most: plain(formatNano(AMOUNT_MAX)) })
    case 'negative':
    case 'days':
    case 'share':
    case 'decimals':
      return t(`error.${problem.why}`)
    default:
      return problem?.text
  }
}
