import { toCsv } from './csv.ts'
import type { AgencyStatement, ClientStatement } from './statement-shape.ts'

const COLUMNS = ['type', 'date', 'label', 'quantity', 'unit', 'amount', 'currency', 'billing']
const AGENCY_COLUMNS = ['service', 'cost', 'cost_currency', 'margin']

/**
 * A statement as a table: the opening balances, each service, each movement, the closing balances, the totals. Numbers
 * are exact decimals with a point. Only the agency's own has cost and margin, and service ids.
 */
export function statementCsv(view: ClientStatement | AgencyStatement): string {
  const isAgency = view.view === 'agency'
  const columns = isAgency ? [...COLUMNS, ...AGENCY_COLUMNS] : COLUMNS
  const row = (cells: Readonly<Record<string, string | null>>) => columns.map((name) => cells[name] ?? '')
  const balance = (which: 'opening' | 'closing', date: string) =>
    view.balances.map((one) =>
      row({ type: which, date, label: one.account, amount: one[which], currency: one.currency }),
    )
  const services = view.services.map((line) =>
    row({
      type: 'usage',
      label: line.label,
      quantity: line.quantity,
      unit: line.unit,
      amount: line.price,
      currency: line.currency,
      billing: line.billing,
      ...('cost' in line
        ? {
            service: line.service,
            cost: line.cost,
            cost_currency: line.costCurrency,
            margin: line.margin,
          }
        : {}),
    }),
  )
  return toCsv([
    columns,
    ...balance('opening', view.from),
    ...services,
    ...view.movements.map((move) =>
      row({
        type: move.kind,
        date: move.at,
        label: move.account,
        amount: move.amount,
        currency: move.currency,
      }),
    ),
    ...balance('closing', view.to),
    ...view.totals.map(({ price, currency }) =>
      row({ type: 'total', date: view.to, amount: price, currency }),
    ),
  ])
}
