import type { ChargeView } from '../../../rpc/money-views.ts'
import { Button } from '../../../ui/index.ts'
import { momentText, money } from '../../figures.ts'
import { Listing } from './listing.tsx'
import type { Pages } from './pages.ts'
import { isKnown, t } from './text.ts'

interface Props {
  pages: Pages<ChargeView>
  onConfirmation: (charge: string) => void
  onOptions: () => void
}

/** What was charged, with its state as the worker knows it. */
export function Charges({ pages, onConfirmation, onOptions }: Props) {
  return (
    <Listing
      pages={pages}
      title={t('charges.title')}
      none={t('charges.none')}
      columns={[
        { label: t('charges.when') },
        { label: t('charges.what') },
        { label: t('charges.amount'), figure: true },
        { label: t('charges.fee'), figure: true },
        { label: t('charges.state') },
      ]}
      onOptions={onOptions}
      row={(charge) => (
        <tr key={charge.id}>
          <td class="soft">{momentText(charge.createdAt)}</td>
          <td>{word(`purpose.${charge.purpose}`, t('purpose.other'))}</td>
          <td class="figure">{money(charge.amount, charge.currency)}</td>
          <td class="figure soft">{feeText(charge)}</td>
          <td>
            <span class="dot" data-tone={toneOf(charge.state)}>
              {word(`charge.${charge.state}`, charge.state)}
            </span>
            {charge.failure && <span class="soft why">{charge.failure.text ?? charge.failure.code}</span>}
            {charge.state === 'actionRequired' && (
              <Button kind="plain" onClick={() => onConfirmation(charge.id)}>
                {t('charges.getLink')}
              </Button>
            )}
          </td>
        </tr>
      )}
    />
  )
}

const word = (key: string, otherwise: string): string => (isKnown(key) ? t(key as 'charge.sent') : otherwise)

function feeText({ fee, feeIsEstimate, currency }: ChargeView): string {
  if (fee === null) return '–'
  const text = money(fee, currency)
  return feeIsEstimate ? t('charges.about', { fee: text }) : text
}

function toneOf(state: string): 'good' | 'bad' | 'warn' | 'idle' {
  if (state === 'succeeded') return 'good'
  if (state === 'failed') return 'bad'
  return state === 'actionRequired' ? 'warn' : 'idle'
}
