import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { DaySeries } from '../../../shared/contract/days.ts'
import { formatNano } from '../../../shared/money/nano.ts'
import { profitOf } from '../../clients/days.ts'
import { marginPpm } from '../../clients/month.ts'
import type { Language } from '../../i18n/translate.ts'
import type { ServiceMonth } from './services.ts'

/** A decimal, or null where there is none. */
type Figure = { decimal: string | null }
type Cell = string | Figure
const figure = (decimal: string | null): Figure => ({ decimal })

/**
 * Rows as CSV (RFC 4180) with every digit they have. In German the fields part at `;` and decimals at `,`, as
 * spreadsheets there expect it. A text that a spreadsheet would run as a formula gets an apostrophe before it.
 */
function csv(columns: readonly string[], rows: readonly (readonly Cell[])[], language: Language): string {
  const isGerman = language === 'de'
  const separator = isGerman ? ';' : ','
  const textOf = (cell: Cell): string => {
    if (typeof cell === 'string') return textCell(cell)
    return (isGerman ? cell.decimal?.replace('.', ',') : cell.decimal) ?? ''
  }
  return [
    columns.join(separator),
    ...rows.map((cells) => cells.map((cell) => quote(textOf(cell), separator)).join(separator)),
  ]
    .map((line) => `${line}\r\n`)
    .join('')
}

const textCell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const quote = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

const CLIENT_COLUMNS = [
  'id',
  'name',
  'status',
  'rebilling',
  'currency',
  'balance',
  'runway_days',
  'month_cost',
  'month_price',
  'month_fees',
  'month_profit',
  'month_margin',
]

/** The clients of a table, with their month. */
export const clientsCsv = (clients: readonly ClientOverview[], language: Language): string =>
  csv(
    CLIENT_COLUMNS,
    clients.map(({ id, name, status, rebilling, currency, balance, runwayDays, month }) => [
      id,
      name,
      status,
      rebilling.state,
      currency,
      ...[balance, runwayDays, month.cost, month.price, month.fees, month.profit, month.margin].map(figure),
    ]),
    language,
  )

const SERVICE_COLUMNS = [
  'service',
  'name',
  'clients',
  'currency',
  'month_cost',
  'month_price',
  'month_fees',
  'month_profit',
  'month_margin',
]

/** The services of a table, with their month. `nameOf` puts a service into the reader's language. */
export const servicesCsv = (
  services: readonly ServiceMonth[],
  currency: string,
  { language, nameOf }: { language: Language; nameOf: (service: string, label: string) => string },
): string =>
  csv(
    SERVICE_COLUMNS,
    services.map(({ service, label, month, clients }) => {
      const margin = marginPpm(month)
      const { cost, price, fees, profit } = month
      return [
        service,
        nameOf(service, label),
        figure(String(clients)),
        currency,
        ...[cost, price, fees, profit].map((nano) => figure(formatNano(nano))),
        figure(margin === null ? null : formatNano(margin * 1000n)),
      ]
    }),
    language,
  )

/** The days of a chart. */
export const daysCsv = ({ currency, days }: DaySeries, language: Language): string =>
  csv(
    ['day', 'currency', 'events', 'cost', 'price', 'fees', 'profit'],
    days.map((each) => [
      each.day,
      currency,
      figure(String(each.events)),
      ...[each.cost, each.price, each.fees, formatNano(profitOf(each))].map(figure),
    ]),
    language,
  )

/** Hands a text to the browser as a file. The mark at its start tells spreadsheets that it is UTF-8. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
