import { useRef } from 'preact/hooks'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { ProfitLine } from '../../../shared/contract/days.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { monthOf } from '../../clients/month.ts'
import { statusText } from '../../i18n/client-status.ts'
import { money, percent, percentSign, plain } from '../../i18n/figures.ts'
import { extentOf, Spark } from './bars.tsx'
import { LinesNote, RowLine } from './row-line.tsx'
import type { Column, Order } from './rows.ts'
import { t } from './text.ts'
import { useRowLines } from './use-lines.ts'

const COLUMNS: readonly Column[] = ['name', 'balance', 'runway', 'profit', 'margin']

interface ClientsTableProps {
  clients: readonly ClientOverview[]
  /** Another object whenever the figures were read anew: the lines are read with them. */
  readAt: object
  order: Order
  onOrder: (by: Column) => void
  onOpen: (client: ClientOverview) => void
}

export function ClientsTable({ clients, readAt, order, onOrder, onOpen }: ClientsTableProps) {
  const table = useRef<HTMLTableElement>(null)
  const ids = clients.map(({ id }) => id)
  const { lines, failure, retry } = useRowLines(table, ids, readAt)
  const largest = clients
    .map(({ month }) => extentOf(monthOf(month)))
    .reduce((most, extent) => (extent > most ? extent : most), 0n)
  return (
    <>
      <table class="table" ref={table}>
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
            <Row
              key={client.id}
              client={client}
              line={lines.get(client.id)?.find(({ currency }) => currency === client.currency)}
              largest={largest}
              onOpen={() => onOpen(client)}
            />
          ))}
        </tbody>
      </table>
      <LinesNote failure={failure} retry={retry} />
    </>
  )
}

interface RowProps {
  client: ClientOverview
  line: ProfitLine | undefined
  largest: bigint
  onOpen: () => void
}

function Row({ client, line, largest, onOpen }: RowProps) {
  const { id, name, balance, currency, runwayDays, status, month } = client
  return (
    <tr data-id={id} data-status={status}>
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
        <RowLine line={line} />
      </td>
      <td class="of-margin" data-loss={month.margin?.startsWith('-') ?? false}>
        {marginText(month.margin)}
        <Spark month={monthOf(month)} largest={largest} />
      </td>
    </tr>
  )
}

/** `0.2954` → `29.5 %`. */
export const marginText = (margin: string | null): string =>
  margin === null ? '\u2013' : percent(parseNano(margin) / 1000n, 1) + percentSign()
