import { marginPpm, type Month } from '../../clients/month.ts'
import { money, percent, percentSign } from '../../i18n/figures.ts'
import { Figure } from '../../ui/figure.tsx'
import { extentOf, Spark } from './bars.tsx'
import { t } from './text.ts'

/** A month in one currency: what is left after fees, and where the rest went. */
export function Totals({ currency, month }: { currency: string; month: Month }) {
  const margin = marginPpm(month)
  return (
    <section class="totals" aria-label={t('totals.title', { currency })}>
      <dl>
        <div class="totals-main">
          <dt>{t('totals.profit')}</dt>
          <dd>
            <Figure
              text={money(month.profit, currency)}
              unit={margin === null ? undefined : percent(margin, 1) + percentSign()}
              tone={month.profit < 0n ? 'loss' : undefined}
            />
          </dd>
        </div>
        {(['price', 'cost', 'fees'] as const).map((part) => (
          <div key={part} class={`totals-${part}`}>
            <dt>{t(`totals.${part}`)}</dt>
            <dd>{money(month[part], currency)}</dd>
          </div>
        ))}
      </dl>
      <Spark month={month} largest={extentOf(month)} />
    </section>
  )
}
