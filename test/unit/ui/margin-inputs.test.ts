import { describe, expect, it } from 'vitest'
import { parseInputs } from '../../../extension/entrypoints/popup/margin/inputs.ts'
import { readField, stepField } from '../../../extension/entrypoints/popup/margin/read.ts'
import { servicesAt } from '../../../extension/entrypoints/popup/margin/services.ts'
import { shippedServices } from '../../../extension/entrypoints/popup/margin/shipped-costs.ts'
import { createMarginStore } from '../../../extension/entrypoints/popup/margin/store.ts'
import { language } from '../../../extension/i18n/preferences.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const services = servicesAt(NOW, shippedServices())
const asked = {
  service: 'email.outbound',
  cost: '0.000675',
  driver: 'multiplier',
  value: '1.05',
  volume: '1000',
  reload: '10',
  fee: 'stripe.us.card',
} as const

describe('reading a field', () => {
  it.each([
    ['multiplier', '1.05', 'en', '1.05'],
    ['multiplier', '1,05', 'de', '1.05'],
    ['multiplier', '1,5x', 'de', '1.5'],
    ['markup', '5 %', 'en', '5'],
    ['margin', '-12,5', 'de', '-12.5'],
    ['price', '$0.0070875', 'en', '0.0070875'],
    ['price', '0,0070875 $', 'de', '0.0070875'],
    ['volume', '1.000.000', 'de', '1000000'],
    ['reload', '1,234.50', 'en', '1234.5'],
  ] as const)('%s %s (%s) is %s', (field, text, locale, value) => {
    expect(readField(field, text, locale, 'USD')).toEqual({ ok: true, value })
  })

  it.each([
    ['multiplier', '', 'number'],
    ['multiplier', '-1', 'negative'],
    ['multiplier', '1.0000001', 'decimals'],
    ['multiplier', '5000', 'tooLarge'],
    ['margin', '100', 'marginTooLarge'],
    ['margin', '1.00001', 'decimals'],
    ['markup', '-101', 'negative'],
    ['cost', '0.0000000001', 'decimals'],
    ['cost', '-1', 'negative'],
    ['volume', 'many', 'number'],
    ['volume', '999999999999', 'tooLarge'],
    ['reload', '10 €', 'number'],
  ] as const)('%s %j is refused: %s', (field, text, error) => {
    expect(readField(field, text, 'en', 'USD')).toEqual({ ok: false, error })
  })

  it('a German thousand is not read as a decimal, nor the other way round', () => {
    expect(readField('volume', '1.5', 'de', 'USD')).toEqual({ ok: false, error: 'number' })
    expect(readField('volume', '1,5', 'en', 'USD')).toEqual({ ok: false, error: 'number' })
  })
})

describe('steps by keyboard', () => {
  it.each([
    ['multiplier', '1.05', 1, false, '1.06'],
    ['multiplier', '1.05', -1, true, '0.95'],
    ['multiplier', '0', -1, false, '0'],
    ['volume', '1000', 1, false, '1100'],
    ['volume', '0', 1, false, '0.001'],
    ['cost', '0.00675', 1, false, '0.00685'],
    ['reload', '10', 1, true, '35'],
    ['markup', '-100', -1, false, '-100'],
    ['margin', '99.5', 1, false, '99.5'],
  ] as const)('%s %s, %i, large %s: %s', (field, from, direction, large, to) => {
    expect(stepField(field, from, direction, large)).toBe(to)
  })
})

describe('what is kept', () => {
  it('comes back as it was', () => expect(parseInputs({ ...asked })).toEqual(asked))
  it.each([null, {}, { ...asked, cost: '1e3' }, { ...asked, driver: 'luck' }, { ...asked, reload: '-1' }])(
    'is dropped where it does not fit: %j',
    (stored) => expect(parseInputs(stored)).toBeNull(),
  )
  it('takes today’s cost of the service, and keeps the cost of a service that is gone', () => {
    expect(createMarginStore({ ...asked, cost: '9' }, services).inputs.value.cost).toBe('0.000675')
    const gone = createMarginStore({ ...asked, service: 'fax', cost: '9' }, services).inputs.value
    expect(gone).toMatchObject({ service: 'own', cost: '9' })
  })
})

describe('the four linked fields', () => {
  const linked = ['multiplier', 'markup', 'margin', 'price'] as const
  const texts = (store: ReturnType<typeof createMarginStore>): string[] =>
    linked.map((field) => store.text(field))

  it.each([
    ['multiplier', '1.5', ['1.5', '50', '33.3333', '0.0010125']],
    ['markup', '50', ['1.5', '50', '33.3333', '0.0010125']],
    ['margin', '50', ['2', '100', '50', '0.00135']],
    ['price', '0.00135', ['2', '100', '50', '0.00135']],
  ] as const)('%s %s sets the other three', (field, text, expected) => {
    language.value = 'en'
    const store = createMarginStore(asked, services)
    store.edit(field, text)
    expect(texts(store)).toEqual(expected)
  })

  it('an unreadable field leaves no answer and the other fields empty, never an old one', () => {
    const store = createMarginStore(asked, services)
    store.edit('multiplier', '1.')
    expect(store.answer.value).toBeNull()
    expect(texts(store)).toEqual(['1.', '', '', ''])
    expect(store.errorIn('multiplier')).toBe('number')
  })

  it('a typed cost makes the service one’s own; another service takes the multiplier along, not the price', () => {
    const store = createMarginStore(asked, services)
    store.edit('price', '0.00135')
    store.chooseService('closebot.response')
    expect(texts(store)).toEqual(['2', '100', '50', '0.012'])
    store.edit('cost', '0.007')
    expect(store.inputs.value.service).toBe('own')
    expect(store.text('price')).toBe('0.014')
  })
})

describe('the catalogue’s services', () => {
  it('have a usable cost each, and none is below a nano', () => {
    expect(services.length).toBeGreaterThan(20)
    expect(services.map(({ id }) => id)).not.toContain('closebot.storage')
    for (const { unitCost } of services) expect(unitCost).toMatch(/^\d+(\.\d{1,9})?$/)
  })
})
