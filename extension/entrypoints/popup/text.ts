import { lazyTranslator } from '../../i18n/translate.ts'

/** The popup's words with the catalogue's names, of one language: half of both would be half of the budget. */
const { t, speak } = lazyTranslator({
  en: async () => {
    const [words, names] = await Promise.all([
      import('../../locales/en/popup.ts'),
      import('../../locales/en/catalogue.ts'),
    ])
    return { ...words.popup, ...names.catalogue }
  },
  de: async () => {
    const [words, names] = await Promise.all([
      import('../../locales/de/popup.ts'),
      import('../../locales/de/catalogue.ts'),
    ])
    return { ...words.popup, ...names.catalogue }
  },
})
export { speak, t }

type Key = Parameters<typeof t>[0]

/** A name of the catalogue in the current language, or the catalogue's own word where the locales have none. */
export function nameOf(kind: 'service' | 'unit' | 'system', id: string): string {
  const key = `${kind}.${id}`
  const name = t(key as 'app.name' & Key)
  return name === key ? id : name
}
