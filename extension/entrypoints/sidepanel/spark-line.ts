import { divide } from '../../../shared/money/rounding.ts'

/** The box that a line is drawn in; CSS stretches it. Whole units of the SVG. */
export interface Box {
  readonly width: number
  readonly height: number
}
export const WIDE: Box = { width: 300, height: 40 }
/** In a row of a table. */
export const SMALL: Box = { width: 120, height: 16 }
/** Room for the line's own width at top and bottom. */
const EDGE = 2n

/** Amounts as the `d` of an SVG path, to the scale of the largest and the smallest with zero among them. */
export function lineOf(
  amounts: readonly bigint[],
  { width, height }: Box = WIDE,
): { line: string; zero: string } {
  const top = amounts.reduce((most, amount) => (amount > most ? amount : most), 0n)
  const bottom = amounts.reduce((least, amount) => (amount < least ? amount : least), 0n)
  const room = BigInt(height) - 2n * EDGE
  const range = top - bottom
  const y = (amount: bigint): string =>
    // All zero: the line lies on the ground.
    (range === 0n ? BigInt(height) - EDGE : EDGE + divide((top - amount) * room, range, 'halfUp')).toString()
  const last = BigInt(Math.max(amounts.length - 1, 1))
  const x = (index: number): string => divide(BigInt(index) * BigInt(width), last, 'halfUp').toString()
  const points = amounts.map((amount, index) => `${x(index)} ${y(amount)}`)
  // A single day has no line of its own: it is drawn across.
  const line = points.length === 1 ? `M${points[0]}H${width}` : `M${points.join('L')}`
  return { line, zero: y(0n) }
}
