/** The client's pages in Chromium: axe on each, in both languages, light and dark, and pictures to look at. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseNano } from '../../../shared/money/nano.ts'
import { type Api, startApi } from '../api/support.ts'
import { findChromium } from '../../support/browser-find.ts'
import { moveWallet } from '../notify/support.ts'
import { SERVICES, cardAtStripe, portalLink, useServices } from './support.ts'

let api: Api
let browser: Browser
beforeAll(async () => {
  api = await startApi()
  browser = await chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  })
})
afterAll(async () => {
  await browser.close()
  await api.close()
})

/** A dozen pages with axe on each: on a busy machine more than a test has elsewhere. */
const PAGES_MS = 240_000

/** Where pictures go when somebody wants to look: SCREENSHOTS=folder. */
const pictures = process.env['SCREENSHOTS']

async function check(context: BrowserContext, path: string, name: string): Promise<void> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // The browser reports a page that is a 404 or a 400 on purpose.
    const [refusal] = /^(gone|wrong)/.exec(name) ?? []
    if (refusal === undefined || !/status of 40[04]/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(new URL(path, api.worker.house.url).href)
  if (pictures !== undefined) {
    await mkdir(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
  }
  // The page's own policy forbids scripts, so axe comes in by the debugger, into the page's main world.
  await page.evaluate(axe.source)
  const { violations, passes } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[]
    passes: unknown[]
  }
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    name,
  ).toEqual([])
  expect(passes.length, name).toBeGreaterThan(10)
  expect(complaints, name).toEqual([])
  expect(
    await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
    `${name} scrolls sideways`,
  ).toBe(true)
  await page.close()
}

async function enter(
  staff: Parameters<typeof portalLink>[0],
  clientId: string,
  lang: 'de' | 'en',
  context: BrowserContext,
) {
  const page = await context.newPage()
  await page.goto(new URL(await portalLink(staff, clientId, { lang }), api.worker.house.url).href)
  await page.getByRole('button').click()
  await page.waitForURL('**/portal')
  await page.close()
}

/** Tops up by 20 and answers the page that says what became of it. */
async function pay(context: BrowserContext): Promise<string> {
  const page = await context.newPage()
  await page.goto(new URL('/portal/top-up?amount=20', api.worker.house.url).href)
  await page.locator('form[action="/portal/top-up"] button').click()
  await page.waitForURL('**/portal?charge=*')
  const { pathname, search } = new URL(page.url())
  await page.close()
  return pathname + search
}

describe('the client’s pages in a browser', () => {
  it.each([
    { lang: 'en', colorScheme: 'light', width: 1100 },
    { lang: 'en', colorScheme: 'dark', width: 360 },
    { lang: 'de', colorScheme: 'dark', width: 1100 },
    { lang: 'de', colorScheme: 'light', width: 360 },
  ] as const)(
    'have no fault that axe finds, keep to their policy and fit the screen: %o',
    async (look) => {
      const { lang, colorScheme } = look
      const viewport = { width: look.width, height: 800 }
      const agency = await api.agency({ name: 'Nordlicht Agentur', timeZone: 'Europe/Berlin' })
      const staff = await agency.signIn('staff')
      await agency.client({
        id: 'c1',
        name: 'Bäckerei Korn GmbH',
        services: SERVICES,
        payment: await cardAtStripe(api),
        reload: { threshold: parseNano('10'), amount: parseNano('50') },
      })
      await agency.client({ id: 'empty', name: 'Gärtnerei Blatt' })
      await moveWallet(api.ctx, agency.id, 'c1', '64.2')
      await useServices(api, agency, 'c1')
      await api.worker.house.runMinute(new Date('2026-11-21T12:01:00Z'))
      const context = await browser.newContext({
        colorScheme,
        viewport,
        locale: lang === 'de' ? 'de-DE' : 'en-US',
      })
      const name = (page: string) => `${page}-${lang}-${colorScheme}-${viewport.width}`
      await check(context, await portalLink(staff, 'c1', { lang }), name('enter'))
      await check(context, '/portal', name('gone'))
      await enter(staff, 'c1', lang, context)
      await check(context, '/portal?done=saved', name('home'))
      await check(context, `/portal/top-up?amount=${lang === 'de' ? '50,00' : '50.00'}`, name('top-up'))
      await check(context, '/portal/top-up?amount=x', name('wrong-amount'))
      await check(context, '/portal?done=card', name('card-soon'))
      await check(context, '/portal/statement', name('statement'))
      await check(context, '/portal/statement?month=2026-10', name('statement-empty'))
      await enter(staff, 'empty', lang, context)
      await check(context, '/portal', name('home-empty'))
      for (const [id, method] of [
        ['paid', 'pm_card_visa'],
        ['declined', 'pm_card_chargeCustomerFail'],
        ['asked', 'pm_card_authenticationRequired'],
      ] as const) {
        await agency.client({ id, name: 'Gärtnerei Blatt', payment: await cardAtStripe(api, method) })
        await enter(staff, id, lang, context)
        await check(context, await pay(context), name(id))
      }
      await context.close()
    },
    PAGES_MS,
  )

  it('work without a script: a client tops up by two clicks', async () => {
    const agency = await api.agency({ name: 'Nordlicht Agentur' })
    const staff = await agency.signIn('staff')
    await agency.client({ id: 'c1', name: 'Bäckerei Korn GmbH', payment: await cardAtStripe(api) })
    await moveWallet(api.ctx, agency.id, 'c1', '-2.5')
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })
    await enter(staff, 'c1', 'en', context)
    const page = await context.newPage()
    await page.goto(new URL('/portal', api.worker.house.url).href)
    await page.getByLabel('Amount (USD)').fill('40')
    await page.getByRole('button', { name: 'Top up' }).click()
    await page.getByRole('button', { name: 'Pay $40.00' }).click()
    await page.waitForURL('**/portal?charge=*')
    expect(await page.getByRole('status').textContent()).toBe('Thank you. $40.00 was paid.')
    expect(await page.locator('.figure').textContent()).toBe('$37.50')
    await context.close()
  })
})
