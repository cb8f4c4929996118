import { Decimal } from 'decimal.js'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { clientWords } from '../../../worker/statements/client-words.ts'
import { toCsv } from '../../../worker/statements/csv.ts'
import { SERVICES } from '../../../shared/catalogue/service.ts'

describe('CSV', () => {
  it('quotes as RFC 4180 says and reads back as it was', () => {
    const rows = [
      ['a', 'b,c', 'say "hi"', 'two\r\nlines'],
      ['-10.125', '0', '', 'ä'],
    ]
    expect(toCsv(rows)).toBe('a,"b,c","say ""hi""","two\r\nlines"\r\n-10.125,0,,ä\r\n')
    expect(Papa.parse(toCsv(rows).trimEnd()).data).toEqual(rows)
  })

  it.each(['=SUM(A1)', '+1+cmd|x', '-2+3', '@x', '\t=1', '--1'])('makes text of %s', (cell) =>
    expect(toCsv([[cell]])).toMatch(/^"?'/),
  )
  it.each(['-2.5', '-0', '12', '0.000000001'])('leaves the number %s', (cell) =>
    expect(toCsv([[cell]])).toBe(`${cell}\r\n`),
  )
})

describe('CE-02 what a client reads of a service', () => {
  const names = /high\s?level|leadconnector|\bLC\b|closebot|clever|monsum|twilio|cost|kosten/i

  it('names no system behind any service that ships, in both languages', () => {
    for (const { id } of SERVICES) {
      for (const language of ['en', 'de'] as const) {
        const { label, unit } = clientWords(id, language)
        expect(label, id).not.toBe('')
        expect(`${label} ${unit}`, id).not.toMatch(names)
      }
    }
    expect(
      SERVICES.filter(({ id }) => clientWords(id, 'en').label === clientWords(id, 'de').label).map(
        ({ id }) => id,
      ),
    ).toEqual(['whatsapp', 'domain.purchase', 'custom.sms'])
  })

  it('says one month, two months and half of the months', () => {
    const unit = (quantity: string, language: 'en' | 'de') =>
      clientWords('number.local', language, new Decimal(quantity)).unit
    expect(['1', '2', '0.5', '0', '-1'].map((quantity) => unit(quantity, 'en'))).toEqual([
      'month',
      'months',
      'months',
      'months',
      'months',
    ])
    expect([unit('1', 'de'), unit('2', 'de')]).toEqual(['Monat', 'Monate'])
    expect(clientWords('number.local', 'en').unit).toBe('months')
  })

  it('strips such names from an agency’s own ids', () => {
    expect(clientWords('closebot.voice_notes', 'en').label).toBe('voice notes')
    expect(clientWords('ghl', 'de').label).toBe('Leistung')
  })
})
