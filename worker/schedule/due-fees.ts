import { Decimal } from 'decimal.js'
import { type Period, periodOf, previousPeriod } from '../../shared/periods/calendar.ts'
import { shareByTime } from '../../shared/periods/pro-rata.ts'
import { type AgencyTerms, type DatedTerms, DEFAULT_CLIENT, agreedAt, termsKey } from '../pricing/terms.ts'

/** A fee that falls due by itself, as usage: how much of a period, and when it counts. */
export interface DueFee {
  readonly clientId: string
  readonly service: string
  /** Names the fee once and for all: the period's key, or `setup`. */
  readonly key: string
  /** Share of the period in decimal text; 1 = the whole. */
  readonly quantity: string
  readonly occurredAt: Date
  /** The period, where the fee is due only with activity in it. */
  readonly ifActiveIn: Period | null
}

/** Longest look back: a fee that was missed by that much is entered by hand. */
const PERIODS_BACK = 2

/**
 * Recurring and set-up fees of a client that have fallen due by `now`: a recurring fee at the end of its local month,
 * quarter or year, pro rata by real time for the part in which its terms held; a set-up fee when its terms begin. Pure;
 * the keys make booking it twice harmless.
 */
export function dueFees(terms: AgencyTerms, clientId: string, now: Date): DueFee[] {
  const services = new Set(
    [...terms.terms.keys()]
      .filter((key) => key.startsWith(`${clientId} `) || key.startsWith(`${DEFAULT_CLIENT} `))
      .map((key) => key.slice(key.indexOf(' ') + 1)),
  )
  return [...services].flatMap((service) => {
    const spans = spansOf(terms, clientId, service)
    return [
      ...setupFees(spans, clientId, service, now),
      ...recurringFees(spans, terms.timeZone, clientId, service, now),
    ]
  })
}

/** Terms with the span in which they held, oldest first; the client's own replace the default while they hold. */
interface Span {
  readonly terms: DatedTerms
  readonly from: number
  /** Null = they hold. */
  readonly to: number | null
  /** How often these terms held before: a client may leave the default and come back to it. */
  readonly returns: number
}

function spansOf(all: AgencyTerms, clientId: string, service: string): Span[] {
  const dated = [termsKey(clientId, service), termsKey(DEFAULT_CLIENT, service)].flatMap(
    (key) => all.terms.get(key) ?? [],
  )
  const starts = [...new Set(dated.map(({ validFrom }) => validFrom))].sort((a, b) => a - b)
  const spans: Span[] = []
  for (const [i, from] of starts.entries()) {
    const terms = agreedAt(all, clientId, service, from)
    const to = starts[i + 1] ?? null
    const last = spans.at(-1)
    if (terms === undefined) continue
    if (last?.terms.number === terms.number && last.to === from) spans[spans.length - 1] = { ...last, to }
    else {
      const returns = spans.filter((span) => span.terms.number === terms.number).length
      spans.push({ terms, from, to, returns })
    }
  }
  return spans
}

function setupFees(spans: readonly Span[], clientId: string, service: string, now: Date): DueFee[] {
  const first = spans.find(({ terms }) => terms.rule?.kind === 'setupFee')
  if (first === undefined || first.from > now.getTime()) return []
  return [
    { clientId, service, key: 'setup', quantity: '1', occurredAt: new Date(first.from), ifActiveIn: null },
  ]
}

function recurringFees(
  spans: readonly Span[],
  zone: string,
  clientId: string,
  service: string,
  now: Date,
): DueFee[] {
  return spans.flatMap(({ terms, from, to, returns }) => {
    const { rule } = terms
    if (rule?.kind !== 'recurring') return []
    const due: DueFee[] = []
    let period = previousPeriod(periodOf(now.getTime(), rule.every, zone), zone)
    for (let back = 0; back < PERIODS_BACK && Number(period.endMs) > from; back += 1) {
      const { part, whole } = shareByTime(period, BigInt(from), to === null ? null : BigInt(to))
      if (part > 0n) {
        const end = to === null ? Number(period.endMs) : Math.min(to, Number(period.endMs))
        due.push({
          clientId,
          service,
          // Terms that change inside a period are a fee each, for their own part.
          key: `${period.key}/${terms.number}${returns === 0 ? '' : `/${returns}`}`,
          quantity: quotient(part, whole),
          occurredAt: new Date(end - 1),
          ifActiveIn: rule.onlyIfActive ? period : null,
        })
      }
      period = previousPeriod(period, zone)
    }
    return due
  })
}

/** In decimal text, to 18 decimals. */
const quotient = (part: bigint, whole: bigint): string =>
  new Decimal(part.toString()).div(whole.toString()).toDecimalPlaces(18).toFixed()
