import type { Decimal } from 'decimal.js'
import { type Locale, formatDecimal } from '../../shared/money/locale.ts'
import { clientWords, hidesQuantity } from '../statements/client-words.ts'
import { chargeGrain } from './minimum-charge.ts'

/** What a client used of a service and owes for it, exactly. */
export interface RatedService {
  readonly service: string
  readonly quantity: Decimal
  /** Nano; below 0 where corrections outweigh. */
  readonly price: bigint
}

export interface InvoiceLine {
  /** '' = carried over from before. */
  readonly service: string
  readonly label: string
  readonly quantity: string | null
  readonly exact: bigint
  readonly amount: bigint
}

const CARRIED = {
  en: 'Carried over from before',
  de: 'Übertrag aus früheren Abrechnungen',
} as const

/**
 * The lines of an invoice and its total, from what was rated and what was left over before. Rounded once: the total is
 * the exact sum cut down to what can be charged, and the units go to the lines by largest remainder (on a tie the earlier
 * one), so the lines sum to it and none is off by a whole unit. What is cut off stays owed. Pure.
 */
export function invoiceLines(
  services: readonly RatedService[],
  carried: bigint,
  currency: string,
  language: Locale,
): { lines: InvoiceLine[]; total: bigint } {
  const grain = chargeGrain(currency)
  const parts = [
    ...services.map(({ service, quantity, price }) => ({
      service,
      label: labelOf(service, quantity, language),
      quantity: hidesQuantity(service) ? null : quantity.toFixed(),
      exact: price,
    })),
    ...(carried === 0n ? [] : [{ service: '', label: CARRIED[language], quantity: null, exact: carried }]),
  ]
  const total = floorTo(
    parts.reduce((sum, { exact }) => sum + exact, 0n),
    grain,
  )
  const floors = parts.map(({ exact }) => floorTo(exact, grain))
  const left = (total - floors.reduce((sum, floor) => sum + floor, 0n)) / grain
  const rests = parts.map(({ exact }, i) => ({ i, rest: exact - (floors[i] ?? 0n) }))
  rests.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))
  const raised = new Set(rests.slice(0, Number(left)).map(({ i }) => i))
  const lines = parts.map((part, i) => ({
    ...part,
    amount: (floors[i] ?? 0n) + (raised.has(i) ? grain : 0n),
  }))
  // A remainder of before that came to no unit is no line; a service that cost nothing is one.
  return { lines: lines.filter(({ service, amount }) => service !== '' || amount !== 0n), total }
}

function labelOf(service: string, quantity: Decimal, language: Locale): string {
  const { label, unit } = clientWords(service, language, quantity)
  if (hidesQuantity(service)) return label
  const figure = formatDecimal(quantity.toFixed(), language)
  return `${label}: ${figure} ${unit}`.trim().slice(0, 250)
}

/** Towards −∞, to a multiple of `grain`. */
function floorTo(amount: bigint, grain: bigint): bigint {
  const cut = amount / grain
  return (amount < 0n && cut * grain !== amount ? cut - 1n : cut) * grain
}
