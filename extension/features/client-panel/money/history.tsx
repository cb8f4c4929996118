import type { AuditEntry, ServiceTerms } from '../../../../shared/contract/clients.ts'
import { serviceName } from '../../../i18n/catalogue.ts'
import { multiplierText } from '../../../i18n/figures.ts'
import { Button } from '../../../ui/index.ts'
import { multiplierOf } from '../draft.ts'
import type { Change } from '../store.ts'
import { momentText, money } from '../../figures.ts'
import { t as words } from '../../text.ts'
import { Listing } from './listing.tsx'
import type { Pages } from './pages.ts'
import { isKnown, t } from './text.ts'
import { isSwitch, undoOf } from './undo.ts'

interface Props {
  pages: Pages<AuditEntry>
  services: readonly ServiceTerms[]
  currency: string
  /** Opens the question of a switch back: nothing is undone without it. */
  onUndo: (service: ServiceTerms, change: Change) => void
  onOptions: () => void
}

/** Who changed what. The last change of a service can be taken back, which is a change of its own. */
export function History({ pages, services, currency, onUndo, onOptions }: Props) {
  const entries = pages.state.value.items
  return (
    <Listing
      pages={pages}
      title={t('history.title')}
      none={t('history.none')}
      columns={[
        { label: t('history.when') },
        { label: t('history.who') },
        { label: t('history.what') },
        { label: t('history.change') },
      ]}
      onOptions={onOptions}
      row={(entry, index) => {
        const undo = undoOf(entries, index, services)
        const what = actionText(entry)
        return (
          <tr key={entry.id}>
            <td class="soft">{momentText(entry.at)}</td>
            <td class="soft">{entry.actor}</td>
            <td>{what}</td>
            <td>
              {changeText(entry, currency)}
              {undo && (
                <Button
                  kind="plain"
                  label={t('history.undoOf', { what })}
                  onClick={() => onUndo(undo.terms, undo.change)}
                >
                  {t('history.undo')}
                </Button>
              )}
            </td>
          </tr>
        )
      }}
    />
  )
}

function actionText({ action, subject }: AuditEntry): string {
  const key = `action.${action}`
  if (!isKnown(key)) return action
  return t(key as 'action.service.switched', { subject: serviceName(subject) })
}

type Said = Partial<
  Record<'billedBy' | 'multiplier' | 'rule' | 'enabled' | 'threshold' | 'amount' | 'currency', unknown>
>

function changeText(entry: AuditEntry, currency: string): string {
  const { action, before, after } = entry
  const [was, is] = [before, after].map((each) => (each ?? {}) as Said)
  if (isSwitch(entry)) return `${termsText(was)} → ${termsText(is)}`
  if (action === 'reload.set') return `${reloadText(was, currency)} → ${reloadText(is, currency)}`
  const amount = is?.amount
  return typeof amount === 'string' && isDecimal(amount) ? money(amount, currency) : ''
}

function termsText({ billedBy, multiplier, rule }: Said = {}): string {
  if (billedBy === 'default') return words('who.default')
  if (billedBy !== 'ledger' && billedBy !== 'crm') return words('who.agency')
  if (rule !== undefined) return t('history.ownRule')
  const at =
    typeof multiplier === 'string' && isDecimal(multiplier)
      ? `, ${multiplierText(multiplierOf(multiplier))}×`
      : ''
  return words(`who.${billedBy}`) + at
}

function reloadText({ enabled, threshold, amount }: Said = {}, currency: string): string {
  if (enabled !== true || typeof amount !== 'string' || typeof threshold !== 'string') return t('reload.off')
  return t('reload.below', { amount: money(amount, currency), threshold: money(threshold, currency) })
}

const isDecimal = (text: string): boolean => /^-?\d{1,10}(\.\d{1,9})?$/.test(text)
