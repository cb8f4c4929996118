import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCrm, type DemoCrm } from '../../../dev/crm/server.ts'
import {
  sampleDetail,
  sampleLocation,
  sampleOverview,
  sampleServices,
} from '../../support/browser-samples.ts'
import { eventually } from '../../support/browser-eventually.ts'
import { inExtension, send } from '../../support/browser-own.ts'
import { PAIRING_CODE, startTestWorker, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'

const WHITE = 'crm.agency.example'
const OTHER = 'crm.other.example'
const SIZE = { width: 900, height: 1200 }
const hosts = (page: Page) => page.locator('rebill-lens:not([data-float])')
const entry = (page: Page, name: string) => page.locator('.domain', { hasText: name })

/** One profile through all tests: they are the life of one browser, in order. */
describe('sites of the agency’s own', () => {
  let profile: string
  let crm: DemoCrm
  let worker: TestWorker
  let browser: ExtensionBrowser

  const launch = async (grants?: readonly string[]): Promise<ExtensionBrowser> => {
    const [to = ''] = Object.values(crm.hostMap)
    return launchWithExtension({
      profile,
      hostMap: { ...crm.hostMap, [WHITE]: to, [OTHER]: to },
      ...(grants && { grants }),
    })
  }
  const registered = () =>
    inExtension<string[]>(
      browser,
      'chrome.scripting.getRegisteredContentScripts().then((all) => all.map(({ id }) => id).sort())',
    )
  const signIn = async (): Promise<void> => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await page.locator('[name="worker"]').fill(worker.url)
    await page.locator('[name="code"]').fill(PAIRING_CODE)
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByText('Demo agency').waitFor()
    await page.close()
  }

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'rebill-lens-sites-'))
    const locations = Array.from({ length: 8 }, (_, index) => sampleLocation(index))
    crm = await startDemoCrm({ clients: locations, now: new Date() })
    worker = await startTestWorker(
      locations.map((_, index) => sampleDetail(sampleOverview(index), sampleServices())),
    )
    browser = await launch([`https://${WHITE}/*`, `https://${OTHER}/*`, 'http://127.0.0.1/*'])
    await signIn()
  })
  afterAll(async () => {
    await browser?.close()
    await crm?.close()
    await worker?.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  })

  it('B-17: a white-label tab that is open already gets the overlay when its domain is allowed', async () => {
    const tab = await browser.newPage(`https://${WHITE}/sub-accounts/`)
    await tab.locator('[id^="loc-"]').first().waitFor()
    expect(await hosts(tab).count()).toBe(0)
    const page = await browser.openOwnPage('options.html', SIZE)
    await page.locator('[name="domain"]').fill(WHITE)
    await page.locator('[name="domain"]').press('Enter')
    await entry(page, WHITE).getByText('allowed', { exact: true }).waitFor()
    await page.close()
    // Headless there is no prompt, so the event that follows it is sent by hand: the page may be gone by then.
    const [background] = browser.context.serviceWorkers()
    await background?.evaluate(`chrome.permissions.onAdded.dispatch({ origins: ['https://${WHITE}/*'] })`)
    await tab.getByText('$12.40').waitFor()
    await tab.close()
  })

  it('B-17: another CRM’s page shows its client’s badge, and only a page that fits the pattern', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    const pattern = page.locator('[name="pattern"]')
    for (const [typed, told] of [
      ['crm.other.example/customers/{client}', 'This is no pattern.'],
      [`https://${OTHER}/customers/`, 'The pattern needs {client} once'],
      ['https://app.gohighlevel.com/x/{client}', 'This is one of HighLevel’s own'],
    ] as const) {
      await pattern.fill(typed)
      await pattern.press('Enter')
      await page.getByText(told).waitFor()
      await eventually(() => pattern.getAttribute('aria-invalid')).toBe('true')
    }
    await pattern.fill(`https://${OTHER}/customers/{client}`)
    await pattern.press('Enter')
    await entry(page, OTHER).getByText('allowed', { exact: true }).waitFor()
    await page.close()

    const tab = await browser.newPage(`https://${OTHER}/customers/${sampleLocation(2).id}/notes`)
    await tab.getByText('$86.42').waitFor()
    await tab.getByText('8.5 d').waitFor()
    await tab.evaluate('history.pushState(null, "", "/invoices/7")')
    await hosts(tab).waitFor({ state: 'detached' })
    await tab.close()
  })

  it('B-17: both survive a restart of the browser', async () => {
    await browser.close()
    browser = await launch()
    await eventually(registered).toEqual([`crm.${WHITE}`, `custom.${OTHER}`])
    const white = await browser.newPage(`https://${WHITE}/sub-accounts/`)
    await white.getByText('$12.40').waitFor()
    const other = await browser.newPage(`https://${OTHER}/customers/${sampleLocation(2).id}`)
    await other.getByText('$86.42').waitFor()
    await white.close()
    await other.close()
  })

  it('B-17: they come back by themselves where the browser has lost the registrations', async () => {
    await inExtension(browser, 'chrome.scripting.unregisterContentScripts()')
    await browser.stopBackground()
    // Any message wakes the background, and a background that starts looks after its sites.
    await send(browser, 'session.status', {})
    await eventually(registered).toEqual([`crm.${WHITE}`, `custom.${OTHER}`])
  })

  it('B-17: removed means gone, in the tab that is open too', async () => {
    const white = await browser.newPage(`https://${WHITE}/sub-accounts/`)
    await white.getByText('$12.40').waitFor()
    const page = await browser.openOwnPage('options.html', SIZE)
    await page.getByRole('button', { name: `Remove ${WHITE}` }).click()
    await page.getByText(`${WHITE} is removed`).waitFor()
    await hosts(white).first().waitFor({ state: 'detached' })
    await eventually(() => hosts(white).count()).toBe(0)
    await page.getByRole('button', { name: `Remove https://${OTHER}` }).click()
    await page.getByText('No patterns yet.').waitFor()
    for (const host of [WHITE, OTHER]) {
      const granted = `chrome.permissions.contains({ origins: ['https://${host}/*'] })`
      await eventually(() => page.evaluate(granted)).toBe(false)
    }
    await page.close()
    await eventually(() => registered()).toEqual([])
    await white.reload()
    await white.locator('[id^="loc-"]').first().waitFor()
    // A page that was loaded later has its figures: by then this one would have its own.
    const other = await browser.newPage(`${crm.url}/sub-accounts/`)
    await other.getByText('$12.40').waitFor()
    await other.close()
    expect(await hosts(white).count()).toBe(0)
    await white.close()
  })
})
