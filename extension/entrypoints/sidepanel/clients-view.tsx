import { useState } from 'preact/hooks'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { monthOf, monthsByCurrency } from '../../clients/month.ts'
import { language } from '../../i18n/preferences.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ProfitChart, type ChartRow } from './bars.tsx'
import { clientsCsv, download } from './csv.ts'
import { LastDays } from './last-days.tsx'
import { FILTERS, rowsOf, turned, type Filter, type Order } from './rows.ts'
import { ClientsTable } from './table.tsx'
import { Totals } from './totals.tsx'
import { t } from './text.ts'

/** Rows painted at first, and with each click more. */
const PAGE = 50
const CHART_ROWS = 8

interface ClientsViewProps {
  clients: readonly ClientOverview[]
  onOpen: (client: ClientOverview) => void
}

export function ClientsView({ clients, onOpen }: ClientsViewProps) {
  const [query, setQuery] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const [order, setOrder] = useState<Order>({ by: 'urgency', descending: false })
  const [most, setMost] = useState(PAGE)
  if (clients.length === 0) return <p class="quiet">{t('list.none')}</p>

  const rows = rowsOf(clients, { filter, query, order })
  const sums = monthsByCurrency(clients)
  const [currency = ''] = sums[0] ?? []
  return (
    <div class="stack">
      {sums.map(([each, month]) => (
        <Totals key={each} currency={each} month={month} />
      ))}
      <LastDays client={null} readAt={clients} />
      <ProfitChart
        title={t(clients.length > CHART_ROWS ? 'chart.ends' : 'chart.title')}
        currency={currency}
        rows={chartRows(clients.filter((client) => client.currency === currency))}
      />
      <div class="find">
        <TextField
          name="search"
          inputMode="search"
          label={t('list.search')}
          value={query}
          onInput={setQuery}
        />
        <Select
          name="filter"
          label={t('list.filter')}
          value={filter}
          choices={FILTERS.map((value) => ({ value, label: t(`filter.${value}`) }))}
          onChange={(value) => setFilter(FILTERS.find((known) => known === value) ?? 'all')}
        />
      </div>
      {rows.length === 0 ? (
        <p class="quiet" role="status">
          {t('list.noMatch')}
        </p>
      ) : (
        <ClientsTable
          clients={rows.slice(0, most)}
          readAt={clients}
          order={order}
          onOrder={(by) => setOrder(turned(order, by))}
          onOpen={onOpen}
        />
      )}
      <div class="below">
        <span role="status">
          {t('list.count', {
            shown: String(Math.min(most, rows.length)),
            count: String(rows.length),
          })}
        </span>
        {rows.length > most && (
          <Button kind="plain" onClick={() => setMost(most + PAGE)}>
            {t('list.more', { count: String(Math.min(PAGE, rows.length - most)) })}
          </Button>
        )}
        <Button
          kind="plain"
          onClick={() => download('rebill-lens-clients.csv', clientsCsv(rows, language.value))}
        >
          {t('panel.export')}
        </Button>
      </div>
    </div>
  )
}

/** The highest and the lowest; all where they are few. One bar for the rest would leave no length for these. */
function chartRows(clients: readonly ClientOverview[]): ChartRow[] {
  const profit = ({ month }: ClientOverview): bigint => parseNano(month.profit)
  const sorted = clients
    .filter(({ month }) => month.events > 0)
    .sort((a, b) => (profit(a) === profit(b) ? 0 : profit(a) > profit(b) ? -1 : 1))
  const isAll = sorted.length <= CHART_ROWS
  const shown = isAll ? sorted : [...sorted.slice(0, CHART_ROWS / 2), ...sorted.slice(-CHART_ROWS / 2)]
  return shown.map(({ id, name, month }) => ({ id, name, month: monthOf(month) }))
}
