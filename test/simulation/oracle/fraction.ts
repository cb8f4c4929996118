/** Exact fractions over bigint. The oracle has no decimal library, so that it cannot share a fault with the product's. */
export interface Fraction {
  readonly n: bigint
  /** Above 0. */
  readonly d: bigint
}

export const ZERO: Fraction = { n: 0n, d: 1n }
export const ONE: Fraction = { n: 1n, d: 1n }
const BILLION = 1_000_000_000n

/** Reads a plain decimal. */
export function fraction(text: string): Fraction {
  const [whole = '', places = ''] = text.split('.')
  return { n: BigInt(whole + places), d: 10n ** BigInt(places.length) }
}

export const whole = (n: bigint): Fraction => ({ n, d: 1n })

export function plus(a: Fraction, b: Fraction): Fraction {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d }
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d }
  if (b.d % a.d === 0n) return { n: a.n * (b.d / a.d) + b.n, d: b.d }
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d }
}

export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, negated(b))
export const negated = (a: Fraction): Fraction => ({ n: -a.n, d: a.d })
export const times = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d })
export const over = (a: Fraction, b: Fraction): Fraction =>
  b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n }
/** Below, equal, above: −1, 0, 1. */
export function compare(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const difference = a.n * b.d - b.n * a.d
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}
export const least = (a: Fraction, b: Fraction): Fraction => (compare(a, b) < 0 ? a : b)
export const most = (a: Fraction, b: Fraction): Fraction => (compare(a, b) > 0 ? a : b)
export const isWhole = (a: Fraction): boolean => a.n % a.d === 0n

/** Nearest whole number, halves away from zero. */
export function nearest({ n, d }: Fraction): bigint {
  const size = ((n < 0n ? -n : n) * 2n + d) / (2n * d)
  return n < 0n ? -size : size
}

/** The whole number that is not nearer to zero. */
export function awayFromZero({ n, d }: Fraction): bigint {
  const size = ((n < 0n ? -n : n) + d - 1n) / d
  return n < 0n ? -size : size
}

export type Places = 18 | 40

/** To so many decimals, halves away from zero. */
export const rounded = (a: Fraction, places: Places): Fraction => {
  const d = 10n ** BigInt(places)
  return { n: nearest({ n: a.n * d, d: a.d }), d }
}

/** As a plain decimal; the denominator is a power of ten. */
export function decimalText({ n, d }: Fraction): string {
  const places = d.toString().length - 1
  const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0')
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return n < 0n ? `-${text}` : text
}

/** In nano, 10⁻⁹ of a unit, halves away from zero. */
export const nano = (a: Fraction): bigint => nearest({ n: a.n * BILLION, d: a.d })

/** Whether two texts are the same decimal. */
export const sameDecimal = (a: Fraction, text: string): boolean => compare(a, fraction(text)) === 0
