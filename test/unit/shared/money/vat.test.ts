import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMinor } from '../../../../shared/money/minor.ts'
import { formatNano, parseNano } from '../../../../shared/money/nano.ts'
import { addVat, splitGross, type VatSplit } from '../../../../shared/money/vat.ts'

const show = ({ net, vat, gross }: VatSplit) => [net, vat, gross].map(formatNano)
const VAT = 190_000n

describe('W14 SMS at 0,09 €', () => {
  it('makes 1.234 of them 111,06 net, 21,10 VAT, 132,16 gross', () => {
    expect(show(addVat(parseNano('0.09') * 1234n, VAT, 'EUR'))).toEqual(['111.06', '21.1', '132.16'])
    expect(formatNano(parseNano('0.09') * 100n)).toBe('9')
  })

  it('splits 111,06 gross into 93,33 and 17,73', () => {
    expect(show(splitGross(parseNano('111.06'), VAT, 'EUR'))).toEqual(['93.33', '17.73', '111.06'])
  })
})

describe('W16 quarter', () => {
  it('splits the base fee and the sum, and taxes the sum if it were net', () => {
    expect(show(splitGross(parseNano('1'), VAT, 'EUR'))).toEqual(['0.84', '0.16', '1'])
    expect(show(splitGross(parseNano('49'), VAT, 'EUR'))).toEqual(['41.18', '7.82', '49'])
    expect(formatNano(addVat(parseNano('49'), VAT, 'EUR').gross)).toBe('58.31')
  })
})

it('gives back the net of every net that was taxed', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
      fc.constantFrom(0n, 70_000n, VAT),
      (cents, rate) => {
        const net = fromMinor(cents, 'EUR')
        const taxed = addVat(net, rate, 'EUR')
        expect(taxed.net + taxed.vat).toBe(taxed.gross)
        expect(splitGross(taxed.gross, rate, 'EUR')).toEqual(taxed)
      },
    ),
  )
})
