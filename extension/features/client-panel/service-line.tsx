import { useId } from 'preact/hooks'
import type { ServiceTerms, TermsChoice } from '../../../shared/contract/clients.ts'
import { formatMultiplier } from '../../../shared/margin/parse.ts'
import { Button, Figure, Note, NumberField, Switch } from '../../ui/index.ts'
import { serviceName, unitName } from '../../i18n/catalogue.ts'
import { money as roundedMoney, multiplierText, percent, plain, unitPrice } from '../../i18n/figures.ts'
import { money } from '../figures.ts'
import { Problem } from '../problem.tsx'
import { t } from '../text.ts'
import { marginAfterFee, markupOf, readDraft, type DraftError, type EditedField } from './draft.ts'
import type { Line } from './store.ts'
import { capOf, startOf, unitCostOf, unitPriceOf, warningOf, type Charging, type Warning } from './terms.ts'
import { Who } from './who.tsx'

export interface ServiceLineProps {
  terms: ServiceTerms
  charging: Charging
  line: Line
  onOptions: () => void
}

/** One service: who bills it, the switch, and three ways to type its price. */
export function ServiceLine({ terms, charging, line, onOptions }: ServiceLineProps) {
  const belowId = useId()
  const phase = line.phase.value
  const draft = line.draft.value
  const cap = capOf(terms)
  const name = serviceName(terms.service, terms.label)
  const reading = draft && readDraft(draft, charging.feeShare, cap)
  const ppm = reading?.ok ? reading.multiplierPpm : startOf(terms)
  const isOn = terms.billedBy === 'ledger'
  const isPending = phase.kind === 'pending'
  const isBad = reading?.ok === false
  const isBilled = isOn || terms.billedBy === 'crm'
  const isChanged = isBilled && reading?.ok === true && ppm !== startOf(terms)
  const warning = isBad ? null : warningOf(terms, ppm, charging)
  const margin = marginAfterFee(ppm, charging.feeShare)
  const price = unitPriceOf(terms, ppm)
  const values: Record<EditedField, string> = {
    multiplier: multiplierText(ppm),
    markup: percent(markupOf(ppm)),
    margin: margin === null ? '' : percent(margin),
  }
  const field = (kind: EditedField, unit: string) => (
    <td class="field" data-label={t(`column.${kind}`)}>
      <NumberField
        label={`${t(`column.${kind}`)}, ${name}`}
        labelHidden
        unit={unit}
        value={draft?.field === kind ? draft.text : isBad ? '' : values[kind]}
        readOnly={isPending}
        {...(isBad && draft?.field === kind && { error: errorText(reading.error, cap) })}
        onInput={(text) => {
          line.draft.value = { field: kind, text }
          if (phase.kind === 'saved' || phase.kind === 'failed') line.dismiss()
        }}
      />
    </td>
  )
  const choose = (billedBy: TermsChoice): void => {
    const needsPrice = billedBy === 'ledger' || billedBy === 'crm'
    if (needsPrice && isBad) return
    line.ask({ billedBy, multiplier: needsPrice ? formatMultiplier(ppm) : null })
  }

  return (
    <tbody data-on={isOn} data-service={terms.service}>
      <tr>
        <th scope="row">
          {name}
          <span class="soft">{costText(terms)}</span>
        </th>
        <td class="figure month" data-label={t('column.month')}>
          <Month terms={terms} currency={charging.currency} />
        </td>
        <td class="who">
          <Switch
            label={t('line.switch', { service: name })}
            labelHidden
            checked={isOn}
            pending={isPending}
            disabled={!isOn && isBad}
            describedBy={belowId}
            onToggle={() => choose(isOn ? 'agency' : 'ledger')}
          />
          {isPending ? (
            <span>{t('line.pending')}</span>
          ) : (
            <Who service={name} terms={terms} onChoose={choose} />
          )}
        </td>
        {field('multiplier', '×')}
        {field('markup', '%')}
        {field('margin', '%')}
        <td class="figure price" data-label={t('column.price')}>
          {price === null || isBad ? '–' : <Figure text={unitPrice(price, terms.costCurrency)} />}
        </td>
      </tr>
      <tr class="below">
        <td colSpan={7} id={belowId}>
          {warning && <Note tone="warn">{warningText(warning, terms, charging)}</Note>}
          {phase.kind === 'saved' && (
            <div class="saved">
              <Note tone="good" live="polite">
                {t('line.saved')}
              </Note>
              <Button
                kind="plain"
                label={t('line.takeBackOf', { service: name })}
                onClick={() => line.ask(phase.undo)}
              >
                {t('line.takeBack')}
              </Button>
            </div>
          )}
          {phase.kind === 'failed' && (
            <Problem
              failure={phase.failure}
              isWrite
              onRetry={() => void line.retry()}
              onOptions={onOptions}
            />
          )}
          {isChanged && (
            <div class="acts">
              <Button kind="primary" pending={isPending} onClick={() => choose(terms.billedBy)}>
                {t('line.apply')}
              </Button>
              <Button
                onClick={() => {
                  line.draft.value = null
                }}
              >
                {t('line.undo')}
              </Button>
            </div>
          )}
        </td>
      </tr>
    </tbody>
  )
}

function Month({ terms, currency }: { terms: ServiceTerms; currency: string }) {
  const { month, monthQuantity, estimated } = terms
  if (month.events === 0) return <span class="soft">{t('line.notUsed')}</span>
  const figures = { cost: money(month.cost, currency), price: money(month.price, currency) }
  return (
    <>
      {plain(monthQuantity)}
      <span class="soft" title={estimated ? t('panel.estimated') : undefined}>
        {estimated && '≈ '}
        {t('line.costToPrice', figures)}
      </span>
    </>
  )
}

function costText(terms: ServiceTerms): string {
  const cost = unitCostOf(terms)
  if (cost === null) return t('line.noCost')
  return t('line.cost', { cost: unitPrice(cost, terms.costCurrency), unit: unitName(terms.unit) })
}

function errorText(error: DraftError, cap: bigint | null): string {
  if (error === 'capped') return t('line.capped', { cap: multiplierText(cap ?? 0n) })
  return t(`line.${error}`)
}

function warningText(warning: Warning, terms: ServiceTerms, { reload, currency }: Charging): string {
  if (warning.kind === 'ownRule') return t('line.ownRule')
  if (warning.kind === 'otherCurrency') return t('line.otherCurrency', { currency: warning.currency })
  if (warning.kind === 'belowCost') {
    return t('line.belowCost', {
      unit: unitName(terms.unit),
      loss: unitPrice(warning.loss, terms.costCurrency),
    })
  }
  const figures = { loss: roundedMoney(warning.loss, currency), reload: roundedMoney(reload, currency) }
  if (warning.breakEvenPpm === null) return t('line.losesAlways', figures)
  return t('line.loses', { ...figures, breakEven: multiplierText(warning.breakEvenPpm, 'ceil') })
}
