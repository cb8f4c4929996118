import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { inExtension, keep, send } from '../../support/browser-own.ts'
import { until } from '../../support/browser-until.ts'
import { expectPicture } from '../../support/pictures/expect-picture.ts'
import { openStage, sampleClients, type Stage } from './stage.ts'

const CLIENT = 'demoLocation00000000'
const PATH = `/accounts/detail/${CLIENT}`
const SOURCE = 'src_demo_00000001'
const [WHITE, OTHER, CLOSEBOT] = ['crm.agency.example', 'crm.other.example', 'app.closebot.com']

/** Ends when all three have their script. */
const REGISTERED = `(async () => {
  for (let tries = 0; tries < 500; tries++) {
    if ((await chrome.scripting.getRegisteredContentScripts()).length === 3) return
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('the sites were not registered')
})()`

/** What a panel says when it has no answer, and the pages of other hosts. */
describe.each([
  ['light', 'en'],
  ['dark', 'de'],
] as const)('states, %s, %s', (colorScheme, language) => {
  let stage: Stage
  let page: Page
  beforeAll(async () => {
    stage = await openStage({
      colorScheme,
      lang: language,
      viewport: { width: 1200, height: 640 },
      aliases: { [WHITE]: 'app.gohighlevel.com', [OTHER]: 'app.gohighlevel.com' },
      grants: ['http://127.0.0.1/*', ...[WHITE, OTHER, CLOSEBOT].map((host) => `https://${host}/*`)],
    })
    await stage.signIn()
    await stage.speak(language)
  })
  afterAll(() => stage.close())
  beforeEach(() => {
    for (const client of sampleClients()) stage.worker.clients.set(client.overview.id, client)
  })
  afterEach(async () => {
    stage.worker.calm()
    await page.close()
  })

  const picture = (name: string, what: Page | Locator = panel()) =>
    expectPicture(what, `${name}-${colorScheme}-${language}`)
  const panel = () => page.locator('.hl_wrapper--inner > rebill-lens')
  const problem = () => panel().locator('.problem')
  const asked = () => stage.worker.asked.filter(({ path }) => path.endsWith(CLIENT)).length

  describe('an answer that does not come', () => {
    test('offline', async () => {
      page = await stage.open('/nowhere')
      await stage.browser.context.setOffline(true)
      await page.evaluate(`demoCrm.go('${PATH}')`)
      await problem().waitFor()
      await picture('overlay-offline')
      await stage.browser.context.setOffline(false)
    })

    test('too many requests', async () => {
      const headers = { 'Retry-After': '7' }
      stage.worker.twist(`GET /v1/clients/${CLIENT}`, { status: 429, code: 'rate_limited', headers })
      page = await stage.open(PATH)
      await problem().waitFor()
      await picture('overlay-rate-limited')
    })

    test('no worker at the address', async () => {
      stage.worker.twist(`GET /v1/clients/${CLIENT}`, 'cut', 100)
      page = await stage.open(PATH)
      await problem().waitFor()
      await picture('overlay-unreachable')
    })

    test('refused by the worker', async () => {
      stage.worker.twist(`GET /v1/clients/${CLIENT}`, { status: 500, code: 'internal' })
      page = await stage.open(PATH)
      await problem().waitFor()
      await picture('overlay-refused')
    })

    test('on its way; and the background stopped meanwhile', async () => {
      const gate = Promise.withResolvers<void>()
      stage.worker.twist(`GET /v1/clients/${CLIENT}`, gate.promise)
      const before = asked()
      page = await stage.open(PATH)
      await eventually(asked).toBe(before + 1)
      await picture('overlay-loading')
      await stage.browser.stopBackground()
      await problem().waitFor()
      gate.resolve()
      await picture('overlay-interrupted')
    })

    test('a session that ended: the figures stay with their age', async () => {
      page = await stage.open(PATH)
      await panel().locator('tbody[data-service]').first().waitFor()
      stage.worker.revokeSession()
      await panel().locator('.bar .rl-button').click()
      await problem().waitFor()
      await picture('overlay-signed-out')
      await stage.signIn()
    })
  })

  describe('pages of other hosts', () => {
    beforeAll(async () => {
      await keep(stage.browser, {
        'crm.domains': [WHITE, CLOSEBOT],
        'crm.patterns': [`https://${OTHER}/customers/{client}`],
      })
      // The background registers its sites each time it starts.
      await stage.browser.stopBackground()
      await send(stage.browser, 'session.status', {})
      await inExtension(stage.browser, REGISTERED)
    })
    const open = async (url: string): Promise<void> => {
      page = await stage.browser.newPage(url)
      await until(page, 'window.demoCrm')
    }

    test('the agency’s own domain', async () => {
      await open(`https://${WHITE}${PATH}`)
      await panel().locator('tbody[data-service]').first().waitFor()
      await picture('overlay-white-label', page)
    })

    test('another CRM’s page of a client', async () => {
      await open(`https://${OTHER}/customers/${CLIENT}`)
      await page.locator('[data-float] > rebill-lens .badge button').click()
      await page.locator('.card[popover]').waitFor()
      await picture('overlay-other-crm', page)
    })

    test('CloseBot’s page of a source: whose it is not known, then its client', async () => {
      await open(`https://${CLOSEBOT}/sources/${SOURCE}`)
      await page.locator('main > rebill-lens .picker').waitFor()
      await picture('overlay-connect', page)
      stage.worker.overlay.directory.set(`closebot ${SOURCE}`, CLIENT)
      await page.reload()
      await page.locator('main > rebill-lens tbody[data-service]').first().waitFor()
      await picture('overlay-closebot', page)
    })
  })

  test('no place in the page: the panel floats', async () => {
    page = await stage.open('/nowhere')
    await page.evaluate(`document.querySelector('#app').remove(), history.pushState({}, '', '${PATH}')`)
    await page.locator('[data-float] > rebill-lens .facts').waitFor()
    await picture('overlay-floating', page)
  })

  test('an extension that is gone', async () => {
    page = await stage.open(PATH)
    await panel().locator('tbody[data-service]').first().waitFor()
    const extensions = await stage.browser.newPage('chrome://extensions')
    await extensions.evaluate(`chrome.management.setEnabled('${stage.browser.extensionId}', false)`)
    await panel().locator('.bar .rl-button').click()
    await page.locator('rebill-lens [role="status"]').waitFor()
    await picture('overlay-updated', page.locator('html > rebill-lens'))
    await extensions.evaluate(`chrome.management.setEnabled('${stage.browser.extensionId}', true)`)
    await extensions.close()
  })
})
