import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { sameBytes } from '../access/secret.ts'
import { Refusal } from '../http/problem.ts'
import { readStatement } from '../statements/read-statement.ts'
import { clientView } from '../statements/views.ts'
import { chargeNotice } from './act.ts'
import { type Home, readHome } from './read-home.ts'
import type { Page } from './respond.ts'
import { type PortalSession, readSession } from './session.ts'
import { Language, SESSION_LIFE_MS, formToken } from './tokens.ts'
import { wordsOf } from './words/words.ts'

const COOKIE = 'portal'
const LANGUAGE_COOKIE = 'portal-language'
const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/

const secure = (c: Page) => c.var.ctx.settings.ENVIRONMENT === 'production'
const cookieName = (c: Page) => (secure(c) ? `__Host-${COOKIE}` : COOKIE)
const cookieOptions = (c: Page) =>
  ({
    path: '/',
    httpOnly: true,
    secure: secure(c),
    sameSite: 'Lax',
    maxAge: SESSION_LIFE_MS / 1000,
  }) as const

export function languageOf(c: Page, session?: PortalSession): Language {
  const asked = Language.safeParse(c.req.query('lang')).data
  if (asked !== undefined) {
    setCookie(c, LANGUAGE_COOKIE, asked, cookieOptions(c))
    return asked
  }
  const kept = Language.safeParse(getCookie(c, LANGUAGE_COOKIE)).data
  const browser = c.req.header('accept-language')?.toLowerCase().startsWith('de') === true ? 'de' : 'en'
  return kept ?? session?.lang ?? browser
}

/** @throws Refusal not_found: no session looks like no page */
export async function sessionOf(c: Page): Promise<PortalSession> {
  const session = await readSession(c.var.ctx, getCookie(c, cookieName(c)))
  if (session === null) throw new Refusal('not_found', 'no session')
  return session
}

export async function homeOf(c: Page, session: PortalSession): Promise<Home> {
  const home = await readHome(c.var.ctx, session.actor)
  if (home === null) throw new Refusal('not_found', 'the client is gone')
  return home
}

export async function statementOf(c: Page, session: PortalSession, language: Language) {
  const month = c.req.query('month')
  if (month !== undefined && !MONTH.test(month)) throw new Refusal('not_found', 'no month')
  return clientView(await readStatement(c.var.ctx, session.agency, session.client, month), language)
}

/** The form of a signed-in client; another site's form has no token. @throws Refusal not_found, role_forbids */
export async function postOf(c: Page): Promise<{ session: PortalSession; form: (name: string) => string }> {
  const session = await sessionOf(c)
  const form = await formOf(c)
  const bytes = (text: string) => new TextEncoder().encode(text)
  if (!sameBytes(bytes(form('csrf')), bytes(await formToken(c.var.ctx, session.id)))) {
    throw new Refusal('role_forbids', 'The form is not of this session.')
  }
  return { session, form }
}

export async function formOf(c: Page): Promise<(name: string) => string> {
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== 'null' && origin !== new URL(c.req.url).origin) {
    throw new Refusal('role_forbids', 'The form is of another site.')
  }
  const body = await c.req.parseBody()
  return (name) => {
    const value = body[name]
    return typeof value === 'string' ? value.slice(0, 2_000) : ''
  }
}

/** @throws Refusal invalid_request for what no form of ours holds */
export function intentId(text: string): string {
  if (!/^[\w-]{10,64}$/.test(text)) throw new Refusal('invalid_request', 'intent')
  return text
}

export async function noticeOf(c: Page, session: PortalSession, language: Language): Promise<string | null> {
  const charge = c.req.query('charge')
  if (charge !== undefined) return chargeNotice(c.var.ctx, session, charge, language)
  const words = wordsOf(language)
  const texts: Record<string, string> = {
    saved: words.saved,
    card: words.cardSoon,
    confirmed: words.waitingDone,
  }
  return texts[c.req.query('done') ?? ''] ?? null
}

export async function agencyName(c: Page, agencyId: string): Promise<string> {
  const [found] = await c.var.ctx.db.readBatch([
    { sql: 'SELECT name FROM agency WHERE id = ?', args: [agencyId] },
  ])
  const name = found?.rows[0]?.['name']
  return typeof name === 'string' ? name : ''
}

export function keepCookies(c: Page, session: string, language: Language): void {
  setCookie(c, cookieName(c), session, cookieOptions(c))
  setCookie(c, LANGUAGE_COOKIE, language, cookieOptions(c))
}

export function forgetCookies(c: Page): void {
  deleteCookie(c, cookieName(c), cookieOptions(c))
}
