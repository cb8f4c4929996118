import { roundToMinor } from './minor.ts'
import { PPM, type Nano } from './nano.ts'
import { divide } from './rounding.ts'

/** Net, tax and gross of one line or document in minor-unit steps; net + vat = gross. */
export interface VatSplit {
  readonly net: Nano
  readonly vat: Nano
  readonly gross: Nano
}

/** Tax on top of a net amount; both rounded half-up to the minor unit. 19 % is `190_000n`. */
export const addVat = (net: Nano, ratePpm: bigint, currency: string): VatSplit => {
  const whole = roundToMinor(net, currency, 'halfUp')
  const vat = roundToMinor(divide(whole * ratePpm, PPM, 'halfUp'), currency, 'halfUp')
  return { net: whole, vat, gross: whole + vat }
}

/** Tax contained in a gross amount: the net is rounded half-up, the tax is what remains. */
export const splitGross = (gross: Nano, ratePpm: bigint, currency: string): VatSplit => {
  const whole = roundToMinor(gross, currency, 'halfUp')
  const net = roundToMinor(divide(whole * PPM, PPM + ratePpm, 'halfUp'), currency, 'halfUp')
  return { net, vat: whole - net, gross: whole }
}
