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
  /** Cost of one unit, decimal text, where it is not that of `costRateId`. */
  readonly unitCost?: string | null
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

/** Lines as two JSON texts for `json_each`; `usage-statements.ts` says which column is which. */
export interface PackedLines {
  /** What many lines have in common, each once: source, service, how it is billed, the rates it was rated with. */
  readonly shared: string
  /** What is each line's own, and the number of what it shares. */
  readonly own: string
  /** Whether a line has a unit cost of its own: the column is read out of the JSON only then. */
  readonly hasUnitCosts: boolean
}

/**
 * The lines as JSON for one INSERT. SQLite reads every column out of the JSON text anew, which was two thirds of the
 * time a batch took (measured 2026-11-22); so what lines share is sent and read once. Amounts are written as bare
 * integers: SQLite reads them as exact 64-bit values, where JSON.stringify would refuse a bigint and a number would lose
 * digits.
 */
export function packLines(lines: readonly UsageLine[]): PackedLines {
  // A handful of kinds a batch: comparing them field by field is quicker than a key made of all.
  const kinds: UsageLine[] = []
  const own = lines.map((line) => {
    const known = kinds.findIndex((kind) => isOfKind(line, kind))
    return ownAsJson(line, known < 0 ? kinds.push(line) - 1 : known)
  })
  const hasUnitCosts = lines.some(({ unitCost }) => typeof unitCost === 'string')
  return { shared: `[${kinds.map(sharedAsJson).join(',')}]`, own: `[${own.join(',')}]`, hasUnitCosts }
}

const q = (text: string | null) => (text === null ? 'null' : JSON.stringify(text))

/** How many estimates the line adds to its day: 1, 0, or −1 where it settles one (the simulation looks at it). */
const estimates = (line: UsageLine): number => (line.settlesEstimate === true ? -1 : line.estimated ? 1 : 0)

/** Whether two lines have in common what lines share. */
const isOfKind = (line: UsageLine, kind: UsageLine): boolean =>
  line.service === kind.service &&
  line.termsNumber === kind.termsNumber &&
  line.costRateId === kind.costRateId &&
  line.fxRateId === kind.fxRateId &&
  line.billingMode === kind.billingMode &&
  line.billedBy === kind.billedBy &&
  line.currency === kind.currency &&
  line.costCurrency === kind.costCurrency &&
  line.source === kind.source &&
  line.kind === kind.kind &&
  estimates(line) === estimates(kind)

function sharedAsJson(line: UsageLine): string {
  return (
    `[${q(line.source)},${q(line.service)},${q(line.kind)},${q(line.costCurrency)},${q(line.currency)},` +
    `${q(line.billedBy)},${q(line.billingMode)},${q(line.costRateId)},${line.termsNumber ?? 'null'},` +
    `${q(line.fxRateId)},${estimates(line)}]`
  )
}

function ownAsJson(line: UsageLine, shared: number): string {
  const attributes = hasEntries(line.attributes) ? JSON.stringify(line.attributes) : null
  const unitCost = typeof line.unitCost === 'string' ? `,${q(line.unitCost)}` : ''
  return (
    `[${shared},${utcDay(line.occurredAt)},${q(line.id)},${q(line.clientId)},${q(line.quantity)},${line.cost},` +
    `${line.price},${line.occurredAt.getTime()},${line.receivedAt.getTime()},"${line.bodyHash}",` +
    `${q(line.corrects)},${q(attributes)}${unitCost}]`
  )
}

function hasEntries(attributes: Readonly<Record<string, string>>): boolean {
  for (const _ in attributes) return true
  return false
}
