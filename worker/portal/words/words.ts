import type { Language } from '../tokens.ts'
import { de } from './de.ts'
import { en } from './en.ts'

export type Words = { readonly [K in keyof typeof en]: string }

export const wordsOf = (language: Language): Words => (language === 'de' ? de : en)

/** `{name}` in a text is replaced by what it stands for. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
