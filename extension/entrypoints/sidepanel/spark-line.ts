import { divide } from '../../../shared/money/rounding.ts'

/** The box that a line is drawn in; CSS stretches it. */
export const WIDTH = 300
export const HEIGHT = 40
/** Room for the line's own width at top and bottom. */
const EDGE = 2n

/** Amounts as the `d` of an SVG path, to the scale of the largest and the smallest with zero among them. */
export function lineOf(amounts: readonly bigint[]): { line: string; zero: string } {
  const top = amounts.reduce((most, amount) => (amount > most ? amount : most), 0n)
  const bottom = amounts.reduce((least, amount) => (amount < least ? amount : least), 0n)
  const room = BigInt(HEIGHT) - 2n * EDGE
  const range = top - bottom
  const y = (amount: bigint): string =>
    // All zero: the line lies on the ground.
    (range === 0n ? BigInt(HEIGHT) - EDGE : EDGE + divide((top - amount) * room, range, 'halfUp')).toString()
  const last = BigInt(Math.max(amounts.length - 1, 1))
  const x = (index: number): string => divide(BigInt(index) * BigInt(WIDTH), last, 'halfUp').toString()
  const points = amounts.map((amount, index) => `${x(index)} ${y(amount)}`)
  // A single day has no line of its own: it is drawn across.
  const line = points.length === 1 ? `M${points[0]}H${WIDTH}` : `M${points.join('L')}`
  return { line, zero: y(0n) }
}
