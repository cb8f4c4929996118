/** Axe on what the options show in one state or another, in both languages, light and dark. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { payments as paymentsDe } from '../../../extension/locales/de/payments.ts'
import { payments as paymentsEn } from '../../../extension/locales/en/payments.ts'
import { eventually } from '../../support/browser-eventually.ts'
import { inExtension, keep, send, signIn, speak } from '../../support/browser-own.ts'
import { PAIRING_CODE, startTestWorker, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { expectAccessibleInBoth, field, SIZE } from './stage.ts'

const WORDS = { en: paymentsEn, de: paymentsDe }
const HOST = 'crm.northwind.example'

const notes = (page: Page) => page.locator('.outcome .rl-note')
/** What the browser's prompt would answer: it cannot be driven without a head. */
const answerPrompt = (page: Page, granted: boolean) =>
  page.evaluate(`void (chrome.permissions.request = () => Promise.resolve(${granted}))`)

describe.each(['en', 'de'] as const)('axe on the states of the options, %s', (language) => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startTestWorker([])
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*', `https://${HOST}/*`] })
    await speak(browser, language)
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })

  const open = () => browser.openOwnPage('options.html', SIZE)
  const openSignedIn = async (): Promise<Page> => {
    const page = await open()
    await field(page, 'emails').waitFor()
    await page.locator('.facts dd', { hasText: WORDS[language]['state.own'] }).waitFor()
    return page
  }

  it('pairing that is refused: by the reader’s browser, by nobody at the address, by the code', async () => {
    const page = await open()
    await field(page, 'code').fill('some-other-code')
    await field(page, 'worker').fill('http://127.0.0.1:1')
    for (const [address, granted] of [
      ['http://127.0.0.1:1', false],
      ['http://127.0.0.1:1', true],
      [worker.url, true],
    ] as const) {
      await answerPrompt(page, granted)
      await field(page, 'worker').fill(address)
      const before = (await notes(page).allInnerTexts()).join()
      await field(page, 'code').press('Enter')
      await notes(page)
        .filter({ hasNotText: before || 'nothing yet' })
        .first()
        .waitFor()
      await page.locator('form [type="submit"]:not([aria-busy="true"])').first().waitFor()
      await expectAccessibleInBoth(page)
    }
    await field(page, 'code').fill(PAIRING_CODE)
    await field(page, 'code').press('Enter')
    await field(page, 'emails').waitFor()
    await page.close()
  })

  it.each([
    ['own', '', null],
    ['onboarding', 'acct_connect', null],
    ['connected', 'acct_connect', null],
    ['deauthorized', 'acct_connect', null],
    ['ownKey', 'acct_own', null],
    ['keyRefused', 'acct_own', 'rejected'],
    ['keyRefused', 'acct_own', 'Charges: write'],
  ] as const)('payments %s %s (%s)', async (state, account, reason) => {
    const key = /key/i.test(state) ? { last4: '4242', mode: 'test', reason } : null
    Object.assign(worker.payments, { state, account, key })
    const page = await open()
    await field(page, 'emails').waitFor()
    await page.locator('.facts dd', { hasText: WORDS[language][`state.${state}`] }).waitFor()
    await expectAccessibleInBoth(page)
    Object.assign(worker.payments, { state: 'own', account: '', key: null })
    await page.close()
  })

  it('payments in a state that only a newer worker knows', async () => {
    Object.assign(worker.payments, { state: 'somethingNew' })
    const page = await open()
    await page.getByText('somethingNew').waitFor()
    await field(page, 'emails').waitFor()
    await expectAccessibleInBoth(page)
    Object.assign(worker.payments, { state: 'own' })
    await page.close()
  })

  it('payments and alerts that could not be read', async () => {
    worker.twist('GET /v1/agency/stripe', { status: 500, code: 'internal' })
    worker.twist('GET /v1/alerts/settings', { status: 500, code: 'internal' })
    const page = await open()
    await page.locator('.outcome .stack button').nth(1).waitFor()
    await expectAccessibleInBoth(page)
    await page.close()
  })

  it('alerts with fields that are wrong, not saved yet, saved, and refused by the worker', async () => {
    const page = await openSignedIn()
    const save = page.locator('.alerts-form [type="submit"]')
    await field(page, 'emails').fill('nobody')
    await field(page, 'webhook').fill('nothing')
    await field(page, 'lowBalance').fill('x')
    await expectAccessibleInBoth(page)
    await save.click()
    await page.locator('[name="lowBalance"][aria-invalid="true"]').waitFor()
    await expectAccessibleInBoth(page)
    await save.locator('xpath=following-sibling::button').click()
    await field(page, 'lossFloor').fill('5')
    worker.twist('PUT /v1/alerts/settings', { status: 403, code: 'role_forbids' })
    await save.click()
    await page.locator('.alerts-form .rl-note[data-tone="error"]').waitFor()
    await expectAccessibleInBoth(page)
    await save.click()
    await page.locator('.alerts-form .rl-note[data-tone="good"]').waitFor()
    await expectAccessibleInBoth(page)
    await page.close()
  })

  it('a new signing secret: the question, and the secret itself', async () => {
    const page = await openSignedIn()
    await page.locator('.new-secret button').click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await expectAccessibleInBoth(page)
    await dialog.locator('.rl-dialog-actions button').last().click()
    await field(page, 'secret').waitFor()
    await expectAccessibleInBoth(page)
    await page.close()
  })

  it('a worker that can neither mail nor sign', async () => {
    Object.assign(worker.alertSettings, { canMail: false, canSign: false })
    const page = await openSignedIn()
    await page.locator('.alerts-form .rl-note[data-tone="warn"]').nth(1).waitFor()
    await expectAccessibleInBoth(page)
    Object.assign(worker.alertSettings, { canMail: true, canSign: true })
    await page.close()
  })

  it('browser notices: refused by the browser, and switched on, once a day', async () => {
    const page = await openSignedIn()
    const toggle = page.getByRole('switch')
    await answerPrompt(page, false)
    await toggle.click()
    await notes(page).first().waitFor()
    await expectAccessibleInBoth(page)
    await answerPrompt(page, true)
    await toggle.click()
    await field(page, 'rhythm').selectOption('daily')
    await field(page, 'dailyAt').waitFor()
    await expectAccessibleInBoth(page)
    await page.close()
  })

  it('sites: allowed, not allowed, and fields that are wrong', async () => {
    const patterns = [`https://${HOST}/customers/{client}`, 'https://crm.other.example/c/{client}']
    await keep(browser, { 'crm.domains': [HOST, 'crm.missing.example'], 'crm.patterns': patterns })
    // The background registers the sites when it starts.
    await browser.stopBackground()
    await send(browser, 'session.status', {})
    const scripts = 'chrome.scripting.getRegisteredContentScripts().then((all) => all.length)'
    await eventually(() => inExtension(browser, scripts)).toBe(2)
    const page = await openSignedIn()
    await page.locator('.domain-state[data-granted="true"]').nth(1).waitFor()
    await page.locator('.domain-state[data-granted="false"]').nth(1).waitFor()
    for (const name of ['domain', 'pattern']) {
      await field(page, name).fill('nonsense')
      await field(page, name).press('Enter')
      await page.locator(`[name="${name}"][aria-invalid="true"]`).waitFor()
    }
    await expectAccessibleInBoth(page)
    await page.close()
    await keep(browser, { 'crm.domains': [], 'crm.patterns': [] })
  })

  it('a session that has ended', async () => {
    worker.revokeSession()
    const asking = await open()
    await field(asking, 'code').or(asking.locator('.outcome .rl-note')).first().waitFor()
    await asking.close()
    const page = await open()
    await field(page, 'code').waitFor()
    await page.locator('.section .rl-note[data-tone="warn"]').waitFor()
    await expectAccessibleInBoth(page)
    await page.close()
  })
})

describe.each(['viewer', 'staff'] as const)('axe on the alerts of who may not change them, %s', (role) => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startTestWorker([], { role })
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*'] })
    await signIn(browser, worker)
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })

  it.each(['en', 'de'] as const)('%s', async (language) => {
    await speak(browser, language)
    const page = await browser.openOwnPage('options.html', SIZE)
    await page.getByText('owner@northwind.example, billing@northwind.example').waitFor()
    await page.locator('.facts dd', { hasText: WORDS[language]['state.own'] }).waitFor()
    await expectAccessibleInBoth(page)
    await page.close()
  })
})
