import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import type { TestWorker } from '../../support/browser-worker.ts'
import { signIn } from '../../support/browser-own.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { startNorthwind } from './northwind.ts'

const SIZE = { width: 380, height: 600 }
const field = (page: Page, name: string) => page.locator(`[name="${name}"]`)
const text = (page: Page, id: string): Promise<string> => page.getByTestId(id).innerText()

/** What somebody sees who types the worked examples in, in either notation. */
describe.each(['en', 'de'] as const)('worked examples in the popup, %s', (lang) => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startNorthwind()
    browser = await launchWithExtension({ lang, grants: ['http://127.0.0.1/*'] })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })
  const here = (english: string): string =>
    lang === 'en' ? english : english.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'))
  const usd = (english: string): string => (lang === 'en' ? `$${english}` : `${here(english)}\u00a0$`)

  it('W3: SMS 10 % below a list price of 0.0079, at 1.05x', async () => {
    const page = await browser.openOwnPage('popup.html', SIZE)
    await page.locator('.margin').waitFor()
    await field(page, 'service').selectOption('own')
    await field(page, 'cost').fill(here('0.00711'))
    await field(page, 'multiplier').fill(here('1.05'))
    await field(page, 'volume').fill('1000')
    await eventually(() => field(page, 'price').inputValue()).toBe(here('0.0074655'))
    await eventually(() => text(page, 'row-price')).toContain(here('7.4655'))
    await eventually(() => text(page, 'row-cost')).toContain(here('7.1100'))
    await field(page, 'price').fill(here('0.0079'))
    // Sold at the list price: 0.0079 ÷ 0.00711.
    await eventually(() => field(page, 'multiplier').inputValue()).toBe(here('1.111111'))
    await eventually(() => text(page, 'row-price')).toContain(here('7.9000'))
    await page.close()
  })

  it.each([
    ['1', '2', '200.00'],
    ['1', '1.5', '400.00'],
    ['1.05', '2', '210.53'],
    ['1.05', '1.5', '444.44'],
  ])('HL-17, W4: Pro pays back from %s to %s at %s of usage a month', async (before, after, payback) => {
    const page = await browser.openOwnPage('popup.html', SIZE)
    await page.locator('[data-tab="plans"]').click()
    await field(page, 'before').fill(here(before))
    await field(page, 'after').fill(here(after))
    await eventually(() => text(page, 'payback')).toContain(usd(payback))
    const years = await page.locator('.plans-table').innerText()
    for (const saving of ['594.00', '994.00']) expect(years).toContain(here(saving))
    await page.close()
  })

  it('B-09: slider and quick steps ask the same question of the last 30 days', async () => {
    await signIn(browser, worker)
    const page = await browser.openOwnPage('popup.html', SIZE)
    await page.locator('[data-tab="whatIf"]').click()
    await page.locator('.what-if').waitFor()
    await page.locator('.quick-step').nth(3).click()
    // 240 of cost at 2: 480 billed, 9.12 × 480 ÷ 252 of fees.
    await eventually(() => text(page, 'what-if-profit')).toBe(usd('222.63'))
    const slider = field(page, 'slider')
    await slider.focus()
    await page.keyboard.press('Home')
    await eventually(() => text(page, 'what-if-profit')).toBe(
      lang === 'en' ? '\u2212$8.69' : '\u22128,69\u00a0$',
    )
    await eventually(() => slider.getAttribute('aria-valuetext')).toContain(here('1.00'))
    await page.close()
  })
})
