import type { ServiceTerms, TermsChoice } from '../../../shared/contract/clients.ts'
import { Button, Dialog } from '../../ui/index.ts'
import { serviceName, unitName } from '../../i18n/catalogue.ts'
import { multiplierText, percent, percentSign, unitPrice } from '../../i18n/figures.ts'
import { t } from '../text.ts'
import { marginAfterFee, multiplierOf } from './draft.ts'
import type { Change, Line } from './store.ts'
import { unitPriceOf, type Charging } from './terms.ts'

/** The question that stands open for one service, if any. Beside the table, not in it: a dialog is no cell. */
export function Question(props: { terms: ServiceTerms; charging: Charging; clientName: string; line: Line }) {
  const { terms, charging, clientName, line } = props
  const phase = line.phase.value
  if (phase.kind === 'asking') {
    const yes = (): void => void line.confirm()
    return (
      <ConfirmChange
        terms={terms}
        change={phase.change}
        charging={charging}
        clientName={clientName}
        onYes={yes}
        onNo={line.dismiss}
      />
    )
  }
  if (phase.kind !== 'askingCrmOff') return null
  const service = serviceName(terms.service, terms.label)
  const yes = (): void => void line.confirmCrmOff()
  return <ConfirmCrmOff service={service} clientName={clientName} onYes={yes} onNo={line.dismiss} />
}

interface ConfirmChangeProps {
  terms: ServiceTerms
  change: Change
  charging: Charging
  clientName: string
  onYes: () => void
  onNo: () => void
}

/** Before → after, line by line, and a yes. Nothing is sent before it. */
function ConfirmChange({ terms, change, charging, clientName, onYes, onNo }: ConfirmChangeProps) {
  const verb = verbOf(terms, change)
  const before = columnOf(terms, terms.billedBy, terms.multiplier, charging)
  const after = columnOf(terms, change.billedBy, change.multiplier, charging)
  const rows = [
    [t('confirm.who'), before.who, after.who],
    [t('confirm.multiplier'), before.multiplier, after.multiplier],
    [t('confirm.price', { unit: unitName(terms.unit) }), before.price, after.price],
    [t('confirm.margin'), before.margin, after.margin],
  ]
  // The CRM has one switch a product, and it is set at once (B-15).
  const crmNote =
    change.billedBy === 'crm' ? 'confirm.toCrm' : terms.billedBy === 'crm' ? 'confirm.fromCrm' : null
  return (
    <Dialog
      title={t(`confirm.${verb}`, { service: serviceName(terms.service, terms.label), client: clientName })}
      onClose={onNo}
      actions={
        <>
          <Button onClick={onNo}>{t('confirm.cancel')}</Button>
          <Button kind={verb === 'off' ? 'danger' : 'primary'} onClick={onYes}>
            {t(YES[verb])}
          </Button>
        </>
      }
    >
      <table class="change">
        <thead>
          <tr>
            <th scope="col">
              <span class="rl-hidden">{t('confirm.field')}</span>
            </th>
            <th scope="col">{t('confirm.before')}</th>
            <th scope="col">{t('confirm.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, was, will]) => (
            <tr key={label} data-same={was === will}>
              <th scope="row">{label}</th>
              <td>{was}</td>
              <td>{will}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {crmNote && <p class="text">{t(crmNote)}</p>}
      <p class="soft">{t('confirm.audit')}</p>
    </Dialog>
  )
}

const YES = {
  on: 'confirm.yesOn',
  off: 'confirm.yesOff',
  change: 'confirm.yesChange',
  crm: 'confirm.yesCrm',
  default: 'confirm.yesDefault',
  undo: 'confirm.yesUndo',
} as const

function verbOf(terms: ServiceTerms, { billedBy, undoes }: Change): keyof typeof YES {
  if (undoes !== undefined) return 'undo'
  if (billedBy === 'default') return 'default'
  if (billedBy === terms.billedBy && terms.terms !== 'default') return 'change'
  return ({ agency: 'off', crm: 'crm', ledger: 'on' } as const)[billedBy]
}

function columnOf(terms: ServiceTerms, billedBy: TermsChoice, text: string | null, { feeShare }: Charging) {
  const who = t(`who.${billedBy}`)
  const none = t('confirm.none')
  const isBilled = billedBy === 'crm' || billedBy === 'ledger'
  if (!isBilled) return { who, multiplier: none, price: none, margin: none }
  if (text === null) return { who, multiplier: t('confirm.ownRule'), price: none, margin: none }
  const ppm = multiplierOf(text)
  const price = unitPriceOf(terms, ppm)
  const margin = marginAfterFee(ppm, feeShare)
  return {
    who,
    multiplier: `${multiplierText(ppm)}×`,
    price: price === null ? none : unitPrice(price, terms.costCurrency),
    margin: margin === null ? none : percent(margin) + percentSign(),
  }
}

interface ConfirmCrmOffProps {
  service: string
  clientName: string
  onYes: () => void
  onNo: () => void
}

/** B-15: only a person who looked at the CRM's own page can say that it does not bill this as well. */
function ConfirmCrmOff({ service, clientName, onYes, onNo }: ConfirmCrmOffProps) {
  return (
    <Dialog
      title={t('crmOff.title')}
      onClose={onNo}
      actions={
        <>
          <Button onClick={onNo}>{t('crmOff.cancel')}</Button>
          <Button kind="primary" onClick={onYes}>
            {t('crmOff.yes')}
          </Button>
        </>
      }
    >
      <p class="text">{t('crmOff.text', { service, client: clientName })}</p>
    </Dialog>
  )
}
