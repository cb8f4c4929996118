import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { expectAccessible, shoot } from '../../support/axe.ts'
import { PAIRING_CODE, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { startNorthwind } from './northwind.ts'

const POPUP = { width: 380, height: 580 }
const OPTIONS = { width: 900, height: 860 }

describe.each(['en', 'de'] as const)('popup and options in %s', (lang) => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startNorthwind()
    browser = await launchWithExtension({
      lang,
      grants: ['http://127.0.0.1/*', 'https://crm.northwind.example/*'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })
  const open = async (file: string, size: typeof POPUP, scheme: 'light' | 'dark'): Promise<Page> => {
    const page = await browser.openOwnPage(file, size)
    await page.emulateMedia({ colorScheme: scheme })
    return page
  }

  const inBoth = async (page: Page): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page)
    }
  }

  describe.each(['light', 'dark'] as const)('%s', (scheme) => {
    it('margin: losing, earning, and with an error', async () => {
      const page = await open('popup.html', POPUP, scheme)
      const multiplier = page.locator('[name="multiplier"]')
      await multiplier.fill(lang === 'de' ? '1,05' : '1.05')
      await multiplier.press('Enter')
      await multiplier.selectText()
      await expectAccessible(page)
      await shoot(page, `popup-margin-loss-${lang}-${scheme}`)
      await multiplier.fill('2')
      await expectAccessible(page)
      await shoot(page, `popup-margin-${lang}-${scheme}`)
      await multiplier.fill('x')
      await expectAccessible(page)
      await page.close()
    })

    it('plans', async () => {
      const page = await open('popup.html', POPUP, scheme)
      await page.locator('[data-tab="plans"]').click()
      await page.locator('.plans').waitFor()
      await expectAccessible(page)
      await shoot(page, `popup-plans-${lang}-${scheme}`)
      await page.close()
    })

    it('options and clients, signed out', async () => {
      const page = await open('options.html', OPTIONS, scheme)
      await page.locator('[name="code"]').waitFor()
      await expectAccessible(page)
      await shoot(page, `options-signed-out-${lang}-${scheme}`)
      await page.locator('[name="worker"]').fill('nonsense')
      await page.locator('[name="code"]').press('Enter')
      await page.locator('[name="worker"][aria-invalid="true"]').waitFor()
      await expectAccessible(page)
      await page.close()
      const popup = await open('popup.html', POPUP, scheme)
      await popup.locator('[data-tab="clients"]').click()
      await popup.locator('.clients .rl-button').waitFor()
      await expectAccessible(popup)
      await popup.locator('[data-tab="whatIf"]').click()
      await popup.locator('.clients h2').waitFor({ state: 'attached' })
      await popup.locator('.clients .rl-button').waitFor()
      await expectAccessible(popup)
      await popup.close()
    })
  })

  it('options and clients, signed in, light and dark; the question before signing out', async () => {
    const page = await open('options.html', OPTIONS, 'light')
    await page.locator('[name="worker"]').fill(worker.url)
    await page.locator('[name="code"]').fill(PAIRING_CODE)
    await page.locator('[name="code"]').press('Enter')
    await page.getByText('Northwind Growth').waitFor()
    await page.locator('[name="domain"]').fill('crm.northwind.example')
    await page.locator('[name="domain"]').press('Enter')
    await page.locator('.domain-state[data-granted="true"]').waitFor()
    await page.evaluate('scrollTo(0, 0)')
    const popup = await open('popup.html', POPUP, 'light')
    await popup.locator('[data-tab="clients"]').click()
    await popup.locator('.client').first().waitFor()
    const whatIf = await open('popup.html', POPUP, 'light')
    await whatIf.locator('[data-tab="whatIf"]').click()
    await whatIf.locator('.what-if').waitFor()
    // B-09: 240 of cost at 1.5 is 360 billed, with 9.12 × 360 ÷ 252 of fees.
    await eventually(() => whatIf.getByTestId('what-if-profit').innerText()).toMatch(
      /^\$106\.97$|^106,97\s\$$/,
    )
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await popup.emulateMedia({ colorScheme: scheme })
      await expectAccessible(page)
      await expectAccessible(popup)
      await whatIf.emulateMedia({ colorScheme: scheme })
      await expectAccessible(whatIf)
      await shoot(whatIf, `popup-what-if-${lang}-${scheme}`)
      await shoot(page, `options-${lang}-${scheme}`)
      await shoot(popup, `popup-clients-${lang}-${scheme}`)
      await page.locator('.facts + .rl-button').click()
      await page.getByRole('dialog').waitFor()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
    }
  })

  it('clients and what-if that could not be read, and a search that finds nobody, light and dark', async () => {
    const fails = { status: 500, code: 'internal' }
    for (const [tab, path] of [
      ['clients', 'GET /v1/clients'],
      ['whatIf', 'GET /v1/days$'],
    ] as const) {
      worker.twist(path, fails)
      const popup = await open('popup.html', POPUP, 'light')
      await popup.locator(`[data-tab="${tab}"]`).click()
      await popup.locator('.clients [data-tone="error"]').waitFor()
      await inBoth(popup)
      await popup.close()
    }
    const popup = await open('popup.html', POPUP, 'light')
    await popup.locator('[data-tab="clients"]').click()
    await popup.locator('.client').first().waitFor()
    await popup.locator('[name="search"]').fill('nobody of that name')
    await popup.locator('.clients-quiet').waitFor()
    await inBoth(popup)
    await popup.close()
  })
})
