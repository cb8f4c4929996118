import type { Context as HonoContext } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { REFUSALS, Refusal } from '../http/problem.ts'
import { errorName } from '../log.ts'
import { Message } from './pages/message.tsx'
import { sampleAmount } from './read-amount.ts'
import type { Home } from './read-home.ts'
import type { Language } from './tokens.ts'
import { fill, wordsOf } from './words/words.ts'

export type Page = HonoContext<AppEnv>

export function html(c: Page, page: { toString(): string | Promise<string> }, status: 200 | 400 | 404 = 200) {
  return c.html(`<!doctype html>${String(page)}`, status)
}

/** A link or a session that does not count, and a page that is not there, look the same. */
export function gone(c: Page, language: Language) {
  const words = wordsOf(language)
  return html(c, Message({ language, title: words.account, text: words.gone }), 404)
}

/** What went wrong, without a word of what is behind it. */
export function failed(c: Page, error: Error, language: Language) {
  if (error instanceof Refusal && error.code === 'not_found') return gone(c, language)
  const { ctx } = c.var
  const known = error instanceof Refusal
  if (known) ctx.log.warn('refused', { code: error.code, path: c.req.routePath })
  else ctx.log.error('failed', { error: errorName(error), path: c.req.routePath })
  const words = wordsOf(language)
  const page = Message({
    language,
    title: words.wrong,
    text: words.tryAgain,
    link: { href: '/portal', text: words.back },
  })
  const headers = { 'content-type': 'text/html; charset=UTF-8' }
  return c.body(`<!doctype html>${String(page)}`, known ? REFUSALS[error.code].status : 500, headers)
}

export function wrongAmount(c: Page, home: Home, language: Language) {
  const words = wordsOf(language)
  const text = fill(words.wrongAmount, { example: sampleAmount(home.currency, language) })
  const link = { href: '/portal', text: words.back }
  return html(c, Message({ language, title: words.wrong, text, brand: home.agency, link }), 400)
}

/** Not a redirect: the form's own policy would forbid its target. */
export function leaveTo(c: Page, language: Language, url: string) {
  const words = wordsOf(language)
  const link = { href: url, text: words.leavingLink }
  return html(c, Message({ language, title: words.card, text: words.leaving, link, goTo: url }))
}

/** One sentence, and nothing to do. */
export const said = (c: Page, language: Language, title: string) =>
  html(c, Message({ language, title, text: '' }))
