import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { expectAccessible } from '../../support/axe.ts'
import { signIn } from '../../support/browser-own.ts'
import { startTestWorker, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { clients, SIZE } from './stage.ts'

describe('lines and days in the side panel', () => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startTestWorker(clients())
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*'] })
    await signIn(browser, worker)
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })

  it('draws a line for each row in view and no other, one request at a time, and once', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    const lines = () => page.locator('tbody .row-line svg')
    const asked = () => worker.asked.filter(({ path }) => path === '/v1/days/clients')
    const before = asked().length
    await lines().first().waitFor()
    await eventually(() => lines().first().locator('.days-line').getAttribute('d')).toMatch(
      /^M0 \d+(L\d+ \d+){29}$/,
    )
    await eventually(() => page.locator('tbody .row-line').first().innerText()).toMatch(
      /^Last 30 days: −?\$[\d,.]+$/,
    )
    const drawn = await lines().count()
    expect(drawn).toBeLessThan(30)
    const { promise, resolve } = Promise.withResolvers<void>()
    worker.twist('GET /v1/days/clients', promise)
    const held = asked().length
    await page.locator('tbody tr').nth(20).scrollIntoViewIfNeeded()
    await eventually(() => asked().length).toBe(held + 1)
    await page.locator('tbody tr').nth(49).scrollIntoViewIfNeeded()
    await page.locator('tbody tr').nth(35).scrollIntoViewIfNeeded()
    // Observers are told in the order they were made: by then the table's own knows that this row is in view.
    await page
      .locator('tbody tr')
      .nth(35)
      .evaluate(
        (row) =>
          new Promise<void>((done) => {
            new IntersectionObserver(([entry]) => entry?.isIntersecting && done()).observe(row)
          }),
      )
    expect(asked().length).toBe(held + 1)
    resolve()
    const last = page.locator('tbody tr').nth(35).locator('.row-line svg')
    await last.waitFor()
    const ids = asked()
      .slice(before)
      .flatMap(({ query }) => query.get('ids')?.split(',') ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeLessThan(50)
    await page.close()
  })

  it('an answer to lines that comes after a refresh paints nothing; a failure is told and tried again', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    const lines = page.locator('tbody .row-line svg')
    await lines.first().waitFor()
    worker.twist('GET /v1/days/clients', { status: 500, code: 'internal' })
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('The lines could not be read. The worker refused').waitFor()
    await eventually(() => lines.count()).toBe(0)
    await eventually(() => page.locator('tbody tr').count()).toBe(50)
    const { promise, resolve } = Promise.withResolvers<void>()
    worker.twist('GET /v1/days/clients', promise)
    const asked = () => worker.asked.filter(({ path }) => path === '/v1/days/clients').length
    const before = asked()
    await page.locator('.lines-note').getByRole('button', { name: 'Try again' }).click()
    await eventually(asked).toBe(before + 1)
    // The figures are read anew while the answer is held back; the next question fails, so any line is the old one's.
    worker.twist('GET /v1/days/clients', { status: 500, code: 'internal' }, 5)
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('The lines could not be read.').waitFor()
    resolve()
    // What was held back has come before what is asked only now.
    const again = asked()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await eventually(asked).toBe(again + 1)
    await page.getByText('The lines could not be read.').waitFor()
    expect(await lines.count()).toBe(0)
    worker.calm()
    await page.locator('.lines-note').getByRole('button', { name: 'Try again' }).click()
    await lines.first().waitFor()
    await page.close()
  })

  it('has a line for each service of a client and of the agency', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    await page.locator('[data-tab="services"]').click()
    await page.locator('tbody .row-line svg').first().waitFor()
    await eventually(() => page.locator('tbody .row-line svg').count()).toBe(3)
    await page.locator('[data-tab="clients"]').click()
    await page.locator('[name="search"]').fill('alpenblick')
    await page.locator('.open').first().click()
    await page.locator('tbody .row-line svg').first().waitFor()
    await eventually(() => page.locator('tbody .row-line svg').count()).toBe(3)
    await page.close()
  })

  it('shows the days as a table by keyboard, and exports days and services', async () => {
    const page = await browser.openOwnPage('sidepanel.html', SIZE)
    const summary = page.locator('.days-table summary')
    await summary.focus()
    await page.keyboard.press('Enter')
    const table = page.getByRole('table', { name: 'Profit after fees, last 30 days' })
    await table.locator('tbody tr').first().waitFor()
    await eventually(() => table.locator('tbody tr').count()).toBe(30)
    await eventually(() => table.locator('tbody tr').first().innerText()).toMatch(/^Nov 21, 2026\s/)
    await expectAccessible(page)
    const csvOf = async (button: ReturnType<Page['locator']>): Promise<string[]> => {
      const downloading = page.waitForEvent('download')
      await button.click()
      return (await readFile(await (await downloading).path(), 'utf8')).trim().split('\r\n')
    }
    const days = await csvOf(page.locator('.days-table').getByRole('button', { name: 'Export CSV' }))
    expect(days).toHaveLength(31)
    expect(days[1]).toMatch(/^2026-10-23,USD,360,/)
    await page.locator('[data-tab="services"]').click()
    const services = await csvOf(page.getByRole('button', { name: 'Export CSV' }))
    expect(services).toHaveLength(4)
    expect(services[1]).toMatch(/^call\.outbound,"Calls, made",50,USD,341\.96,/)
    await page.close()
  })
})
