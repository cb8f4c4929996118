import { Decimal } from '../../shared/rating/decimal.ts'
import type { JournalWithLines, LineRow } from './read-journals.ts'
import { type PeriodClose, bookedOn } from './booked-day.ts'

type Sums = Map<string, bigint>

/**
 * What the books should be, derived again from the sub-ledger lines and the journals alone. Written apart from the
 * posting's SQL on purpose: the two must agree.
 */
export class ExpectedBooks {
  readonly accounts: Sums = new Map()
  readonly clients: Sums = new Map()
  /** key → [quantity, cost, price, events, estimated] as one text. */
  readonly #days = new Map<string, { quantity: Decimal; sums: [bigint, bigint, bigint, bigint] }>()
  readonly #months = new Map<string, [bigint, bigint, bigint]>()
  readonly #timeZoneOf: ReadonlyMap<string, string>
  readonly #closesOf: ReadonlyMap<string, readonly PeriodClose[]>

  constructor(
    timeZoneOf: ReadonlyMap<string, string>,
    closesOf: ReadonlyMap<string, readonly PeriodClose[]>,
  ) {
    this.#timeZoneOf = timeZoneOf
    this.#closesOf = closesOf
  }

  /** Takes a journal: its entries move the accounts, its lines or its client move the clients' balances. */
  take(journal: JournalWithLines): void {
    for (const { account, currency, amount } of journal.entries) {
      add(this.accounts, [journal.agencyId, account, currency], amount)
      if (journal.kind === 'usage' || journal.clientId === null) continue
      if (account === 'wallets')
        add(this.clients, [journal.agencyId, journal.clientId, account, currency], -amount)
      if (account === 'receivables')
        add(this.clients, [journal.agencyId, journal.clientId, account, currency], amount)
    }
    for (const line of journal.rows) {
      if (line['billed_by'] !== 'ledger' || line['billing_mode'] === 'partner') continue
      const prepaid = line['billing_mode'] === 'prepaid'
      const price = line['price'] as bigint
      const key = [
        journal.agencyId,
        text(line, 'client_id'),
        prepaid ? 'wallets' : 'receivables',
        text(line, 'currency'),
      ]
      add(this.clients, key, prepaid ? -price : price)
    }
  }

  /** Takes a line that is below the sealed mark into the day and month sums. */
  takeSum(line: LineRow): void {
    const agencyId = text(line, 'agency_id')
    const { day, month, late } = bookedOn(
      {
        seq: line['seq'] as bigint,
        occurredAt: new Date(Number(line['occurred_at'])),
        receivedAt: new Date(Number(line['received_at'])),
      },
      this.#timeZoneOf.get(agencyId) ?? 'UTC',
      this.#closesOf.get(agencyId) ?? [],
    )
    const currencies = [text(line, 'currency'), text(line, 'cost_currency')]
    const client = text(line, 'client_id')
    const dayKey = [
      agencyId,
      day,
      client,
      text(line, 'service'),
      text(line, 'billed_by'),
      ...currencies,
    ].join('\n')
    const [cost, price] = [line['cost'] as bigint, line['price'] as bigint]
    const usage = line['kind'] === 'usage' ? 1n : 0n
    const flag = line['estimated'] as bigint
    const estimates = late && flag === -1n ? 0n : flag
    const ofDay = this.#days.get(dayKey) ?? { quantity: new Decimal(0), sums: [0n, 0n, 0n, 0n] }
    const [c, p, e, est] = ofDay.sums
    this.#days.set(dayKey, {
      quantity: ofDay.quantity.plus(text(line, 'quantity')),
      sums: [c + cost, p + price, e + usage, est + estimates],
    })
    const monthKey = [agencyId, month, client, ...currencies].join('\n')
    const [mc, mp, me] = this.#months.get(monthKey) ?? [0n, 0n, 0n]
    this.#months.set(monthKey, [mc + cost, mp + price, me + usage])
  }

  days(): Map<string, string> {
    return new Map(
      Array.from(this.#days, ([key, { quantity, sums }]) => [key, [quantity.toFixed(), ...sums].join(' ')]),
    )
  }

  months(): Map<string, string> {
    return new Map(Array.from(this.#months, ([key, sums]) => [key, sums.join(' ')]))
  }

  /** Entries that a usage journal's lines call for, per account and currency. */
  static entriesOf(journal: JournalWithLines): Sums {
    const sums: Sums = new Map()
    for (const line of journal.rows) {
      const costCurrency = text(line, 'cost_currency')
      add(sums, [`cost:${text(line, 'service')}`, costCurrency], line['cost'] as bigint)
      add(sums, [`platform:${text(line, 'source')}`, costCurrency], -(line['cost'] as bigint))
      if (line['billed_by'] === 'agency') continue
      add(sums, [debtor(line), text(line, 'currency')], line['price'] as bigint)
      add(sums, [`revenue:${text(line, 'service')}`, text(line, 'currency')], -(line['price'] as bigint))
    }
    for (const [key, sum] of sums) if (sum === 0n) sums.delete(key)
    return sums
  }
}

function debtor(line: LineRow): string {
  if (line['billed_by'] === 'crm') return 'crm:collected'
  if (line['billing_mode'] === 'prepaid') return 'wallets'
  return line['billing_mode'] === 'partner' ? 'partner:invoiced' : 'receivables'
}

const text = (line: LineRow, column: string) => String(line[column])

function add(sums: Sums, key: readonly (string | bigint)[], amount: bigint): void {
  const id = key.join('\n')
  sums.set(id, (sums.get(id) ?? 0n) + amount)
}
