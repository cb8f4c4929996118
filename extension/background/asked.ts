/** An amount somebody selected on a page for the margin check; the popup takes it once (`storage.session`). */
export interface Asked {
  field: 'cost' | 'price'
  text: string
}

export const ASKED_KEY = 'popup.asked'
const TEXT_MAX = 60

/** The figure in a selected text, without currency and words: `ca. 12,50 €` → `12,50`. Null where there is none. */
export function figureIn(selected: string): string | null {
  const found = /[-\u2212]?\d[\d.,'\u2019\u00a0\u202f ]*/.exec(selected.slice(0, TEXT_MAX))?.[0]
  return found?.replace(/[.,'\u2019\s]+$/, '').replace('\u2212', '-') ?? null
}

export function parseAsked(stored: unknown): Asked | null {
  const { field, text } = (stored ?? {}) as Partial<Record<keyof Asked, unknown>>
  if ((field !== 'cost' && field !== 'price') || typeof text !== 'string') return null
  return text.length <= TEXT_MAX ? { field, text } : null
}
