/** Holds the product's books against the oracle's, row by row, and asks the product's own checker. */
import { checkLedger } from '../../worker/ledger/check-ledger.ts'
import { readClient } from '../../worker/clients/get-client.ts'
import type { Context } from '../../worker/context.ts'
import { sealAll } from './cash.ts'
import { compareGrants, comparePools } from './compare-credits.ts'
import { Books, type ServiceSum } from './oracle/books.ts'
import { ZERO, plus, sameDecimal } from './oracle/fraction.ts'
import { monthOf, startOfMonth } from './oracle/zone.ts'
import type { Line } from './oracle/correction.ts'
import { Difference } from './difference.ts'
import type { Stage } from './stage.ts'

const LINES_A_READING = 20_000n

/** Lines that were compared already: they are append-only, and the checker's seals say that they still stand. */
export class Comparer {
  readonly #stage: Stage
  #seq = 0n
  #lines = 0

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** @param whole also seals everything and runs the checker over all of the books */
  async compare(whole: boolean): Promise<void> {
    const stage = this.#stage
    stage.counts.checks += 1
    const { lines, closes } = stage.intake
    const books = new Books(stage.facts, lines, closes, stage.cash)
    for (const one of books.disagreements) throw new Difference(`order mattered in a running sum: ${one}`)
    await this.#lineByLine(books)
    await this.#balances(books)
    await this.#counters(books)
    await comparePools(stage)
    await compareGrants(stage)
    await this.#invoices(books, false)
    await sealAll(stage)
    await this.#invoices(books, true)
    await this.#sums(books)
    await this.#outcomes()
    if (whole) await this.#check()
    stage.trace(['check', stage.intake.lines.length, [...books.clients].map(([key, sum]) => `${key} ${sum}`)])
  }

  async #rows(sql: string, args: bigint[] = []) {
    const [result] = await this.#stage.quiet.db.readBatch([{ sql, args }])
    return result?.rows ?? []
  }

  async #lineByLine(books: Books): Promise<void> {
    const { lines } = this.#stage.intake
    // Within a batch the lines stand by window, so they are found by identity.
    const waiting = new Map<string, number>()
    for (let i = this.#lines; i < lines.length; i += 1) {
      const { agencyId, day, source, id } = lines[i] as Line
      waiting.set(`${agencyId} ${day} ${source} ${id}`, i)
    }
    for (;;) {
      const rows = await this.#rows(
        `SELECT seq, agency_id, day, source, id, client_id, service, quantity, cost, cost_currency, price, currency,
           billed_by, billing_mode, occurred_at, received_at, kind, estimated FROM usage_event WHERE seq > ? ORDER BY seq LIMIT ${LINES_A_READING}`,
        [this.#seq],
      )
      for (const row of rows) {
        const key = ['agency_id', 'day', 'source', 'id'].map((name) => String(row[name])).join(' ')
        const at = waiting.get(key) ?? -1
        waiting.delete(key)
        const line = lines[at]
        const amounts = books.lines[at]
        if (line === undefined || amounts === undefined) throw new Difference(`a line too many: ${key}`)
        const { holding } = line
        const expected = {
          kind: line.kind,
          client_id: line.clientId,
          service: line.service,
          cost: amounts.cost,
          cost_currency: amounts.costCurrency,
          price: amounts.price,
          currency: holding.currency,
          billed_by: holding.billedBy,
          billing_mode: holding.mode,
          occurred_at: BigInt(line.at),
          received_at: BigInt(line.receivedAt),
          estimated: line.estimates,
        }
        const wrong = Object.entries(expected).find(([column, right]) => row[column] !== right)
        if (wrong !== undefined || !sameDecimal(amounts.quantity, String(row['quantity']))) {
          const [column, right] = wrong ?? ['quantity', `${amounts.quantity.n}/${amounts.quantity.d}`]
          throw new Difference(
            `line ${String(row['seq'])}: ${column} is ${String(row[column])}, not ${String(right)}; ${shown(line)}`,
          )
        }
        this.#lines += 1
        this.#seq = row['seq'] as bigint
      }
      if (rows.length === 0) break
    }
    const [missing] = waiting.keys()
    if (missing !== undefined) throw new Difference(`${waiting.size} lines are missing, one is ${missing}`)
  }

  async #balances(books: Books): Promise<void> {
    const accounts = await this.#rows('SELECT agency_id, account, currency, balance FROM account_balance')
    const clients = await this.#rows(
      'SELECT agency_id, client_id, account, currency, balance FROM client_balance',
    )
    same('account', books.accounts, keyed(accounts, 3))
    same('client', books.clients, keyed(clients, 4))
    for (const [currency, sum] of imbalance(accounts)) {
      if (sum !== 0n) throw new Difference(`the accounts in ${currency} sum to ${sum}, not to 0`)
    }
  }

  /** The running sums as they stand: quantity, and price before limits. */
  async #counters(books: Books): Promise<void> {
    const rows = await this.#rows(
      'SELECT agency_id, client_id, service, period_start, quantity, price FROM rating_counter',
    )
    if (rows.length !== books.counters.size) {
      throw new Difference(`${rows.length} running sums, not ${books.counters.size}`)
    }
    for (const row of rows) {
      const key = [row[0], row[1], row[2], row[3]].map(String).join('\n')
      const counter = books.counters.get(key)
      if (counter !== undefined && sameDecimal(counter.quantity, String(row[4])) && counter.listed === row[5])
        continue
      throw new Difference(
        `running sum ${key.replaceAll('\n', ' ')}: ${String(row[4])} and ${String(row[5])}, ` +
          `not ${counter?.quantity.n}/${counter?.quantity.d} and ${counter?.listed}`,
      )
    }
  }

  /** What an invoice, or a client's page, says of a month: sealed sums and what is not sealed yet, read as one. */
  async #invoices(books: Books, sealed: boolean): Promise<void> {
    const stage = this.#stage
    for (const agency of stage.agencies) {
      // Until it is sealed, late usage of a closed month is shown in its own month.
      if (!sealed && stage.intake.closes.some(({ agencyId }) => agencyId === agency.id)) continue
      const month = monthOf(stage.now, agency.zone) - stage.random.int(0, 2)
      const last = startOfMonth(month + 1, agency.zone) - 1
      const ctx: Context = { ...stage.quiet, now: () => new Date(last) }
      for (const { id } of agency.clients) {
        const read = await readClient(ctx, agency.id, id)
        sameMonth(books, `${agency.id}\n${month}\n${id}\n`, read.client.month)
        for (const [service, figures] of read.byService) {
          const prefix = `${agency.id}\n${id}\n${month}\n${service}\n`
          let quantity = ZERO
          for (const sum of figures.sums) {
            const right = books.invoices.get(`${prefix}${sum.currency}\n${sum.costCurrency}`)
            if (right === undefined)
              throw new Difference(`an invoice line too many: ${prefix.replaceAll('\n', ' ')}`)
          }
          for (const key of new Set(figures.sums.map((sum) => `${sum.currency}\n${sum.costCurrency}`))) {
            const right = books.invoices.get(prefix + key)
            quantity = plus(quantity, right?.quantity ?? ZERO)
            const own = figures.sums.filter((sum) => `${sum.currency}\n${sum.costCurrency}` === key)
            const found = [
              total(own, 'cost'),
              total(own, 'price'),
              own.reduce((sum, { events }) => sum + events, 0),
            ]
            const expected = [right?.cost, right?.price, Number(right?.events)]
            if (found.join() !== expected.join()) {
              throw new Difference(
                `invoice ${prefix.replaceAll('\n', ' ')}: ${found.join(' ')}, not ${expected.join(' ')}`,
              )
            }
          }
          if (!sameDecimal(quantity, figures.quantity.toFixed())) {
            throw new Difference(
              `invoice ${prefix.replaceAll('\n', ' ')}: quantity ${figures.quantity.toFixed()}, not ${quantity.n}/${quantity.d}`,
            )
          }
        }
        const missing = [...books.invoices.keys()].find(
          (key) =>
            key.startsWith(`${agency.id}\n${id}\n${month}\n`) &&
            !read.byService.has(key.split('\n')[3] ?? ''),
        )
        if (missing !== undefined) {
          throw new Difference(`an invoice line is missing: ${missing.replaceAll('\n', ' ')}`)
        }
      }
    }
  }

  async #sums(books: Books): Promise<void> {
    const days = await this.#rows(
      `SELECT agency_id, day, client_id, service, billed_by, currency, cost_currency, quantity, cost, price, events, estimated FROM day_sum`,
    )
    const months = await this.#rows(
      `SELECT agency_id, month, client_id, currency, cost_currency, '0' AS quantity, cost, price, events, 0 AS estimated FROM month_sum`,
    )
    sameSums('day', books.days, days, 7, true)
    sameSums('month', books.months, months, 5, false)
  }

  async #outcomes(): Promise<void> {
    const rows = await this.#rows('SELECT agency_id, day, outcome, events FROM outcome_count')
    same('outcomes', this.#stage.intake.outcomes, keyed(rows, 3))
  }

  async #check(): Promise<void> {
    const report = await checkLedger(this.#stage.quiet)
    const [first] = report.findings
    if (first === undefined && report.lines === this.#lines) return
    throw new Difference(`the checker found ${report.findingsTotal}: ${JSON.stringify(first)}`)
  }

  /** Σ of all accounts by currency, for the summary. */
  async imbalance(): Promise<Record<string, string>> {
    const rows = await this.#rows('SELECT agency_id, account, currency, balance FROM account_balance')
    return Object.fromEntries([...imbalance(rows)].sort().map(([currency, sum]) => [currency, String(sum)]))
  }
}

const shown = (value: object): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one))

type Rows = Awaited<ReturnType<Context['db']['readBatch']>>[number]['rows']

function keyed(rows: Rows, width: number): Map<string, bigint> {
  return new Map(
    rows.map((row) => [
      Array.from({ length: width }, (_, i) => String(row[i])).join('\n'),
      row[width] as bigint,
    ]),
  )
}

function imbalance(rows: Rows): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const row of rows) {
    const currency = String(row['currency'])
    sums.set(currency, (sums.get(currency) ?? 0n) + (row['balance'] as bigint))
  }
  return sums
}

/** A row that is not there is 0. */
function same(what: string, expected: ReadonlyMap<string, bigint>, found: ReadonlyMap<string, bigint>): void {
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    if ((expected.get(key) ?? 0n) === (found.get(key) ?? 0n)) continue
    throw new Difference(`${what} ${key.replaceAll('\n', ' ')}: ${found.get(key)}, not ${expected.get(key)}`)
  }
}

function sameSums(
  what: string,
  expected: ReadonlyMap<string, ServiceSum>,
  rows: Rows,
  width: number,
  withEstimated: boolean,
): void {
  if (rows.length !== expected.size) throw new Difference(`${rows.length} ${what} sums, not ${expected.size}`)
  for (const row of rows) {
    const key = Array.from({ length: width }, (_, i) => String(row[i])).join('\n')
    const right = expected.get(key)
    const [quantity, cost, price, events, estimated] = [0, 1, 2, 3, 4].map((i) => row[width + i])
    const isSame =
      right !== undefined &&
      sameDecimal(right.quantity, String(quantity)) &&
      right.cost === cost &&
      right.price === price &&
      right.events === events &&
      (!withEstimated || right.estimated === estimated)
    if (isSame) continue
    throw new Difference(
      `${what} sum ${key.replaceAll('\n', ' ')}: ${[quantity, cost, price, events, estimated].join(' ')}, ` +
        `not ${right?.quantity.n}/${right?.quantity.d} ${right?.cost} ${right?.price} ${right?.events} ${right?.estimated}`,
    )
  }
}

/** A client's month as the overview adds it up, by pair of currencies. */
function sameMonth(
  books: Books,
  prefix: string,
  month: readonly { currency: string; costCurrency: string; cost: bigint; price: bigint; events: number }[],
): void {
  const found = new Map<string, bigint>()
  const expected = new Map<string, bigint>()
  const add = (sums: Map<string, bigint>, key: string, amount: bigint) =>
    sums.set(key, (sums.get(key) ?? 0n) + amount)
  for (const { currency, costCurrency, cost, price, events } of month) {
    add(found, `${currency} cost ${costCurrency}`, cost)
    add(found, `${currency} ${costCurrency} price`, price)
    add(found, `${currency} ${costCurrency} events`, BigInt(events))
  }
  for (const [key, { cost, price, events }] of books.months) {
    if (!key.startsWith(prefix)) continue
    const [currency, costCurrency] = key.slice(prefix.length).split('\n')
    add(expected, `${currency} cost ${costCurrency}`, cost)
    add(expected, `${currency} ${costCurrency} price`, price)
    add(expected, `${currency} ${costCurrency} events`, events)
  }
  same(`month of ${prefix}`, expected, found)
}

const total = (sums: readonly { cost: bigint; price: bigint }[], what: 'cost' | 'price'): bigint =>
  sums.reduce((sum, one) => sum + one[what], 0n)
