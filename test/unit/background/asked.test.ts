import { expect, it } from 'vitest'
import { figureIn, parseAsked } from '../../../extension/background/asked.ts'

it.each([
  ['$0.0079', '0.0079'],
  ['ca. 12,50 € je Monat', '12,50'],
  ['1.234,50', '1.234,50'],
  ['1 234,50 €', '1 234,50'],
  ['CHF 1’234.50.', '1’234.50'],
  ['\u22123.20', '-3.20'],
  ['no figure', null],
  ['', null],
])('the figure in %s is %s', (text, figure) => {
  expect(figureIn(text)).toBe(figure)
})

it('takes only what the menu writes', () => {
  expect(parseAsked({ field: 'cost', text: '1' })).toEqual({ field: 'cost', text: '1' })
  for (const bad of [null, {}, { field: 'volume', text: '1' }, { field: 'cost', text: 'a'.repeat(61) }])
    expect(parseAsked(bad)).toBeNull()
})
