import type { Language } from '../i18n/translate.ts'
import { wordsIn } from './text.ts'
import type { Trouble } from './trouble.ts'

const NAMES_MAX = 3

/** One notice for all: how many, and the first names. */
export function noticeText(tell: readonly Trouble[], language: Language): { title: string; message: string } {
  const t = wordsIn(language)
  const names = tell
    .slice(0, NAMES_MAX)
    .map(({ name }) => name)
    .join(', ')
  const more = tell.length - NAMES_MAX
  return {
    title: tell.length === 1 ? t('notice.one') : t('notice.some', { count: String(tell.length) }),
    message: more > 0 ? t('notice.more', { names, count: String(more) }) : names,
  }
}
