import { faultText, t as words } from '../../../alerts/text.ts'
import { THRESHOLDS } from '../../../alerts/thresholds.ts'
import { NumberField } from '../../../ui/number-field.tsx'
import type { Draft, Problems } from './draft.ts'
import { t } from './text.ts'

interface ThresholdsProps {
  draft: Draft
  problems: Problems
  /** Clients with thresholds of their own. */
  clients: number
  onChange: (part: Partial<Draft>) => void
}

/** From when on staff are told. Empty fields follow the worker's defaults, which stand below them. */
export function Thresholds({ draft, problems, clients, onChange }: ThresholdsProps) {
  return (
    <fieldset class="group">
      <legend>{t('when.title')}</legend>
      <p class="quiet">{t('when.why')}</p>
      <div class="pair">
        {THRESHOLDS.map((name) => (
          <NumberField
            key={name}
            name={name}
            label={words(`when.${name}`)}
            hint={t(`when.${name}Hint`)}
            error={problems[name] && faultText(problems[name].why)}
            unit={name === 'runwayDays' ? words('when.days') : name === 'marginFloor' ? '%' : undefined}
            value={draft[name]}
            onInput={(text) => onChange({ [name]: text })}
          />
        ))}
      </div>
      {clients > 0 && <p class="quiet">{t('when.clients', { count: String(clients) })}</p>}
    </fieldset>
  )
}
