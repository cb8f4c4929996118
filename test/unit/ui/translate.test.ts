import { describe, expect, it } from 'vitest'
import { parsePreferences, resolveLanguage } from '../../../extension/i18n/preferences.ts'
import { lazyTranslator, translator, type Language } from '../../../extension/i18n/translate.ts'

const en = { hello: 'Hello', loses: 'Loses {loss} on {reload}' } as const
const de = { hello: 'Hallo', loses: '{reload} verliert {loss}' }

describe('t', () => {
  it('speaks the language of the moment and fills in by name', () => {
    let language: Language = 'en'
    const t = translator({ en, de }, () => language)
    expect(t('hello')).toBe('Hello')
    language = 'de'
    expect(t('loses', { loss: '1', reload: '10 €' })).toBe('10 € verliert 1')
  })

  it('does not fill in what a value brings along', () => {
    const t = translator({ en, de }, () => 'en')
    expect(t('loses', { loss: '{reload}', reload: 'x' })).toBe('Loses {reload} on x')
  })

  it('lazy: the later choice wins over the slower load', async () => {
    const gate = Promise.withResolvers<typeof en>()
    const { t, speak } = lazyTranslator({ en: () => gate.promise, de: async () => de })
    const slow = speak('en')
    await speak('de')
    gate.resolve(en)
    await slow
    expect(t('hello')).toBe('Hallo')
  })
})

describe('preferences', () => {
  it('German for every German browser, English for the rest, a choice before both', () => {
    expect(resolveLanguage('auto', 'de-AT')).toBe('de')
    expect(resolveLanguage('auto', 'den')).toBe('en')
    expect(resolveLanguage('en', 'de')).toBe('en')
  })

  it.each([undefined, null, 'x', { language: 'fr', currency: 'XXX' }, { currency: 3 }])(
    'falls back from %j',
    (stored) => expect(parsePreferences(stored)).toEqual({ language: 'auto', currency: 'USD' }),
  )
})
