import type { ClientAlerts } from '../../../../shared/contract/alerts.ts'
import { faultText, t as words } from '../../../alerts/text.ts'
import type { Threshold, ThresholdFault } from '../../../alerts/thresholds.ts'
import { currencySign } from '../../../i18n/figures.ts'
import { NumberField, Select } from '../../../ui/index.ts'
import { NEVER } from './draft.ts'
import { t } from './text.ts'
import { inheritedDraft, inheritedText } from './values.ts'

interface Props {
  name: Threshold
  /** As typed; null = as for all clients. */
  value: string | null
  base: ClientAlerts
  fault: ThresholdFault | undefined
  currency: string
  /** The client's reload threshold, which an own balance starts from where the agency has none. */
  reloadBelow: string
  isFixed: boolean
  onChange: (value: string | null) => void
}

/** One threshold: as for all clients, with whose that is, or its own. */
export function ThresholdLine({ name, value, base, fault, currency, reloadBelow, isFixed, onChange }: Props) {
  const label = words(`when.${name}`)
  const choice = value === null ? 'inherited' : value === NEVER ? NEVER : 'own'
  const choices = [
    { value: 'inherited', label: inheritedText(base, name, currency) },
    { value: 'own', label: t('own') },
    ...(name === 'runwayDays' ? [{ value: NEVER, label: t('never') }] : []),
  ]
  const units: Record<Threshold, string> = {
    lowBalance: currencySign(currency),
    runwayDays: words('when.days'),
    marginFloor: '%',
    lossFloor: currencySign(currency),
  }
  return (
    <div class="threshold" data-threshold={name}>
      <Select
        label={label}
        value={choice}
        choices={choices}
        disabled={isFixed}
        onChange={(next) => {
          if (next === 'own') onChange(inheritedDraft(base, name, { currency, reloadBelow }))
          else onChange(next === NEVER ? NEVER : null)
        }}
      />
      {choice === 'own' && (
        <NumberField
          label={t('value', { threshold: label })}
          labelHidden
          unit={units[name]}
          value={value ?? ''}
          readOnly={isFixed}
          error={fault && faultText(fault)}
          onInput={onChange}
        />
      )}
    </div>
  )
}
