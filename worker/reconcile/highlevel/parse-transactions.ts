import { Decimal } from 'decimal.js'
import { Temporal } from 'temporal-polyfill'
import { NANO_MAX } from '../../../shared/money/nano.ts'

/** One line of the wallet ledger in our words. */
export interface WalletRecord {
  /** Null where the record names none: the caller takes the hash of `raw`. */
  readonly id: string | null
  /** HighLevel's locationId. */
  readonly account: string | null
  readonly messageId: string | null
  readonly chargeType: string | null
  readonly settledAt: Date | null
  /** When the message was sent, where the record says so. */
  readonly messageAt: Date | null
  /** What it cost, nano: positive for a debit of the wallet. Null where no amount can be read. */
  readonly cost: bigint | null
  readonly currency: string
  /** The whole record as JSON. */
  readonly raw: string
}

type Json = Readonly<Record<string, unknown>>

/** Wallets are in dollars; a record that says otherwise is believed. */
const WALLET_CURRENCY = 'USD'
const REF = /\bRef-([\x21-\x7e]{1,200})/
const RAW_CHARACTERS_MAX = 8_000

/**
 * The records of one page, whatever envelope they came in. The record's shape is not documented (portal of 2026-08-30
 * names the request only), so this reads tolerantly: every field may be missing or be called otherwise.
 * Null where the answer holds no list at all.
 */
export function recordsOf(body: unknown): WalletRecord[] | null {
  const list = listIn(body)
  return list === null ? null : list.filter(isObject).map(recordOf)
}

function listIn(body: unknown): readonly unknown[] | null {
  if (Array.isArray(body)) return body
  if (!isObject(body)) return null
  for (const name of ['transactions', 'data', 'walletTransactions', 'results']) {
    const inner = body[name]
    if (Array.isArray(inner)) return inner
    if (isObject(inner)) return listIn(inner)
  }
  return null
}

function recordOf(record: Json): WalletRecord {
  const description = text(record, 'description', 'note') ?? ''
  return {
    id: text(record, 'id', '_id', 'transactionId'),
    account: text(record, 'locationId', 'location', 'altId'),
    messageId: text(record, 'messageId', 'message_id') ?? REF.exec(description)?.[1] ?? null,
    chargeType: text(record, 'chargeType', 'type', 'category'),
    settledAt: time(record, 'settlementTime', 'date', 'createdAt', 'updatedAt'),
    messageAt: time(record, 'messageDate'),
    cost: costOf(record),
    currency: text(record, 'currency')?.toUpperCase() ?? WALLET_CURRENCY,
    raw: JSON.stringify(record).slice(0, RAW_CHARACTERS_MAX),
  }
}

/** Debit or credit: said outright, else by which way the balance moved, else by the sign (a debit is below 0). */
function costOf(record: Json): bigint | null {
  const amount = decimal(record['amount'])
  if (amount === null) return null
  const size = amount.abs()
  const said = text(record, 'transactionType', 'direction', 'entryType')?.toLowerCase()
  if (said === 'debit') return nano(size)
  if (said === 'credit') return nano(size.negated())
  const [before, after] = [decimal(record['prevWalletBalance']), decimal(record['balance'])]
  if (before !== null && after !== null && !before.eq(after)) {
    return nano(after.lt(before) ? size : size.negated())
  }
  return nano(amount.negated())
}

function nano(amount: Decimal): bigint | null {
  const value = BigInt(amount.times(1_000_000_000).toFixed(0, Decimal.ROUND_HALF_UP))
  return value > NANO_MAX || value < -NANO_MAX ? null : value
}

/** JSON has numbers only; the shortest text of one is what was sent, so nothing is lost up to 15 digits. */
function decimal(value: unknown): Decimal | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const plain = String(value).trim().replace(/^\$/, '')
  return /^-?\d{1,15}(\.\d{1,20})?(e-?\d{1,2})?$/i.test(plain) ? new Decimal(plain) : null
}

function time(record: Json, ...names: string[]): Date | null {
  for (const name of names) {
    const value = record[name]
    const at = typeof value === 'number' ? new Date(value < 1e11 ? value * 1000 : value) : timeOf(value)
    if (at !== null && !Number.isNaN(at.getTime())) return at
  }
  return null
}

/** ISO, or the web app's "Sep 22nd 2025, 10:28:02 PM" in the time zone we ask for: UTC. */
function timeOf(value: unknown): Date | null {
  if (typeof value !== 'string') return null
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return new Date(value)
  const match =
    /^([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:st|nd|rd|th)? (\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))? ?([AP]M)$/i.exec(
      value,
    )
  if (match === null) return null
  const [, name = '', day, year, hour, minute, second, half = ''] = match
  const month = MONTHS.indexOf(name.toLowerCase()) + 1
  if (month === 0) return null
  const parts = {
    year: Number(year),
    month,
    day: Number(day),
    hour: (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0),
    minute: Number(minute),
    second: Number(second ?? 0),
  }
  return new Date(Temporal.PlainDateTime.from(parts).toZonedDateTime('UTC').epochMilliseconds)
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function text(record: Json, ...names: string[]): string | null {
  for (const name of names) {
    const value = record[name]
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return null
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
