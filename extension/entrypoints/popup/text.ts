import { lazyTranslator } from '../../i18n/translate.ts'

/** The popup's words with the catalogue's names, of one language only: both would not fit its budget. */
const { t, speak } = lazyTranslator({
  en: async () => (await import('./words/en.ts')).words,
  de: async () => (await import('./words/de.ts')).words,
})
export { speak, t }

/** A name of the catalogue in the current language, or the catalogue's own word where the locales have none. */
export function nameOf(kind: 'service' | 'unit' | 'system', id: string): string {
  const key = `${kind}.${id}`
  const name = t(key as 'app.name')
  return name === key ? id : name
}
