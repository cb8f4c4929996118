import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { Language } from '../../i18n/translate.ts'

const COLUMNS = [
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
] as const

/**
 * The clients as CSV (RFC 4180) with every digit they have. In German the fields part at `;` and decimals at `,`, as
 * spreadsheets there expect it. A text that a spreadsheet would run as a formula gets an apostrophe before it.
 */
export function clientsCsv(clients: readonly ClientOverview[], language: Language): string {
  const isGerman = language === 'de'
  const figure = (decimal: string | null): string =>
    decimal === null ? '' : isGerman ? decimal.replace('.', ',') : decimal
  const rows = clients.map(({ id, name, status, rebilling, currency, balance, runwayDays, month }) => [
    textCell(id),
    textCell(name),
    status,
    rebilling.state,
    currency,
    ...[balance, runwayDays, month.cost, month.price, month.fees, month.profit, month.margin].map(figure),
  ])
  const separator = isGerman ? ';' : ','
  return [COLUMNS, ...rows]
    .map((cells) => cells.map((cell) => quote(cell, separator)).join(separator) + '\r\n')
    .join('')
}

const textCell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const quote = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** Hands a text to the browser as a file. The mark at its start tells spreadsheets that it is UTF-8. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
