import { Hono } from 'hono'
import { authenticationPage } from '../charging/authenticate.ts'
import { requestMethod } from '../charging/request-method.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { Refusal } from '../http/problem.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { parseJson, parseOr } from '../http/validate.ts'
import { payTopUp, positive, saveReload } from '../portal/act.ts'
import { LinkRequest, createPortalLink } from '../portal/create-link.ts'
import { readAmount } from '../portal/read-amount.ts'
import { statementFile } from '../portal/statement-paper.ts'
import { Enter } from '../portal/pages/enter.tsx'
import { HomePage } from '../portal/pages/home.tsx'
import { StatementPage } from '../portal/pages/statement.tsx'
import { ConfirmTopUp } from '../portal/pages/top-up.tsx'
import {
  agencyName,
  forgetCookies,
  formOf,
  homeOf,
  intentId,
  keepCookies,
  languageOf,
  noticeOf,
  postOf,
  sessionOf,
  statementOf,
} from '../portal/request.ts'
import { failed, gone, html, leaveTo, said, wrongAmount } from '../portal/respond.ts'
import { beginSession, endPortalSession } from '../portal/session.ts'
import { STYLE } from '../portal/style.ts'
import { formToken, readLink } from '../portal/tokens.ts'
import { wordsOf } from '../portal/words/words.ts'
import { statementCsv } from '../statements/statement-csv.ts'

/** No script, nothing from outside, no frame; forms go here only. */
const POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** POST /v1/clients/:id/portal-link: a link for the client, good once. */
export const portalLinkRoutes = () =>
  new Hono<AppEnv>().post('/clients/:id/portal-link', requireStaff('staff'), async (c) => {
    const text = await c.req.text()
    const request = parseOr(LinkRequest, text === '' ? {} : parseJson(text))
    const origin = new URL(c.req.url).origin
    return c.json(await createPortalLink(c.var.ctx, staffOf(c), c.req.param('id'), request, origin), 201)
  })

/** The client's own pages (B-07): server-rendered, no script, one client a session. */
export function portalRoutes() {
  const app = new Hono<AppEnv>()
  app.use(rateLimit('portal'))
  app.use(async (c, next) => {
    await next()
    c.header('content-security-policy', POLICY)
    c.header('referrer-policy', 'no-referrer')
    c.header('x-robots-tag', 'noindex')
    if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-store')
  })
  app.get('/style.css', (c) =>
    c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' }),
  )
  app.get('/enter', async (c) => {
    const link = await readLink(c.var.ctx, c.req.query('token') ?? '')
    if (link === null) return gone(c, languageOf(c))
    const agency = await agencyName(c, link.agency)
    return html(c, Enter({ language: link.lang, agency, token: c.req.query('token') ?? '' }))
  })
  app.post('/enter', rateLimit('portal-enter'), async (c) => {
    const form = await formOf(c)
    const link = await readLink(c.var.ctx, form('token'))
    const cookie = link === null ? null : await beginSession(c.var.ctx, link)
    if (cookie === null || link === null) return gone(c, languageOf(c))
    keepCookies(c, cookie, link.lang)
    return c.redirect('/portal', 303)
  })
  app.post('/leave', async (c) => {
    const { session } = await postOf(c)
    await endPortalSession(c.var.ctx, session)
    const language = languageOf(c, session)
    forgetCookies(c)
    return said(c, language, wordsOf(language).left)
  })

  app.get('/', async (c) => {
    const session = await sessionOf(c)
    const home = await homeOf(c, session)
    const language = languageOf(c, session)
    const statement = await statementOf(c, session, language)
    const csrf = await formToken(c.var.ctx, session.id)
    const notice = await noticeOf(c, session, language)
    return html(c, HomePage({ home, statement, language, csrf, intent: c.var.ctx.newId(), notice }))
  })
  app.get('/statement', async (c) => {
    const session = await sessionOf(c)
    const language = languageOf(c, session)
    const csrf = await formToken(c.var.ctx, session.id)
    return html(c, StatementPage({ statement: await statementOf(c, session, language), language, csrf }))
  })
  app.get('/statement.pdf', async (c) => {
    const session = await sessionOf(c)
    const language = languageOf(c, session)
    return statementFile(await statementOf(c, session, language), language, c.var.ctx.now())
  })
  app.get('/statement.csv', async (c) => {
    const session = await sessionOf(c)
    const view = await statementOf(c, session, languageOf(c, session))
    return c.body(statementCsv(view), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="statement-${view.month}.csv"`,
    })
  })

  app.get('/top-up', async (c) => {
    const session = await sessionOf(c)
    const home = await homeOf(c, session)
    const language = languageOf(c, session)
    const amount = readAmount(c.req.query('amount') ?? '', home.currency, language)
    if (home.method === null) return c.redirect('/portal', 303)
    if (amount === null) return wrongAmount(c, home, language)
    const csrf = await formToken(c.var.ctx, session.id)
    const intent = c.var.ctx.newId()
    return html(c, ConfirmTopUp({ home, method: home.method.label, amount, language, csrf, intent }))
  })
  app.post('/top-up', async (c) => {
    const { session, form } = await postOf(c)
    if (positive(form('amount')) === null) throw new Refusal('invalid_request', 'amount')
    const chargeId = await payTopUp(c.var.ctx, session, form('amount'), intentId(form('intent')))
    return c.redirect(`/portal?charge=${encodeURIComponent(chargeId)}`, 303)
  })
  app.post('/reload', async (c) => {
    const { session, form } = await postOf(c)
    const home = await homeOf(c, session)
    const language = languageOf(c, session)
    const threshold = readAmount(form('threshold'), home.currency, language, { orZero: true })
    const amount = readAmount(form('amount'), home.currency, language)
    if (threshold === null || amount === null) return wrongAmount(c, home, language)
    const wish = { enabled: form('enabled') === 'yes', threshold, amount }
    await saveReload(c.var.ctx, session, home, wish, intentId(form('intent')))
    return c.redirect('/portal?done=saved', 303)
  })
  app.post('/card', async (c) => {
    const { session } = await postOf(c)
    const returnUrl = new URL('/portal?done=card', c.req.url).href
    const { url } = await requestMethod(c.var.ctx, session.actor, session.client, { returnUrl })
    return leaveTo(c, languageOf(c, session), url)
  })
  app.post('/confirm-payment', async (c) => {
    const { session } = await postOf(c)
    const home = await homeOf(c, session)
    const returnUrl = new URL('/portal', c.req.url).href
    if (home.waitingChargeId === null) return c.redirect('/portal?done=confirmed', 303)
    const key = { agencyId: session.agency, clientId: session.client, chargeId: home.waitingChargeId }
    const { url } = await authenticationPage(c.var.ctx, key, returnUrl)
    if (url === null) return c.redirect('/portal?done=confirmed', 303)
    return leaveTo(c, languageOf(c, session), url)
  })

  app.all('*', (c) => gone(c, languageOf(c)))
  app.onError((error, c) => failed(c, error, languageOf(c)))
  return app
}
