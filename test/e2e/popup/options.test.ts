import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { PAIRING_CODE, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { startNorthwind } from './northwind.ts'

const SIZE = { width: 900, height: 900 }
const field = (page: Page, name: string) => page.locator(`[name="${name}"]`)

describe('the options', () => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startNorthwind()
    // The permission counts as given: a headless browser cannot show its prompt.
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*', 'https://crm.agency.example/*'] })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })

  it('refuse what is no worker and no code, at the field', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await field(page, 'worker').fill('http://worker.example/path')
    await page.getByRole('button', { name: 'Connect' }).click()
    const worker = field(page, 'worker')
    await eventually(() => worker.getAttribute('aria-invalid')).toBe('true')
    const told = page.locator(`[id="${await worker.getAttribute('aria-describedby')}"]`)
    await eventually(() => told.innerText()).toMatch(/^This is no address of a worker/)
    await worker.fill('http://127.0.0.1:1')
    await field(page, 'code').fill('short')
    await field(page, 'code').press('Enter')
    await eventually(() => field(page, 'code').getAttribute('aria-invalid')).toBe('true')
    await page.close()
  })

  it('say which of the two is wrong: nobody at the address, or a code that does not hold', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await field(page, 'worker').fill('http://127.0.0.1:1')
    await field(page, 'code').fill('some-other-code')
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByText('No worker answers at this address.').waitFor()
    await field(page, 'worker').fill(worker.url)
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByText('This code is not valid').waitFor()
    await page.close()
  })

  it('pair with a code, list clients in the popup with the low ones first, sign out after asking', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await field(page, 'worker').fill(worker.url)
    await field(page, 'code').fill(PAIRING_CODE)
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByText('Northwind Growth').waitFor()

    const popup = await browser.openOwnPage('popup.html', { width: 380, height: 600 })
    await popup.locator('[data-tab="clients"]').click()
    await popup.locator('.client').first().waitFor()
    await eventually(() => popup.locator('.client-name').allInnerTexts()).toEqual([
      'Elm Realty',
      'Birch Plumbing',
      'Hazel Salon',
      'Fir Motors',
      'Alder Dental',
      'Cedar Gym',
    ])
    await eventually(() => popup.locator('.client').nth(1).innerText()).toMatch(/\$6\.13\s+low\s+1\.2 days/)
    await popup.keyboard.type('gym')
    await eventually(() => popup.locator('.client-name').allInnerTexts()).toEqual(['Cedar Gym'])
    await popup.close()

    await page.bringToFront()
    await page.getByRole('button', { name: 'Sign out' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sign out of Northwind Growth?' })
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.textContent)
    await eventually(() => focused()).toBe('Cancel')
    await page.keyboard.press('Tab')
    await eventually(() => focused()).toBe('Sign out')
    await page.keyboard.press('Tab')
    await eventually(() => focused()).toBe('Cancel')
    await page.keyboard.press('Escape')
    await eventually(() => dialog.count()).toBe(0)
    await eventually(() => focused()).toBe('Sign out')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Sign out' }).click()
    await field(page, 'code').waitFor()
    await eventually(() => field(page, 'worker').inputValue()).toBe(worker.url)
    await page.close()
  })

  it('change the language of every open surface at once', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    const popup = await browser.openOwnPage('popup.html', { width: 380, height: 600 })
    await popup.locator('.margin').waitFor()
    await field(page, 'language').selectOption('de')
    await page.getByRole('heading', { name: 'Sprache und Zahlen' }).waitFor()
    await popup.getByText('Marge nach Gebühren').waitFor()
    await field(page, 'currency').selectOption('EUR')
    await field(popup, 'service').selectOption('own')
    await eventually(() => popup.locator('thead').innerText()).toContain('EUR je Einheit')
    await field(page, 'language').selectOption('auto')
    await page.getByRole('heading', { name: 'Language and numbers' }).waitFor()
    await popup.close()
    await page.close()
  })

  it('B-17: run the overlay on a white-label domain, and give its permission back', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await field(page, 'domain').fill('app.gohighlevel.com')
    await field(page, 'domain').press('Enter')
    await page.getByText('app.gohighlevel.com is one of HighLevel’s own addresses').waitFor()
    await field(page, 'domain').fill('https://crm.agency.example/dashboard')
    await field(page, 'domain').press('Enter')
    const row = page.locator('.domain', { hasText: 'crm.agency.example' })
    await row.getByText('allowed', { exact: true }).waitFor()
    const registered = (): Promise<string[]> =>
      page.evaluate(
        'chrome.scripting.getRegisteredContentScripts().then((all) => all.flatMap(({ matches }) => matches))',
      )
    await page.getByText('crm.agency.example is allowed.').waitFor()
    await eventually(() => registered()).toEqual(['https://crm.agency.example/*'])
    await page.reload()
    await row.getByText('allowed', { exact: true }).waitFor()
    await eventually(() => registered()).toEqual(['https://crm.agency.example/*'])
    await page.getByRole('button', { name: 'Remove crm.agency.example' }).click()
    await page.getByText('No domains yet.').waitFor()
    const granted = `chrome.permissions.contains({ origins: ['https://crm.agency.example/*'] })`
    await eventually(() => page.evaluate(granted)).toBe(false)
    await eventually(() => registered()).toEqual([])
    await page.close()
  })
})
