/** The client's statement as PDF, read back. */
import { describe, expect, it } from 'vitest'
import { statementFile } from '../../../worker/portal/statement-paper.ts'
import { isPrintable, printable } from '../../../worker/statements/pdf/printable.ts'
import { wrap } from '../../../worker/statements/pdf/wrap.ts'
import type { ClientStatement } from '../../../worker/statements/statement-shape.ts'
import { transferReference } from '../../../worker/statements/transfer-reference.ts'
import { readPdf } from '../../support/read-pdf.ts'

const NOW = new Date('2026-11-02T08:30:00Z')
const REFERENCE = 'RF00202610TEST'

const view = (changes: Partial<ClientStatement> = {}): ClientStatement => ({
  view: 'client',
  client: 'Łódź Café',
  agency: 'Nordlicht',
  month: '2026-10',
  timeZone: 'Europe/Berlin',
  from: '2026-09-30T22:00:00.000Z',
  to: '2026-10-31T23:00:00.000Z',
  provisional: false,
  currency: 'EUR',
  billingMode: 'postpaid',
  outside: true,
  reference: REFERENCE,
  totals: [{ currency: 'EUR', price: '90.0034' }],
  balances: [{ account: 'owed', currency: 'EUR', opening: '10', closing: '1060.0034' }],
  movements: [
    { at: '2026-10-05T22:30:00.000Z', kind: 'payment', account: 'owed', currency: 'EUR', amount: '-40' },
    { at: '2026-10-06T10:00:00.000Z', kind: 'adjustment', account: 'owed', currency: 'EUR', amount: '1000' },
  ],
  services: [
    { ...line('E-Mail', '1000', 'E-Mails', '90.0034'), estimated: true },
    { ...line('KI-Nutzung', null, '', '5'), billing: 'separate' },
  ],
  ...changes,
})

function line(label: string, quantity: string | null, unit: string, price: string) {
  return { label, quantity, unit, price, currency: 'EUR', billing: 'statement' as const, estimated: false }
}

async function print(statement: ClientStatement, language: 'de' | 'en' = 'de') {
  const file = await statementFile(statement, language, NOW)
  return readPdf(new Uint8Array(await file.arrayBuffer()))
}

describe('CB-02 the statement as PDF', () => {
  it('has every row, the books of the month, what is to be paid, and how', async () => {
    const { pages, text } = await print(view())
    expect(pages).toHaveLength(1)
    const texts = pages[0] ?? []
    expect(texts).toEqual(
      expect.arrayContaining(['Nordlicht', 'Abrechnung Oktober 2026', REFERENCE, 'Seite 1 von 1']),
    )
    expect(text).toContain('1. Okt. 2026 – 31. Okt. 2026 (Europe/Berlin)')
    const after = (label: string) => texts.slice(texts.indexOf(label), texts.indexOf(label) + 3)
    expect(after('E-Mail')).toEqual(['E-Mail', '1.000 E-Mails', '90,0034 €'])
    expect(after('KI-Nutzung').slice(0, 2)).toEqual(['KI-Nutzung', 'gesondert berechnet'])
    expect(after('Anfangsbestand').slice(0, 2)).toEqual(['Anfangsbestand', '10,00 €'])
    // The day is the agency's own: 22:30 UTC is the next one in Berlin.
    expect(after('Zahlung')).toEqual(['Zahlung', '6. Okt. 2026', '-40,00 €'])
    expect(after('Endbestand').slice(0, 2)).toEqual(['Endbestand', '1.060,0034 €'])
    expect(after('Zu zahlen').slice(0, 2)).toEqual(['Zu zahlen', '1.060,00 €'])
    expect(text).toContain('Bitte überweisen Sie an Nordlicht mit dem Verwendungszweck RF00202610TEST.')
  })

  it('is English where the client is', async () => {
    const { text, language } = await print(view(), 'en')
    expect(language).toBe('(en)')
    for (const part of ['Statement October 2026', '€1,060.00', 'Amount to pay', `reference ${REFERENCE}.`]) {
      expect(text).toContain(part)
    }
    expect(text).not.toMatch(/Leistung|Zahlung|Seite/)
  })

  it('names title, author, language and time of making, and no tool; the same again is the same bytes', async () => {
    const read = await print(view({ agency: 'Łukasz & Söhne' }))
    expect(read).toMatchObject({
      title: 'Abrechnung Oktober 2026',
      author: 'Łukasz & Söhne',
      created: NOW,
      language: '(de)',
      producer: undefined,
    })
    const bytes = async () => new Uint8Array(await (await statementFile(view(), 'de', NOW)).arrayBuffer())
    const first = await bytes()
    expect(await bytes()).toEqual(first)
    expect(new TextDecoder('latin1').decode(first)).not.toMatch(/pdf-lib|cantoo/i)
  })

  it('goes on over pages, each with its column heads and number, and ends a long table in a word', async () => {
    const services = Array.from({ length: 1_200 }, (_, i) => line(`Service ${i}`, '1', 'x', '0.01'))
    const { pages, text } = await print(view({ services }), 'en')
    expect(pages.length).toBeGreaterThan(15)
    pages.forEach((texts, i) => expect(texts).toContain(`Page ${i + 1} of ${pages.length}`))
    for (const texts of pages.slice(0, 15)) expect(texts).toContain('Quantity')
    const printed = Array.from(text.matchAll(/^Service (\d+)$/gm), ([, number]) => Number(number))
    expect(printed).toEqual(Array.from({ length: 1_000 }, (_, i) => i))
    expect(text).toContain('200 more rows are in the CSV file.')
    expect(text).toContain('Amount to pay')
  })

  it.each([
    [
      'a post-paid month that runs asks for nothing yet',
      { provisional: true },
      'Owed so far',
      'bank transfer',
    ],
    ['one with a stored method is not told to transfer', { outside: false }, 'collected', 'bank transfer'],
    [
      'a wallet with money',
      { billingMode: 'prepaid', balances: [wallet('3.5')] },
      'To top up, pay any amount by bank transfer',
      'Amount to pay',
    ],
    [
      'a wallet overdrawn is filled to zero',
      { billingMode: 'prepaid', balances: [wallet('-3.501')] },
      '€3.51',
      'top up',
    ],
    ['a credit', { balances: [{ ...wallet('-3'), account: 'owed' }] }, 'nothing to pay', 'Amount to pay'],
    [
      'partner mode',
      { billingMode: 'partner', balances: [], movements: [] },
      'Nordlicht invoices you',
      'bank transfer',
    ],
  ] as const)('how to pay: %s', async (_what, changes, has, hasNot) => {
    const { text } = await print(view(changes as Partial<ClientStatement>), 'en')
    const flat = text.replaceAll('\n', ' ')
    expect(flat).toContain(has)
    expect(flat).not.toContain(hasNot)
  })

  it('never leaves a sum alone on a page', async () => {
    const services = Array.from({ length: 50 }, (_, i) => line(`Service ${i}`, '1', 'x', '0.01'))
    for (let count = 25; count <= services.length; count += 1) {
      const { pages } = await print(view({ services: services.slice(0, count), balances: [] }), 'en')
      const withSum = pages.find((texts) => texts.includes('Total')) ?? []
      expect(withSum.some((text) => text.startsWith('Service '))).toBe(true)
    }
  })

  it('prints amounts of a currency whose sign the font lacks with its code', async () => {
    const services = [{ ...line('SMS', '2', 'x', '1234.5'), currency: 'INR' }]
    const { text } = await print(view({ services, totals: [{ currency: 'INR', price: '1234.5' }] }), 'en')
    expect(text).toContain('1,234.5 INR')
    expect(text).not.toContain('?')
  })
})

function wallet(closing: string): ClientStatement['balances'][number] {
  return { account: 'wallet', currency: 'EUR', opening: '0', closing }
}

it.each([
  ['Łódź', 'Lódz'],
  ['Müller & Söhne – „GmbH“ €', 'Müller & Söhne – „GmbH“ €'],
  ['Đorđe Şahin İnci Žižek', 'Dorde Sahin Inci Žižek'],
  ['e\u0301 ﬁ ½\u00a0x\u202fy', 'é fi ½ x y'],
  ['a\r\nb\tc\u0000d\u200be', 'a b c de'],
  ['株式会社', '????'],
  ['Pizza 🍕', 'Pizza ?'],
])('prints %j as %j', (text, expected) => expect(printable(text)).toBe(expected))

it('knows what is lost in print', () => {
  expect([isPrintable('12 €'), isPrintable('₹12'), isPrintable('what?')]).toEqual([true, false, true])
})

it('wraps at words, cuts words that are too wide, and ends in an ellipsis', () => {
  const of = (text: string, lines: number) => wrap(text, 10, lines, (part) => part.length)
  expect(of('one two three four', 3)).toEqual(['one two', 'three four'])
  expect(of('abcdefghijklmno p', 3)).toEqual(['abcdefghij', 'klmno p'])
  expect(of('one two three four five six seven', 2)).toEqual(['one two', 'three fou…'])
  expect(of('x'.repeat(500), 2)).toEqual(['x'.repeat(10), `${'x'.repeat(9)}…`])
  expect(of('', 2)).toEqual([])
})

describe('the reference of a transfer', () => {
  it('is one for each client and month, the same each time, with check digits after ISO 11649', async () => {
    const one = await transferReference('a', 'c', '2026-10')
    expect(one).toMatch(/^RF\d\d202610[0-9A-Z]{8}$/)
    expect(await transferReference('a', 'c', '2026-10')).toBe(one)
    const others = await Promise.all([
      transferReference('a', 'c', '2026-11'),
      transferReference('a', 'd', '2026-10'),
      transferReference('b', 'c', '2026-10'),
    ])
    expect(new Set([one, ...others]).size).toBe(4)
    for (const reference of [one, ...others]) {
      const moved = reference.slice(4) + reference.slice(0, 4)
      const digits = Array.from(moved, (character) => Number.parseInt(character, 36)).join('')
      expect(BigInt(digits) % 97n).toBe(1n)
    }
  })
})
