import { useEffect, useState } from 'preact/hooks'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { PPM } from '../../../shared/money/nano.ts'
import { divide } from '../../../shared/money/rounding.ts'
import { monthOf, monthsByCurrency, NO_MONTH, plus } from '../../clients/month.ts'
import { serviceName } from '../../i18n/catalogue.ts'
import { failureText } from '../../i18n/failure.ts'
import { percent, percentSign } from '../../i18n/figures.ts'
import { language } from '../../i18n/preferences.ts'
import { call } from '../../rpc/call.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { Select } from '../../ui/select.tsx'
import { ProfitChart } from './bars.tsx'
import { download, servicesCsv } from './csv.ts'
import { readDetails, READ_MAX, type Reading } from './read-details.ts'
import { LinesNote } from './row-line.tsx'
import { ServiceTable } from './service-table.tsx'
import { byCost, byService } from './services.ts'
import { t } from './text.ts'
import { useServiceLines } from './use-lines.ts'

const sumOf = (clients: readonly ClientOverview[]): bigint =>
  clients.reduce((sum, { month }) => plus(sum, monthOf(month)), NO_MONTH).cost

/** Profit by service over the clients that cost the most, read one by one: said is how much of the month that is. */
export function ServicesView({ clients }: { clients: readonly ClientOverview[] }) {
  const currencies = monthsByCurrency(clients).map(([currency]) => currency)
  const [currency, setCurrency] = useState(currencies[0] ?? '')
  const [reading, setReading] = useState<Reading>({ is: 'reading', read: 0, of: 0 })
  const [tries, setTries] = useState(0)
  const used = byCost(clients, currency)

  useEffect(() => {
    const ended = new AbortController()
    void readDetails(used, (id) => call('clients.detail', { id }), setReading, ended.signal)
    return () => ended.abort()
  }, [currency, tries])

  if (used.length === 0) return <p class="quiet">{t('detail.none')}</p>
  const count = String(Math.min(used.length, READ_MAX))
  return (
    <div class="stack">
      {currencies.length > 1 && (
        <Select
          name="currency"
          label={t('services.currency')}
          value={currency}
          choices={currencies.map((value) => ({ value, label: value }))}
          onChange={setCurrency}
        />
      )}
      <div aria-live="polite" class="states">
        {reading.is === 'reading' && (
          <p class="quiet">{t('services.loading', { read: String(reading.read + 1), count })}</p>
        )}
        {reading.is === 'failed' && (
          <>
            <Note tone="error">{failureText(reading.failure)}</Note>
            <Button onClick={() => setTries(tries + 1)}>{t('panel.retry')}</Button>
          </>
        )}
      </div>
      {reading.is === 'done' && <Done used={used} details={reading.details} currency={currency} />}
    </div>
  )
}

function Done({
  used,
  details,
  currency,
}: {
  used: readonly ClientOverview[]
  details: Extract<Reading, { is: 'done' }>['details']
  currency: string
}) {
  const services = byService(details)
  const { lines, failure, retry } = useServiceLines('agency', currency, () => call('days.services', {}))
  const [part, whole] = [sumOf(used.slice(0, READ_MAX)), sumOf(used)]
  const covered = whole === 0n ? PPM : divide(part * PPM, whole, 'floor')
  const rows = services.map(({ service, label, month }) => ({
    id: service,
    name: serviceName(service, label),
    month,
  }))
  return (
    <>
      <ProfitChart title={t('chart.services')} currency={currency} rows={rows.slice(0, 12)} />
      <ServiceTable caption={t('chart.services')} services={services} lines={lines} currency={currency} />
      <LinesNote failure={failure} retry={retry} />
      <div class="below">
        <Button
          kind="plain"
          onClick={() =>
            download(
              'rebill-lens-services.csv',
              servicesCsv(services, currency, { language: language.value, nameOf: serviceName }),
            )
          }
        >
          {t('panel.export')}
        </Button>
      </div>
      <p class="quiet">
        {t('services.why', {
          read: String(details.length),
          count: String(used.length),
          share: percent(covered, 0) + percentSign(),
        })}
      </p>
    </>
  )
}
