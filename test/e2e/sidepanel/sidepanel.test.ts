import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { expectAccessible, shoot } from '../../support/axe.ts'
import { signIn, speak } from '../../support/browser-own.ts'
import { startTestWorker, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { clients, SIZE } from './stage.ts'

const names = (page: Page): Promise<string[]> => page.locator('tbody .open').allInnerTexts()

/** What the whole panel is told; parts of it that are read on their own have such a place too. */
const states = (page: Page) => page.locator('.states').first()

describe('the side panel', () => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startTestWorker(clients())
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*'] })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })

  it('says what to do while nobody is signed in', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.getByText('Connect it once in the options.').waitFor()
    await page.getByRole('button', { name: 'Open the options' }).waitFor()
    await expectAccessible(page)
    await page.close()
    await signIn(browser, worker)
  })

  it('lists all clients, trouble first; sorts, filters, finds, and shows more', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.getByText('50 of 120').waitFor()
    await eventually(() => page.locator('tbody tr').first().getAttribute('data-status')).toBe('paymentFailed')
    await page.getByRole('button', { name: 'Show 50 more' }).click()
    await page.getByText('100 of 120').waitFor()
    const head = page.locator('th.of-profit')
    await head.getByRole('button').click()
    await eventually(() => head.getAttribute('aria-sort')).toBe('descending')
    const first = await names(page)
    await head.getByRole('button').click()
    await eventually(() => head.getAttribute('aria-sort')).toBe('ascending')
    await eventually(() => names(page)).not.toEqual(first)
    await page.locator('[name="filter"]').selectOption('loss')
    await page.getByText('13 of 13').waitFor()
    await page.locator('[name="search"]').fill('no such client')
    await page.getByText('No client fits.').waitFor()
    await page.close()
  })

  it('exports what is listed', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.locator('[name="search"]').fill('alpenblick')
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    const file = await (await downloading).path()
    const lines = (await readFile(file, 'utf8')).trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^demoLocation00000000,Alpenblick Dental,ok,enabled,USD,12.40,2.5,20.00,29.00,/)
    await page.close()
  })

  it('opens one client by keyboard, service by service, and comes back', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.locator('[name="search"]').fill('alpenblick')
    await page.locator('.open').first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /Calls, made/ }).waitFor()
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Alpenblick Dental')
    await page.getByRole('button', { name: 'All clients' }).click()
    await page.getByText('50 of 120').waitFor()
    await page.close()
  })

  it('adds up services over the dearest clients and says how much of the month that is', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.locator('[data-tab="services"]').click()
    await page.getByText(/^From 50 of 120 clients with usage/).waitFor()
    await eventually(() => page.getByRole('row', { name: /Calls, made/ }).innerText()).toMatch(/\$149\.98/)
    await page.close()
  })

  it('draws the last 30 days of the agency and of a client, says them in words, and tells a failure', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    const line = page.locator('figure.days')
    await line.waitFor()
    await eventually(() => line.locator('svg').getAttribute('aria-hidden')).toBe('true')
    await eventually(() => line.locator('.days-line').getAttribute('d')).toMatch(/^M0 \d+(L\d+ \d+){29}$/)
    await eventually(() => line.locator('p').textContent()).toMatch(
      /^Oct 23, 2026 to Nov 21, 2026: \$[\d,.]+ in all; the best day .+, the worst Nov 9, 2026 with −\$/,
    )
    await page.locator('[name="search"]').fill('alpenblick')
    worker.twist('GET /v1/clients/demoLocation00000000/days$', { status: 500, code: 'internal' })
    await page.locator('.open').first().click()
    await page.getByText('The worker refused').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await line.waitFor()
    await page.close()
  })

  it('lists alerts that are open, or all; tells a failure, and that there are none; opens the client', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    worker.twist('GET /v1/alerts', { status: 500, code: 'internal' })
    await page.locator('[data-tab="alerts"]').click()
    await page.getByText('The worker refused').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    const alerts = page.locator('.alerts li')
    await page.getByText('At $4.10 a day, the balance of $6.12 lasts less than 3 days.').waitFor()
    await page.getByText('a margin of 4.5%, below 10%', { exact: false }).waitFor()
    await page.getByText('An alert that this version does not know (newKind).', { exact: false }).waitFor()
    await eventually(() => alerts.count()).toBe(3)
    await page.locator('[name="alerts"]').selectOption('all')
    await page.getByText('A payment came through.').waitFor()
    await eventually(() => alerts.count()).toBe(4)
    const kept = worker.alerts.splice(0)
    await page.locator('[name="alerts"]').selectOption('open')
    await page.getByText('No alert is open.').waitFor()
    await page.locator('[name="alerts"]').selectOption('all')
    await page.getByText('No alerts yet.').waitFor()
    worker.alerts.push(...kept)
    await page.locator('[name="alerts"]').selectOption('open')
    await alerts.first().getByRole('button').click()
    await page.getByRole('heading', { name: 'Alpenblick Dental' }).waitFor()
    await page.close()
  })

  it.each([
    [
      { status: 429, code: 'rate_limited', headers: { 'Retry-After': '7' } },
      'Too many requests. Try again in 7 s.',
    ],
    [{ status: 500, code: 'internal' }, 'The worker refused'],
    ['cut' as const, 'No worker answers at this address.'],
  ])('a refresh that meets %j keeps the figures, with their age', async (twist, told) => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.getByText('50 of 120').waitFor()
    // More often than it is asked: the browser itself tries again where a connection was cut.
    worker.twist('GET /v1/clients', twist, 20)
    await page.getByRole('button', { name: 'Refresh' }).click()
    await states(page).getByText(told).waitFor()
    await states(page).getByText('These are the figures of').waitFor()
    await eventually(() => page.locator('tbody tr').count()).toBe(50)
    worker.calm()
    await states(page).getByRole('button', { name: 'Try again' }).click()
    await states(page).getByText(told).waitFor({ state: 'detached' })
    await page.close()
  })

  it('offline has its words', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.getByText('50 of 120').waitFor()
    await browser.context.setOffline(true)
    await page.getByRole('button', { name: 'Refresh' }).click()
    await states(page).getByText('This browser is offline.').waitFor()
    await browser.context.setOffline(false)
    await page.close()
  })

  it('a background that stops in mid-call has its words, and trying again works', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.getByText('50 of 120').waitFor()
    const { promise, resolve } = Promise.withResolvers<void>()
    worker.twist('GET /v1/clients', promise)
    // Nothing else is on its way.
    await page.locator('figure.days').waitFor()
    await page.locator('tbody .row-line svg').first().waitFor()
    const asked = () => worker.asked.filter(({ path }) => path === '/v1/clients').length
    const before = asked()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await eventually(asked).toBe(before + 1)
    await browser.stopBackground()
    const told = states(page).getByText('The request was interrupted.')
    await told.waitFor()
    resolve()
    await states(page).getByRole('button', { name: 'Try again' }).click()
    await told.waitFor({ state: 'detached' })
    await page.close()
  })

  describe.each(['en', 'de'] as const)('axe, %s', (language) => {
    beforeAll(() => signIn(browser, worker))
    it.each(['light', 'dark'] as const)('%s: list, client, services', async (scheme) => {
      await speak(browser, language)
      const page = await browser.openOwnPage('sidepanel.html', SIZE)
      await page.emulateMedia({ colorScheme: scheme })
      await page.locator('tbody .row-line svg').first().waitFor()
      await expectAccessible(page)
      await shoot(page, `sidepanel-${language}-${scheme}`)
      await page.locator('[data-tab="services"]').click()
      await page.locator('tbody .row-line svg').first().waitFor()
      await expectAccessible(page)
      await shoot(page, `sidepanel-services-${language}-${scheme}`)
      await page.locator('[data-tab="alerts"]').click()
      await page.locator('.alerts li').first().waitFor()
      await expectAccessible(page)
      await shoot(page, `sidepanel-alerts-${language}-${scheme}`)
      await page.locator('[data-tab="clients"]').click()
      await page.locator('.open').first().click()
      await page.locator('tbody .row-line svg').first().waitFor()
      await expectAccessible(page)
      await shoot(page, `sidepanel-client-${language}-${scheme}`)
      await page.close()
    })
  })

  it('a session that ended takes the figures off the screen', async () => {
    await speak(browser, 'en')
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.getByText('50 of 120').waitFor()
    worker.revokeSession()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('Your session has ended.').waitFor()
    await eventually(() => page.locator('tbody tr').count()).toBe(0)
    await page.close()
  })
})
