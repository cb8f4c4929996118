import { divide } from '../../shared/money/rounding.ts'

/** A part of a whole as a CSS length, `12.34%`: for a place on the screen, so two decimals do. */
export function share(part: bigint, whole: bigint): string {
  if (whole <= 0n || part <= 0n) return '0%'
  const hundredths = divide(part * 10_000n, whole, 'halfUp')
    .toString()
    .padStart(3, '0')
  return `${hundredths.slice(0, -2)}.${hundredths.slice(-2)}%`
}
