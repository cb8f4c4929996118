/** Axe on what the side panel says where there is nothing to list or it could not be read: both languages, light and dark. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { expectAccessible } from '../../support/axe.ts'
import { signIn, speak } from '../../support/browser-own.ts'
import { startTestWorker, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { clients, SIZE } from './stage.ts'

const FAILS = { status: 500, code: 'internal' } as const

describe.each(['en', 'de'] as const)('axe on the states of the side panel, %s', (language) => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startTestWorker(clients())
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*'] })
    await speak(browser, language)
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })

  const open = () => browser.openOwnPage('sidepanel.html', SIZE)
  const check = async (page: Page): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page)
    }
  }
  const states = (page: Page) => page.locator('.states')

  it('signed out', async () => {
    const page = await open()
    await states(page).locator('.rl-note').waitFor()
    await check(page)
    await page.close()
    await signIn(browser, worker)
  })

  it('clients that could not be read, at first and later, with the figures of before', async () => {
    worker.twist('GET /v1/clients', FAILS)
    const page = await open()
    await states(page).locator('[data-tone="error"]').waitFor()
    await check(page)
    await states(page).getByRole('button').click()
    await page.locator('tbody .row-line svg').first().waitFor()
    worker.twist('GET /v1/clients', { status: 429, code: 'rate_limited', headers: { 'Retry-After': '7' } })
    await page.locator('.age button').click()
    await states(page).locator('[data-tone="error"]').waitFor()
    await check(page)
    await page.close()
  })

  it('lines and days that could not be read, and a search that finds nobody', async () => {
    worker.twist('GET /v1/days$', FAILS)
    worker.twist('GET /v1/days/clients$', FAILS)
    const page = await open()
    await page.locator('.lines-note button').waitFor()
    await states(page).locator('[data-tone="error"]').waitFor()
    await check(page)
    await page.locator('[name="search"]').fill('no such client')
    await page.locator('tbody tr').first().waitFor({ state: 'detached' })
    await check(page)
    await page.close()
  })

  it('the days as a table', async () => {
    const page = await open()
    await page.locator('.days-table summary').click()
    await page.locator('.days-table tbody tr').first().waitFor()
    await page.locator('tbody .row-line svg').first().waitFor()
    await check(page)
    await page.close()
  })

  it('alerts that could not be read, all of them, and none', async () => {
    const page = await open()
    worker.twist('GET /v1/alerts$', FAILS)
    await page.locator('[data-tab="alerts"]').click()
    await states(page).locator('[data-tone="error"]').waitFor()
    await check(page)
    await page.locator('[name="alerts"]').selectOption('all')
    await page.locator('.alerts li').nth(3).waitFor()
    await check(page)
    const kept = worker.alerts.splice(0)
    await page.locator('[name="alerts"]').selectOption('open')
    await page.locator('.alerts').waitFor({ state: 'detached' })
    await states(page).locator('.quiet').waitFor()
    await check(page)
    worker.alerts.push(...kept)
    await page.close()
  })

  it('a client that could not be read, and one whose days and lines could not', async () => {
    const page = await open()
    await page.locator('[name="search"]').fill('alpenblick')
    worker.twist('GET /v1/clients/demoLocation00000000$', FAILS)
    await page.locator('.open').first().click()
    await page.locator('.detail [data-tone="error"]').waitFor()
    await check(page)
    worker.twist('GET /v1/clients/demoLocation00000000/days$', FAILS)
    worker.twist('GET /v1/clients/demoLocation00000000/days/services$', FAILS)
    await page.locator('.detail .states').getByRole('button').click()
    await page.locator('.detail .states [data-tone="error"]').waitFor()
    await page.locator('.detail .lines-note button').waitFor()
    await check(page)
    await page.close()
  })

  it('a session that has ended', async () => {
    const page = await open()
    await page.locator('tbody .row-line svg').first().waitFor()
    worker.revokeSession()
    await page.locator('.age button').click()
    await states(page).locator('[data-tone="warn"]').waitFor()
    await check(page)
    await page.close()
  })
})
