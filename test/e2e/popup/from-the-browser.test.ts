import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { PAIRING_CODE, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { startNorthwind } from './northwind.ts'

const POPUP = { width: 380, height: 600 }
const field = (page: Page, name: string) => page.locator(`[name="${name}"]`)

describe('what the browser itself offers', () => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startNorthwind()
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*'] })
    // The popup itself is no page that a test can reach: the way for browsers that will not open it is taken.
    await browser.context
      .serviceWorkers()[0]
      ?.evaluate('chrome.action.openPopup = () => Promise.reject(new Error("not here"))')
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })
  /** The event as the browser sends it: its menus and shortcuts cannot be driven headless. */
  const dispatch = async (event: string, ...values: unknown[]): Promise<void> => {
    const given = values.map((value) => JSON.stringify(value)).join(', ')
    await browser.context.serviceWorkers()[0]?.evaluate(`chrome.${event}.dispatch(${given})`)
  }

  it('an amount selected on a page goes into the margin check as cost, once', async () => {
    const opened = browser.context.waitForEvent('page')
    await dispatch('contextMenus.onClicked', { menuItemId: 'cost', selectionText: 'ca. $0.0083 each' })
    const popup = await opened
    await field(popup, 'cost').waitFor()
    await eventually(() => field(popup, 'cost').inputValue()).toBe('0.0083')
    await eventually(() => field(popup, 'service').inputValue()).toBe('own')
    await field(popup, 'cost').fill('0.5')
    await popup.close()
    const next = await browser.openOwnPage('popup.html', POPUP)
    await eventually(() => field(next, 'cost').inputValue()).toBe('0.5')
    await next.close()
  })

  it('an amount that is no number in the reader’s notation is shown with its error', async () => {
    const opened = browser.context.waitForEvent('page')
    await dispatch('contextMenus.onClicked', { menuItemId: 'price', selectionText: '1.2.3' })
    const popup = await opened
    await field(popup, 'price').waitFor()
    await eventually(() => field(popup, 'price').getAttribute('aria-invalid')).toBe('true')
    await popup.close()
  })

  it('the shortcut opens the clients', async () => {
    const opened = browser.context.waitForEvent('page')
    await dispatch('commands.onCommand', 'open-side-panel')
    const page = await opened
    await page.waitForURL(/sidepanel\.html$/)
    await page.close()
  })

  it('the button counts clients that need a look, and forgets them at sign-out', async () => {
    const page = await browser.openOwnPage('options.html')
    const badge = (): Promise<string> => page.evaluate('chrome.action.getBadgeText({})')
    const send = (verb: string, input: object): Promise<unknown> =>
      page.evaluate(`chrome.runtime.sendMessage(${JSON.stringify({ rebillLens: 1, verb, input })})`)
    expect(await badge()).toBe('')
    await send('session.pair', { worker: worker.url, code: PAIRING_CODE, device: 'test' })
    await eventually(badge).toBe('2')
    await eventually(() => page.evaluate('chrome.action.getTitle({})')).toMatch(
      /^Rebill Lens: 2 clients need a look/,
    )
    await eventually(() => page.evaluate('chrome.alarms.get("look").then((alarm) => alarm?.name)')).toBe(
      'look',
    )
    await send('session.signOut', {})
    await eventually(badge).toBe('')
    await page.close()
  })

  it('B-09: the month at another multiplier; signed out it says what to do', async () => {
    const page = await browser.openOwnPage('popup.html', POPUP)
    await page.locator('[data-tab="whatIf"]').click()
    await page.getByText('Balances and runways come from your worker.').waitFor()
    await page.close()
  })
})
