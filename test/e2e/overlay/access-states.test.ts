/** Axe on the named failures and the later steps of the overlay: both languages, light and dark. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import { expectOverlayAccessible as check } from '../../support/browser-axe.ts'
import { eventually } from '../../support/browser-eventually.ts'
import { sampleCharge } from '../../support/browser-money.ts'
import { inExtension, keep, send } from '../../support/browser-own.ts'
import { sampleWallets } from '../../support/browser-overlay.ts'
import { sampleTerms } from '../../support/browser-samples.ts'
import { until } from '../../support/browser-until.ts'
import { inContentScript } from '../../support/browser-world.ts'
import { openStage, type Stage } from './stage.ts'

const CLIENT = 'demoLocation00000000'
const PANEL = `/accounts/detail/${CLIENT}`
const CLOSEBOT = 'https://app.closebot.com/*'
const FAILS = { status: 500, code: 'internal' } as const

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['en', 'de'] as const).map((lang) => [colorScheme, lang] as const),
)

describe.each(looks)('axe on the states of the overlay, %s, %s', (colorScheme, lang) => {
  let stage: Stage
  let page: Page
  beforeAll(async () => {
    stage = await openStage({ colorScheme, lang, grants: ['http://127.0.0.1/*', CLOSEBOT] })
    await stage.speak(lang)
  })
  afterAll(() => stage.close())
  afterEach(async () => {
    stage.worker.calm()
    await page.close()
  })

  const dialog = () => page.getByRole('dialog')
  const yes = () => dialog().locator('.rl-dialog-actions button').last()
  const toggle = (service: string) => page.locator(`tbody[data-service="${service}"]`).getByRole('switch')
  const act = (n: number) => page.locator('.fact .act button').nth(n)
  const openPanel = async (): Promise<void> => {
    page = await stage.open(PANEL)
    await page.locator('.facts').waitFor()
  }

  test.each([
    [PANEL, '.problem button'],
    ['/agency_dashboard/', '.problem button'],
    ['/sub-accounts/', '.row button.hint'],
    [`/v2/location/${CLIENT}/dashboard`, '.badge button'],
  ])('signed out, %s', async (path, told) => {
    page = await stage.open(path)
    await page.locator(told).first().waitFor()
    if (!told.startsWith('.problem')) {
      await page.locator(told).first().click()
      await page.locator('.bubble').waitFor()
    }
    await check(page)
  })

  test('signed in from here', async () => {
    page = await stage.browser.newPage('about:blank')
    await stage.signIn()
  })

  test.each([
    ['an error of the worker', FAILS],
    ['too many requests', { status: 429, code: 'rate_limited', headers: { 'Retry-After': '7' } }],
    ['no such client', { status: 404, code: 'not_found' }],
  ])('the panel with %s', async (_what, twist) => {
    stage.worker.twist(`GET /v1/clients/${CLIENT}$`, twist)
    page = await stage.open(PANEL)
    await page.locator('.problem').waitFor()
    await check(page)
  })

  test('the panel offline, with the figures of before', async () => {
    await openPanel()
    await stage.browser.context.setOffline(true)
    await page.locator('.bar .rl-button').click()
    await page.locator('.problem').waitFor()
    await check(page)
    await stage.browser.context.setOffline(false)
  })

  test('a switch without an answer, the question of B-15, and the history with its undo', async () => {
    await openPanel()
    stage.worker.twist('PUT', 'cut', 100)
    await toggle('sms.outbound').click()
    await yes().click()
    await page.locator('.problem').waitFor()
    await check(page)
    stage.worker.calm()
    await page.locator('.problem button').click()
    await page.locator('.saved').waitFor()
    await page.locator('.lists > button').nth(1).click()
    await page.locator('.listing tbody tr').first().waitFor()
    await check(page)
    await page.locator('.listing tbody button').first().click()
    await dialog().waitFor()
    await check(page)
    await dialog().locator('.rl-dialog-actions button').first().click()
    await toggle('email.outbound').click()
    await yes().click()
    await page.locator('.change').waitFor({ state: 'detached' })
    await dialog().waitFor()
    await check(page)
  })

  test.each(['succeeded', 'processing', 'actionRequired', 'failed'])('a top-up that is %s', async (state) => {
    stage.worker.money.nextState = state
    await openPanel()
    await act(0).click()
    await yes().click()
    await dialog().locator('.rl-note').waitFor()
    await check(page)
  })

  test('a top-up without a payment method, and a link that could not be made', async () => {
    const client = stage.worker.clients.get(CLIENT)
    const method = client?.paymentMethod ?? null
    if (client) client.paymentMethod = null
    await openPanel()
    await act(0).click()
    await dialog().locator('.rl-note').waitFor()
    await check(page)
    await dialog().locator('.rl-dialog-actions button').first().click()
    stage.worker.twist('POST', FAILS)
    await act(2).click()
    await dialog().locator('.problem').waitFor()
    await check(page)
    if (client) client.paymentMethod = method
  })

  test('alerts of a client that somebody else has changed meanwhile', async () => {
    await openPanel()
    await page.locator('.fact').last().locator('button').click()
    await dialog().locator('select').first().selectOption({ index: 1 })
    const client = stage.worker.clients.get(CLIENT)
    if (client?.alerts)
      stage.worker.clients.set(CLIENT, { ...client, alerts: { ...client.alerts, version: 1 } })
    await yes().click()
    await dialog().getByRole('alert').waitFor()
    await check(page)
    if (client) stage.worker.clients.set(CLIENT, client)
  })

  test('a badge that floats, with its details', async () => {
    page = await stage.open(`/v2/location/${CLIENT}/dashboard`)
    await page.locator('.badge button').waitFor()
    await page.evaluate("document.querySelector('.hl_header').remove()")
    await page.locator('[data-float] > rebill-lens .badge button').click()
    await page.locator('.card[popover]').waitFor()
    await check(page)
  })

  test('charges that could not be read, and none', async () => {
    stage.worker.money.charges = []
    stage.worker.twist(`GET /v1/clients/${CLIENT}/charges$`, FAILS)
    await openPanel()
    await page.locator('.lists > button').first().click()
    await page.locator('.listing .problem').waitFor()
    await check(page)
    await page.locator('.listing .problem button').click()
    await page.locator('.listing .soft').waitFor()
    await check(page)
    stage.worker.money.charges = [sampleCharge()]
  })

  test('a panel that is higher than its room', async () => {
    const client = stage.worker.clients.get('demoLocation00000010')
    for (let index = 0; index < 8; index++) {
      client?.services.push(sampleTerms({ service: `own.service.${index}`, label: `Own service ${index}` }))
    }
    page = await stage.open('/accounts/detail/demoLocation00000010')
    await page.locator('.cut button').waitFor()
    await check(page)
  })

  test('a badge whose client is not known', async () => {
    page = await stage.open('/v2/location/demoLocation99999999/dashboard')
    await page.locator('.badge.quiet').waitFor()
    await check(page, 1)
  })

  test('the list: rows and tools that could not be read', async () => {
    await stage.browser.stopBackground()
    stage.worker.twist('GET /v1/clients', FAILS, 50)
    page = await stage.open('/sub-accounts/')
    await page.locator('.tools .problem').waitFor()
    await page.locator('.row button.hint').first().click()
    await page.locator('.bubble').waitFor()
    await check(page)
  })

  test('the list: a preview and a bulk switch that fail', async () => {
    page = await stage.open('/sub-accounts/')
    await page.locator('.tools .toggle').click()
    await page.locator('.tools tbody input').nth(5).check()
    await page.locator('.controls .rl-button').click()
    await dialog().locator('select').first().selectOption('call.outbound')
    await dialog().locator('select').nth(1).selectOption('default')
    stage.worker.twist('POST', FAILS)
    await dialog().locator('.rl-button[data-kind="primary"]').click()
    await dialog().locator('.problem').waitFor()
    await check(page)
  })

  test('the dashboard: nothing could be read, or only the clients', async () => {
    await stage.browser.stopBackground()
    stage.worker.twist('GET /v1/clients', FAILS, 50)
    page = await stage.open('/agency_dashboard/')
    await page.locator('.problem').waitFor()
    await check(page)
    await page.close()
    stage.worker.calm()
    stage.worker.twist('GET /v1/status', FAILS)
    stage.worker.twist('GET /v1/reconciliation', FAILS)
    page = await stage.open('/agency_dashboard/')
    await page.locator('.care button').nth(3).click()
    await page.locator('.card[popover]').waitFor()
    await check(page)
  })

  test('the agency’s bill: the platform refused', async () => {
    Object.assign(stage.worker.overlay.wallets, { reading: 'refused', balance: null, wallets: [] })
    page = await stage.open('/settings/billing')
    await page.locator('.care button').nth(4).click()
    await page.locator('.wallets').waitFor()
    await check(page)
    stage.worker.overlay.wallets = sampleWallets()
  })

  test('the lens: no number, and a last month that could not be read', async () => {
    stage.worker.twist('GET /v1/services/totals', FAILS, 50)
    page = await stage.open('/reselling')
    await page.locator('.price rebill-lens button').nth(1).click()
    await page.locator('.card[popover]').waitFor()
    await page.locator('#price-0').fill('x')
    await check(page)
  })

  test('a source of CloseBot that nobody has connected', async () => {
    await keep(stage.browser, { 'crm.domains': ['app.closebot.com'] })
    await stage.browser.stopBackground()
    await send(stage.browser, 'session.status', {})
    const scripts = 'chrome.scripting.getRegisteredContentScripts().then((all) => all.length)'
    await eventually(() => inExtension(stage.browser, scripts)).toBe(1)
    page = await stage.browser.newPage(`${stage.crm.closebotUrl}/sources/src_demo_00000001`)
    await until(page, 'window.demoCrm')
    await page.locator('main > rebill-lens .panel button').first().waitFor()
    await check(page)
  })

  test('the note in a tab whose extension is gone', async () => {
    await openPanel()
    const own = await stage.browser.newPage('chrome://extensions')
    await own.evaluate(`chrome.management.setEnabled('${stage.browser.extensionId}', false)`)
    await own.close()
    await eventually(() => inContentScript(stage.browser, page, 'chrome.runtime?.id ?? null')).toBe('null')
    await page.locator('.bar .rl-button').click()
    await page.locator('rebill-lens [role="status"]').waitFor()
    await check(page, 1)
  })
})
