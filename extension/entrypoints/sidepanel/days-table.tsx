import { useState } from 'preact/hooks'
import type { DaySeries } from '../../../shared/contract/days.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { profitOf } from '../../clients/days.ts'
import { dayText, money } from '../../i18n/figures.ts'
import { language } from '../../i18n/preferences.ts'
import { Button } from '../../ui/button.tsx'
import { daysCsv, download } from './csv.ts'
import { t } from './text.ts'

/** The figures behind the line, newest first: for who cannot see it, wants them exactly, or takes them along. */
export function DaysTable({ series }: { series: DaySeries }) {
  const [isOpen, setOpen] = useState(false)
  const { currency, days } = series
  return (
    <details class="days-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('days.asTable')}</summary>
      {isOpen && (
        <>
          <table class="table">
            <caption class="rl-hidden">{t('days.title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('column.day')}</th>
                <th scope="col">{t('totals.price')}</th>
                <th scope="col">{t('totals.cost')}</th>
                <th scope="col">{t('totals.fees')}</th>
                <th scope="col">{t('column.profit')}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((each) => {
                const profit = profitOf(each)
                return (
                  <tr key={each.day}>
                    <th scope="row">{dayText(each.day)}</th>
                    {[each.price, each.cost, each.fees].map((amount) => (
                      <td>{money(parseNano(amount), currency)}</td>
                    ))}
                    <td data-loss={profit < 0n}>{money(profit, currency)}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
          <div class="below">
            <Button
              kind="plain"
              onClick={() => download(`rebill-lens-days-${currency}.csv`, daysCsv(series, language.value))}
            >
              {t('panel.export')}
            </Button>
          </div>
        </>
      )}
    </details>
  )
}
