import { signal } from '@preact/signals'

/**
 * The whole of our translation layer: typed catalogues and one function.
 *
 * `browser.i18n` was not taken: it follows the browser's language only (the options let staff choose another),
 * its keys are untyped, and a key missing in one language falls back without a word. Only the manifest's own
 * strings (name, description, shortcuts) live in `public/_locales`, because the browser reads them itself.
 */
export type Language = 'en' | 'de'

export type Catalogue = Readonly<Record<string, string>>
/** The same keys in another language: a missing or surplus key is a type error, and fails the parity test. */
export type Translation<C extends Catalogue> = { readonly [K in keyof C]: string }

type Names<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? (Slot extends `${infer Name}|${string}` ? Name : Slot) | Names<Rest>
  : never
/**
 * The values a text asks for: `'loses {amount}'` → `{ amount: string }`. Figures come formatted already. What goes with a
 * number stands in two forms: `'{count} {count|client|clients}'`.
 */
export type Params<Text extends string> = [Names<Text>] extends [never]
  ? []
  : [values: Readonly<Record<Names<Text>, string>>]

export type Translate<C extends Catalogue> = <K extends keyof C & string>(
  key: K,
  ...values: Params<C[K]>
) => string

/**
 * Binds the two catalogues of one surface to the current language. `language` is read at each call, so a
 * component that reads a signal there is painted again when the language changes.
 *
 * @example const t = translator({ en, de }, () => language.value); t('loses', { amount: '0.11 USD' })
 */
export function translator<const C extends Catalogue>(
  catalogues: { en: C; de: Translation<C> },
  language: () => Language,
): Translate<C> {
  return (key, ...[values]) => fill(catalogues[language()][key], values)
}

function fill(text: string, values: Readonly<Record<string, string>> | undefined): string {
  if (!values) return text
  return text.replace(SLOT, (whole, name: string, one?: string, other?: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return one === undefined ? value : isOne(value) ? one : (other ?? '')
  })
}

const SLOT = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g

/** Of a number as it is written: in English and in German only `1` itself is one (CLDR: i = 1 and v = 0). */
const isOne = (written: string): boolean => written === '1'

/**
 * The same for a surface whose first load counts: only the words of one language are fetched. `speak` must have
 * settled once before the first paint; call it again when the language changes.
 */
export function lazyTranslator<const C extends Catalogue>(load: {
  en: () => Promise<C>
  de: () => Promise<Translation<C>>
}): { t: Translate<C>; speak: (language: Language) => Promise<void> } {
  const words = signal<Translation<C> | null>(null)
  let wanted: Language | null = null
  return {
    t: (key, ...[values]) => fill(words.value?.[key] ?? key, values),
    speak: async (language) => {
      wanted = language
      const loaded = await load[language]()
      // The slower of two loads must not win over the later choice.
      if (wanted === language) words.value = loaded
    },
  }
}
