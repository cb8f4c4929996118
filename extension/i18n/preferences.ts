import { signal } from '@preact/signals'
import { browser } from 'wxt/browser'
import type { Language } from './translate.ts'

/**
 * How words and figures are shown: set in the options, kept in `storage.local`. Content scripts cannot read that
 * (extension/session/tokens.ts closes it to them): panels ask the background (`preferences.get`).
 */
export interface Preferences {
  readonly language: 'auto' | Language
  /** ISO 4217: the unit of a cost typed by hand. Costs of the catalogue carry their own. */
  readonly currency: string
}

export const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD'] as const
const KEY = 'preferences'
const DEFAULTS: Preferences = { language: 'auto', currency: 'USD' }

export const preferences = signal<Preferences>(DEFAULTS)
/** The language to speak now. Also the language of numbers, in and out. */
export const language = signal<Language>('en')

/** Reads the stored choice, then follows changes made on another page. Returns the function that stops following. */
export async function loadPreferences(): Promise<() => void> {
  const stored = await browser.storage.local.get(KEY)
  apply(stored[KEY])
  const follow = (changes: Record<string, { newValue?: unknown }>, area: string): void => {
    const change = area === 'local' ? changes[KEY] : undefined
    if (change) apply(change.newValue)
  }
  browser.storage.onChanged.addListener(follow)
  return () => browser.storage.onChanged.removeListener(follow)
}

export async function savePreferences(next: Preferences): Promise<void> {
  apply(next)
  await browser.storage.local.set({ [KEY]: next })
}

/** German for every German browser (de-AT, de-CH); everything else reads English. */
export function resolveLanguage(choice: Preferences['language'], browserLanguage: string): Language {
  if (choice !== 'auto') return choice
  return /^de\b/i.test(browserLanguage) ? 'de' : 'en'
}

/** Storage may hold what an older version wrote: what does not fit falls back to the default. */
export function parsePreferences(value: unknown): Preferences {
  const { language, currency } = (value ?? {}) as Partial<Record<keyof Preferences, unknown>>
  return {
    language: language === 'en' || language === 'de' ? language : DEFAULTS.language,
    currency: CURRENCIES.find((known) => known === currency) ?? DEFAULTS.currency,
  }
}

function apply(value: unknown): void {
  preferences.value = parsePreferences(value)
  language.value = resolveLanguage(preferences.value.language, browser.i18n.getUILanguage())
  if (typeof document !== 'undefined' && location.protocol.endsWith('extension:')) {
    document.documentElement.lang = language.value
  }
}
