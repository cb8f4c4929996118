import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { plain } from '../../i18n/figures.ts'
import { Figure } from '../../ui/index.ts'
import { t } from '../agency-text.ts'
import { marginText, money } from '../figures.ts'
import { stateOf } from '../state.ts'
import { t as words } from '../text.ts'
import { COLUMNS, type Column, type Order } from './find.ts'

interface Props {
  clients: readonly ClientOverview[]
  picked: ReadonlySet<string>
  order: Order
  clientPath: (client: string) => string | null
  onOrder: (order: Order) => void
  onPick: (picked: ReadonlySet<string>) => void
}

const FIGURES: ReadonlySet<Column> = new Set(['balance', 'runway', 'margin', 'profit'])

/** Clients in columns; a click on a heading sorts by it, a second one turns it round. */
export function ClientTable({ clients, picked, order, clientPath, onOrder, onPick }: Props) {
  const isAll = clients.length > 0 && clients.every(({ id }) => picked.has(id))
  const pick = (ids: readonly string[], isOn: boolean): void => {
    const next = new Set(picked)
    for (const id of ids) {
      if (isOn) next.add(id)
      else next.delete(id)
    }
    onPick(next)
  }
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col" class="pick">
              <input
                type="checkbox"
                aria-label={t('tools.pickAll')}
                checked={isAll}
                onChange={(event) =>
                  pick(
                    clients.map(({ id }) => id),
                    event.currentTarget.checked,
                  )
                }
              />
            </th>
            {COLUMNS.map((column) => (
              <th
                key={column}
                scope="col"
                class={FIGURES.has(column) ? 'figure' : undefined}
                aria-sort={
                  order.column !== column ? undefined : order.descending ? 'descending' : 'ascending'
                }
              >
                <button
                  type="button"
                  class="sort"
                  title={t('tools.sort', { column: t(`tools.${column}`) })}
                  onClick={() =>
                    onOrder({ column, descending: order.column === column && !order.descending })
                  }
                >
                  {t(`tools.${column}`)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {clients.map((client) => (
            <Line
              key={client.id}
              client={client}
              path={clientPath(client.id)}
              isPicked={picked.has(client.id)}
              onPick={(isOn) => pick([client.id], isOn)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface LineProps {
  client: ClientOverview
  path: string | null
  isPicked: boolean
  onPick: (isOn: boolean) => void
}

function Line({ client, path, isPicked, onPick }: LineProps) {
  const { name, balance, currency, runwayDays, month } = client
  const { label, tone } = stateOf(client)
  const loss = (amount: string) => (amount.startsWith('-') ? ('loss' as const) : undefined)
  return (
    <tr>
      <td class="pick">
        <input
          type="checkbox"
          aria-label={t('tools.pick', { client: name })}
          checked={isPicked}
          onChange={(event) => onPick(event.currentTarget.checked)}
        />
      </td>
      <th scope="row">{path === null ? name : <a href={path}>{name}</a>}</th>
      <td class="figure">
        <Figure text={money(balance, currency)} tone={loss(balance)} />
      </td>
      <td class="figure soft">
        {runwayDays === null ? words('row.noEnd') : words('row.runway', { days: plain(runwayDays) })}
      </td>
      <td class="figure">
        <Figure text={marginText(month)} tone={loss(month.profit)} />
      </td>
      <td class="figure">
        <Figure text={money(month.profit, currency)} tone={loss(month.profit)} />
      </td>
      <td>
        <span class="hint" data-tone={tone}>
          {label}
        </span>
      </td>
    </tr>
  )
}
