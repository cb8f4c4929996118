import { array, assert, constantFrom, property } from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { expect, it } from 'vitest'
import { segments } from '../../../worker/sources/highlevel/usage.ts'

const counted = (body: string) => String(Math.max(1, new SegmentedMessage(body).segmentsCount))

it('counts segments as the full count does, whatever the text is made of', () => {
  const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
  for (const character of ascii) {
    for (const times of [1, 70, 71, 153, 160, 161, 306, 307])
      expect(`${character.charCodeAt(0)} ${times} ${segments(character.repeat(times))}`).toBe(
        `${character.charCodeAt(0)} ${times} ${counted(character.repeat(times))}`,
      )
  }
  assert(
    property(array(constantFrom(...ascii, 'é', '€', 'ü', '😀', '’'), { maxLength: 400 }), (characters) => {
      expect(segments(characters.join(''))).toBe(counted(characters.join('')))
    }),
    { numRuns: 300 },
  )
})

it.each([
  ['', '1'],
  ['x'.repeat(160), '1'],
  ['x'.repeat(161), '2'],
  ['x'.repeat(306), '2'],
  ['x'.repeat(307), '3'],
  ['['.repeat(81), '2'],
  ['😀'.repeat(36), '2'],
])('%#: the known lengths', (body, expected) => {
  expect(segments(body)).toBe(expected)
})
