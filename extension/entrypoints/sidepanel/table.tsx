import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { monthOf } from '../../clients/month.ts'
import { statusText } from '../../i18n/client-status.ts'
import { money, percent, percentSign, plain } from '../../i18n/figures.ts'
import { extentOf, Spark } from './bars.tsx'
import type { Column, Order } from './rows.ts'
import { t } from './text.ts'

const COLUMNS: readonly Column[] = ['name', 'balance', 'runway', 'profit', 'margin']

interface ClientsTableProps {
  clients: readonly ClientOverview[]
  order: Order
  onOrder: (by: Column) => void
  onOpen: (client: ClientOverview) => void
}

export function ClientsTable({ clients, order, onOrder, onOpen }: ClientsTableProps) {
  const largest = clients
    .map(({ month }) => extentOf(monthOf(month)))
    .reduce((most, extent) => (extent > most ? extent : most), 0n)
  return (
    <table class="table">
      <caption class="rl-hidden">{t('list.table')}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th
              key={column}
              scope="col"
              class={`of-${column}`}
              aria-sort={order.by === column ? (order.descending ? 'descending' : 'ascending') : undefined}
            >
              <button type="button" class="sort" onClick={() => onOrder(column)}>
                {t(`column.${column}`)}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {clients.map((client) => (
          <Row key={client.id} client={client} largest={largest} onOpen={() => onOpen(client)} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ client, largest, onOpen }: { client: ClientOverview; largest: bigint; onOpen: () => void }) {
  const { name, balance, currency, runwayDays, status, month } = client
  return (
    <tr data-status={status}>
      <th scope="row" class="of-name">
        <button type="button" class="open" onClick={onOpen}>
          {name}
        </button>
        {status !== 'ok' && <span class="status">{statusText(status)}</span>}
      </th>
      <td class="of-balance" data-loss={balance.startsWith('-')}>
        {money(parseNano(balance), currency)}
      </td>
      <td class="of-runway">
        {runwayDays === null ? t('list.noBurn') : t('list.days', { days: plain(runwayDays) })}
      </td>
      <td class="of-profit" data-loss={month.profit.startsWith('-')}>
        {money(parseNano(month.profit), currency)}
        <Spark month={monthOf(month)} largest={largest} />
      </td>
      <td class="of-margin" data-loss={month.margin?.startsWith('-') ?? false}>
        {marginText(month.margin)}
      </td>
    </tr>
  )
}

/** `0.2954` → `29.5 %`. */
export const marginText = (margin: string | null): string =>
  margin === null ? '\u2013' : percent(parseNano(margin) / 1000n, 1) + percentSign()
