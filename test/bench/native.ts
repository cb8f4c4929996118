/**
 * The ceiling: the rows that a usage batch leaves, written by npm `libsql` in this process, set-based, one durable
 * transaction a batch. Sums are made beforehand and nothing is looked up, so no honest ledger could be faster here.
 */
import Database from 'libsql'
import { type PackedLines, type UsageLine, packLines, utcDay } from '../../worker/ledger/usage-line.ts'
import { AGENCY, SERVICES, clientId } from './world.ts'

/** Everything one batch writes, as JSON texts ready to bind. */
export interface NativeBatch {
  readonly size: number
  readonly postedAt: bigint
  readonly lines: PackedLines
  readonly entries: string
  readonly clients: string
}

const COST = 7_470_000n
const PRICE = 11_205_000n

/** A rated line with a random id. */
export function benchLine(n: number, clients: number, occurredAt: Date, repeatWindowDays: number): UsageLine {
  return {
    source: repeatWindowDays === 0 ? 'bench-none' : 'bench-three',
    id: crypto.randomUUID(),
    clientId: clientId(n % clients),
    service: SERVICES[n % SERVICES.length] ?? SERVICES[0],
    kind: 'usage',
    quantity: '1',
    cost: COST,
    costCurrency: 'USD',
    price: PRICE,
    currency: 'USD',
    billedBy: 'ledger',
    billingMode: 'prepaid',
    costRateId: 'bench.rate.2026-08-02',
    termsNumber: 1n + BigInt(n % SERVICES.length),
    fxRateId: null,
    estimated: false,
    occurredAt,
    receivedAt: occurredAt,
    bodyHash: crypto.randomUUID().replaceAll('-', '').repeat(2),
    corrects: null,
    attributes: {},
    repeatWindowDays,
  }
}

export function nativeBatch(lines: readonly UsageLine[], postedAt: Date): NativeBatch {
  const perClient = new Map<string, bigint>()
  const perAccount = new Map<string, bigint>()
  const add = (map: Map<string, bigint>, key: string, amount: bigint) =>
    map.set(key, (map.get(key) ?? 0n) + amount)
  for (const line of lines) {
    add(perClient, line.clientId, -line.price)
    add(perAccount, `cost:${line.service}`, line.cost)
    add(perAccount, `platform:${line.source}`, -line.cost)
    add(perAccount, 'wallets', line.price)
    add(perAccount, `revenue:${line.service}`, -line.price)
  }
  const pairs = (map: Map<string, bigint>) =>
    `[${Array.from(map, ([key, amount]) => `["${key}",${amount}]`).join(',')}]`
  return {
    size: lines.length,
    postedAt: BigInt(postedAt.getTime()),
    lines: packLines(lines),
    entries: pairs(perAccount),
    clients: pairs(perClient),
  }
}

/** The quickest way found from JSON to rows: every value is read out of its text once, shared ones once a batch. */
const LINES = `
  INSERT INTO usage_event (agency_id, day, source, id, client_id, service, kind, quantity, cost, cost_currency,
    price, currency, billed_by, billing_mode, cost_rate_id, terms_number, fx_rate_id, estimated, occurred_at,
    received_at, body_hash, corrects, attributes)
  WITH s AS MATERIALIZED (
    SELECT key AS number, value ->> 0 AS c0, value ->> 1 AS c1, value ->> 2 AS c2, value ->> 3 AS c3, value ->> 4 AS c4,
      value ->> 5 AS c5, value ->> 6 AS c6, value ->> 7 AS c7, value ->> 8 AS c8, value ->> 9 AS c9, value ->> 10 AS c10
    FROM json_each(?)
  ), l AS MATERIALIZED (
    SELECT value ->> 0 AS shared, value ->> 1 AS l1, value ->> 2 AS l2, value ->> 3 AS l3, value ->> 4 AS l4,
      value ->> 5 AS l5, value ->> 6 AS l6, value ->> 7 AS l7, value ->> 8 AS l8, value ->> 9 AS l9, value ->> 10 AS l10,
      value ->> 11 AS l11
    FROM json_each(?)
  )
  SELECT '${AGENCY}', l1, c0, l2, l3, c1, c2, l4, l5, c3, l6, c4, c5, c6, c7, c8, c9, c10, l7, l8, unhex(l9), l10, l11
  FROM l CROSS JOIN s ON s.number = l.shared`

/** Opens the database as the local server does: WAL, every commit on the disk. */
export function openNative(file: string): Database.Database {
  const db = new Database(file)
  db.defaultSafeIntegers(true)
  for (const pragma of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'temp_store = MEMORY',
    'cache_size = -65536',
  ])
    db.exec(`PRAGMA ${pragma}`)
  return db
}

/** Writes batches, one transaction each. */
export function nativeWriter(db: Database.Database): (batch: NativeBatch) => void {
  const head = db.prepare(
    'UPDATE ledger_head SET journal = journal + 1, before_seq = (SELECT coalesce(max(seq), 0) FROM usage_event) WHERE id = 1',
  )
  const lines = db.prepare(LINES)
  const journal = db.prepare(
    `INSERT INTO journal (number, agency_id, kind, posted_at, first_seq, last_seq, lines, reference, client_id)
     SELECT journal, ?, 'usage', ?, before_seq + 1, before_seq + ?, ?, NULL, NULL FROM ledger_head WHERE id = 1`,
  )
  const entries = db.prepare(
    `INSERT INTO journal_entry (agency_id, journal, account, currency, amount)
     SELECT ?, (SELECT journal FROM ledger_head WHERE id = 1), value ->> 0, 'USD', value ->> 1 FROM json_each(?)`,
  )
  const accounts = db.prepare(
    `INSERT INTO account_balance (agency_id, account, currency, balance)
     SELECT ?, value ->> 0, 'USD', value ->> 1 FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET balance = balance + excluded.balance`,
  )
  const clients = db.prepare(
    `INSERT INTO client_balance (agency_id, client_id, account, currency, balance, version)
     SELECT ?, value ->> 0, 'wallets', 'USD', value ->> 1, 1 FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET balance = balance + excluded.balance, version = version + 1`,
  )
  const counts = db.prepare(
    `INSERT INTO outcome_count (agency_id, day, outcome, events) VALUES (?, ?, 'posted', ?)
     ON CONFLICT DO UPDATE SET events = events + excluded.events`,
  )
  return (batch) => {
    const size = BigInt(batch.size)
    db.exec('BEGIN IMMEDIATE')
    head.run()
    lines.run(batch.lines.shared, batch.lines.own)
    journal.run(AGENCY, batch.postedAt, size, size)
    entries.run(AGENCY, batch.entries)
    accounts.run(AGENCY, batch.entries)
    clients.run(AGENCY, batch.clients)
    counts.run(AGENCY, batch.postedAt / 86_400_000n, size)
    db.exec('COMMIT')
  }
}

/** Fills a database with `count` events over `days` days up to that of `until`, in the order of their days, random ids. */
export function prefill(
  file: string,
  count: number,
  { clients, days, until }: { clients: number; days: number; until: Date },
): void {
  const db = openNative(file)
  const write = nativeWriter(db)
  const perDay = Math.ceil(count / days)
  const last = utcDay(until)
  for (let from = 0; from < count; from += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, count - from) }, (_, i) => {
      const n = from + i
      const day = last - days + 1 + Math.floor(n / perDay)
      return benchLine(n, clients, new Date(day * 86_400_000), 3)
    })
    write(nativeBatch(lines, until))
  }
  db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
  db.close()
}
