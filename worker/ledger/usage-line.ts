/** A rated event, ready for the books: what one row of `usage_event` holds. Money in nano. */
export interface UsageLine {
  readonly source: string
  readonly id: string
  readonly clientId: string
  readonly service: string
  readonly kind: 'usage' | 'adjustment' | 'void' | 'amend'
  /** Decimal text. */
  readonly quantity: string
  readonly cost: bigint
  readonly costCurrency: string
  readonly price: bigint
  readonly currency: string
  readonly billedBy: 'agency' | 'crm' | 'ledger'
  readonly billingMode: 'prepaid' | 'onDemand' | 'postpaid' | 'partner'
  readonly costRateId: string | null
  readonly termsNumber: bigint | null
  readonly fxRateId: string | null
  readonly estimated: boolean
  /** A correction that ends an estimate: it takes the mark away from the day's count of estimates. */
  readonly settlesEstimate?: boolean
  readonly occurredAt: Date
  readonly receivedAt: Date
  /** SHA-256 of what the source said, lower-case hex. */
  readonly bodyHash: string
  readonly corrects: string | null
  readonly attributes: Readonly<Record<string, string>>
  /** Days back (and one ahead) in which this id must not stand already. */
  readonly repeatWindowDays: number
}

const DAY_MS = 86_400_000

/** UTC day of an instant, in days since the epoch: the key every line leads with. */
export function utcDay(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS)
}

/**
 * The lines as one JSON text for `json_each`. Amounts are written as bare integers: SQLite reads them as exact
 * 64-bit values, where JSON.stringify would refuse a bigint and a number would lose digits.
 */
export function linesAsJson(lines: readonly UsageLine[]): string {
  return `[${lines.map(lineAsJson).join(',')}]`
}

function lineAsJson(line: UsageLine): string {
  const q = (text: string | null) => JSON.stringify(text)
  const attributes = Object.keys(line.attributes).length === 0 ? null : JSON.stringify(line.attributes)
  return (
    `[${utcDay(line.occurredAt)},${q(line.source)},${q(line.id)},${q(line.clientId)},${q(line.service)},${q(line.kind)},` +
    `${q(line.quantity)},${line.cost},${q(line.costCurrency)},${line.price},${q(line.currency)},${q(line.billedBy)},` +
    `${q(line.billingMode)},${q(line.costRateId)},${line.termsNumber ?? 'null'},${q(line.fxRateId)},` +
    `${estimates(line)},${line.occurredAt.getTime()},${line.receivedAt.getTime()},"${line.bodyHash}",` +
    `${q(line.corrects)},${q(attributes)}]`
  )
}

/** How many estimates the line adds to its day: 1, 0, or −1 where it settles one. */
function estimates(line: UsageLine): number {
  if (line.settlesEstimate === true) return -1
  return line.estimated ? 1 : 0
}
