import type { ProfitLine } from '../../../shared/contract/days.ts'
import { serviceName } from '../../i18n/catalogue.ts'
import { money, percent, percentSign } from '../../i18n/figures.ts'
import { marginPpm } from '../../clients/month.ts'
import { extentOf, Spark } from './bars.tsx'
import { RowLine } from './row-line.tsx'
import type { ServiceMonth } from './services.ts'
import { t } from './text.ts'

/** What each service brought: billed, profit with its last days, margin with what it is made of. */
export function ServiceTable({
  caption,
  services,
  lines,
  currency,
}: {
  caption: string
  services: readonly ServiceMonth[]
  lines: ReadonlyMap<string, ProfitLine>
  currency: string
}) {
  const largest = services
    .map(({ month }) => extentOf(month))
    .reduce((most, extent) => (extent > most ? extent : most), 0n)
  return (
    <table class="table">
      <caption class="rl-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column.service')}</th>
          <th scope="col">{t('column.billed')}</th>
          <th scope="col" class="of-profit">
            {t('column.profit')}
          </th>
          <th scope="col" class="of-margin">
            {t('column.margin')}
          </th>
        </tr>
      </thead>
      <tbody>
        {services.map(({ service, label, month }) => {
          const margin = marginPpm(month)
          return (
            <tr key={service}>
              <th scope="row">{serviceName(service, label)}</th>
              <td>{money(month.price, currency)}</td>
              <td class="of-profit" data-loss={month.profit < 0n}>
                {money(month.profit, currency)}
                <RowLine line={lines.get(service)} />
              </td>
              <td class="of-margin" data-loss={margin !== null && margin < 0n}>
                {margin === null ? '\u2013' : percent(margin, 1) + percentSign()}
                <Spark month={month} largest={largest} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
