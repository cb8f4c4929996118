import { serviceName } from '../../i18n/catalogue.ts'
import { money, percent, percentSign } from '../../i18n/figures.ts'
import { marginPpm } from '../../clients/month.ts'
import { extentOf, Spark } from './bars.tsx'
import type { ServiceMonth } from './services.ts'
import { t } from './text.ts'

/** What each service brought: billed, profit with its bar, margin. */
export function ServiceTable({
  caption,
  services,
  currency,
}: {
  caption: string
  services: readonly ServiceMonth[]
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
          <th scope="col">{t('column.margin')}</th>
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
                <Spark month={month} largest={largest} />
              </td>
              <td data-loss={margin !== null && margin < 0n}>
                {margin === null ? '\u2013' : percent(margin, 1) + percentSign()}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
