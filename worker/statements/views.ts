import { serviceById } from '../../shared/catalogue/service.ts'
import type { Locale } from '../../shared/money/locale.ts'
import { formatNano, PPM } from '../../shared/money/nano.ts'
import { divide } from '../../shared/money/rounding.ts'
import type { StatementLine, StatementMove } from './build.ts'
import { clientWords, hidesQuantity } from './client-words.ts'
import type { StatementRead } from './read-statement.ts'
import type { AgencyStatement, ClientStatement } from './statement-shape.ts'

/** How a line is paid: on this statement, by the agency (nothing to pay), or outside of it by the CRM's own bill. */
const BILLING = { ledger: 'statement', agency: 'included', crm: 'separate' } as const

/** The month as staff see it: with cost and margin. Margin is null where cost and price are in two currencies. */
export function agencyView(statement: StatementRead): AgencyStatement {
  return {
    ...head(statement),
    view: 'agency' as const,
    services: statement.lines.map((line) => ({
      service: line.service,
      label: serviceById(line.service)?.label ?? line.service,
      unit: serviceById(line.service)?.unit ?? null,
      ...shared(line),
      quantity: line.quantity.toFixed(),
      billedBy: line.billedBy,
      cost: formatNano(line.cost),
      costCurrency: line.costCurrency,
      margin: marginOf(line),
    })),
  }
}

/** The same rows for the client: no cost, no margin, and no name of a system behind them (CE-02, HL-15). */
export function clientView(statement: StatementRead, locale: Locale): ClientStatement {
  return {
    // The names of agency and client are their own and stay as they are.
    ...head(statement),
    view: 'client' as const,
    services: statement.lines.map((line) => ({
      ...clientWords(line.service, locale, line.quantity),
      ...shared(line),
      quantity: hidesQuantity(line.service) ? null : line.quantity.toFixed(),
    })),
  }
}

const shared = (line: StatementLine) => ({
  price: formatNano(line.price),
  currency: line.currency,
  billing: BILLING[line.billedBy],
  estimated: line.estimated,
})

function head(statement: StatementRead) {
  const { month, key, provisional, client, agency, timeZone, currency, billingMode, outside, reference } =
    statement
  return {
    client,
    agency,
    month: key,
    timeZone,
    from: new Date(Number(month.startMs)).toISOString(),
    to: new Date(Number(month.endMs)).toISOString(),
    provisional,
    currency,
    billingMode,
    outside,
    reference,
    /** What this statement asks for, per currency. */
    totals: totalsOf(statement.lines),
    balances: statement.balances.map(({ account, currency, opening, closing }) => ({
      account,
      currency,
      opening: formatNano(opening),
      closing: formatNano(closing),
    })),
    movements: statement.moves.map(moveView),
  }
}

const moveView = ({ at, kind, account, currency, amount }: StatementMove) => ({
  at: at.toISOString(),
  kind,
  account,
  currency,
  amount: formatNano(amount),
})

function totalsOf(lines: readonly StatementLine[]) {
  const sums = new Map<string, bigint>()
  for (const { billedBy, currency, price } of lines) {
    if (billedBy === 'ledger') sums.set(currency, (sums.get(currency) ?? 0n) + price)
  }
  return Array.from(sums, ([currency, price]) => ({ currency, price: formatNano(price) }))
}

/** (price − cost) ÷ price as a decimal, rounded half-up to a ppm. */
function marginOf({ price, cost, currency, costCurrency }: StatementLine): string | null {
  if (price === 0n || currency !== costCurrency) return null
  return formatNano(divide((price - cost) * PPM, price, 'halfUp') * 1000n)
}
