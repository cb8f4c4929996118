import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { expectAccessible, shoot } from '../../support/axe.ts'
import { signIn, speak } from '../../support/browser-own.ts'
import { startTestWorker, type TestWorker } from '../../support/browser-worker.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'
import { field, SIZE } from './stage.ts'

const save = (page: Page) => page.getByRole('button', { name: /^(Save alerts|Hinweise speichern)$/ })

describe('alerts in the options, as the owner', () => {
  let browser: ExtensionBrowser
  let worker: TestWorker
  beforeAll(async () => {
    worker = await startTestWorker([])
    browser = await launchWithExtension({ grants: ['http://127.0.0.1/*'] })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.close()
  })
  beforeEach(() => speak(browser, 'en'))
  const open = async (): Promise<Page> => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await field(page, 'emails').waitFor()
    return page
  }
  const written = () => worker.asked.filter(({ method }) => method === 'PUT')

  it('signed out, they say that a worker is needed; a failure to read says so and is tried again', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await page.getByText('Connect it above to see and change who is told.').waitFor()
    await page.close()
    await signIn(browser, worker)
    worker.twist('GET /v1/alerts/settings', { status: 500, code: 'internal' })
    const next = await browser.openOwnPage('options.html', SIZE)
    await next.getByText('The worker refused').waitFor()
    await next.getByRole('button', { name: 'Try again' }).click()
    await field(next, 'emails').waitFor()
    await next.close()
  })

  it('show what the worker has, take German figures, wait for its answer, and show that', async () => {
    await speak(browser, 'de')
    const page = await open()
    await eventually(() => field(page, 'emails').inputValue()).toBe(
      'owner@northwind.example\nbilling@northwind.example',
    )
    await eventually(() => field(page, 'lowBalance').inputValue()).toBe('12,5')
    await eventually(() => field(page, 'marginFloor').inputValue()).toBe('12,5')
    await eventually(() => field(page, 'sent.reloadCapped').isChecked()).toBe(false)
    await field(page, 'lowBalance').fill('1.234,50')
    await field(page, 'runwayDays').fill('0')
    await field(page, 'sent.runway').uncheck()
    await page.getByText('Noch nicht gespeichert.').waitFor()
    const { promise, resolve } = Promise.withResolvers<void>()
    worker.twist('PUT /v1/alerts/settings', promise)
    await save(page).click()
    const saving = page.getByRole('button', { name: 'Wird gespeichert …' })
    await saving.waitFor()
    await eventually(() => saving.getAttribute('aria-busy')).toBe('true')
    await eventually(() => written().length).toBe(1)
    await saving.press('Enter')
    expect(await page.getByText('Der Worker sieht jeden').count()).toBe(0)
    resolve()
    await page.getByText('Gespeichert. Der Worker sieht jeden Kunden damit neu an.').waitFor()
    expect(written()).toHaveLength(1)
    expect(written()[0]?.body).toEqual({
      locale: 'de',
      emails: ['owner@northwind.example', 'billing@northwind.example'],
      webhook: { url: 'https://hooks.northwind.example/rebill' },
      muted: ['reloadCapped', 'runway'],
      newSecret: false,
      version: 4,
      thresholds: { lowBalance: '1234.5', runwayDays: 0, marginFloor: '0.125', lossFloor: null },
    })
    await page.reload()
    await field(page, 'emails').waitFor()
    await eventually(() => field(page, 'lowBalance').inputValue()).toBe('1.234,5')
    await page.close()
  })

  it('refuse at the field what is wrong, send nothing, and put the focus there', async () => {
    const page = await open()
    const before = written().length
    await field(page, 'emails').fill('nobody')
    await field(page, 'lowBalance').fill('1,5')
    await save(page).click()
    await page.getByText('Nothing was saved: correct the fields marked above.').waitFor()
    const low = field(page, 'lowBalance')
    await eventually(() => low.getAttribute('aria-invalid')).toBe('true')
    const told = page.locator(`[id="${await low.getAttribute('aria-describedby')}"]`)
    await eventually(() => told.innerText()).toBe('Enter a number such as 1,234.5.')
    await page.getByText('nobody is no e-mail address.').waitFor()
    await eventually(() => page.evaluate('document.activeElement.name')).toBe('emails')
    expect(written()).toHaveLength(before)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await eventually(() => field(page, 'lowBalance').inputValue()).toBe('1,234.5')
    await eventually(() => page.evaluate('document.activeElement.textContent')).toBe('Save alerts')
    await page.close()
  })

  it.each([
    [
      { status: 403, code: 'role_forbids', detail: 'Your role may not do this.' },
      'Your role may not do this.',
    ],
    [{ status: 429, code: 'rate_limited', headers: { 'Retry-After': '7' } }, 'Try again in 7 s.'],
    ['cut' as const, 'No worker answers at this address.'],
  ])('a save that meets %j is told, and what was typed stays', async (twist, told) => {
    const page = await open()
    await field(page, 'lossFloor').fill('5')
    // A cut connection is tried again by the browser itself.
    worker.twist('PUT /v1/alerts/settings', twist, 10)
    await save(page).click()
    await page.getByText(told).waitFor()
    await eventually(() => field(page, 'lossFloor').inputValue()).toBe('5')
    worker.calm()
    await save(page).click()
    await page.getByText('Saved.').waitFor()
    await page.close()
    worker.alertSettings.thresholds = { ...worker.alertSettings.thresholds, lossFloor: null }
  })

  it.each([
    ['own', '', null, 'with the Stripe key of this worker'],
    ['ownKey', 'acct_own', null, 'with your agency’s own Stripe key'],
    ['connected', 'acct_connect', null, 'at your connected Stripe account'],
    ['keyRefused', 'acct_own', 'rejected', 'the key is not valid, or no longer'],
    ['keyRefused', 'acct_own', 'Charges: write', 'The key lacks this permission: Charges: write.'],
    ['deauthorized', 'acct_connect', null, 'Connect the account again'],
    ['somethingNew', '', null, 'which this version does not know'],
  ])('payments in state %s %s (%s) say so, and what to do', async (state, account, reason, told) => {
    Object.assign(worker.payments, { state, account, key: { last4: '4242', mode: 'test', reason } })
    const page = await open()
    await page.getByText(told, { exact: false }).waitFor()
    if (account !== '') await page.getByText(account, { exact: true }).waitFor()
    expect(await page.getByText('…4242 (test)').count()).toBe(/key/i.test(state) ? 1 : 0)
    await expectAccessible(page)
    Object.assign(worker.payments, { state: 'own', account: '', key: null })
    await page.close()
  })

  it('a failure to read the payment account is told and tried again', async () => {
    worker.twist('GET /v1/agency/stripe', { status: 500, code: 'internal' })
    const page = await open()
    await page.getByText('The worker refused').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('with the Stripe key of this worker').waitFor()
    await page.close()
  })

  const overtake = (change: Partial<TestWorker['alertSettings']>): void =>
    void Object.assign(worker.alertSettings, change, { version: worker.alertSettings.version + 1 })
  const theirs = (page: Page) => page.locator('.outcome .facts')

  it('what somebody else changed meanwhile is shown, kept where nobody touched it here, and not overwritten unseen', async () => {
    const page = await open()
    overtake({ emails: ['new@northwind.example'], muted: [] })
    await field(page, 'runwayDays').fill('5')
    await save(page).click()
    await page.getByText('Somebody else changed these settings in the meantime.').waitFor()
    expect((await theirs(page).innerText()).split(/\n+/)).toEqual([
      'E-mail addresses',
      'new@northwind.example',
      'Not sent',
      'everything is sent',
    ])
    expect(worker.alertSettings).toMatchObject({ emails: ['new@northwind.example'] })
    expect(worker.alertSettings.thresholds.runwayDays).toBe(0)
    await eventually(() => field(page, 'emails').inputValue()).toBe('new@northwind.example')
    await eventually(() => field(page, 'runwayDays').inputValue()).toBe('5')
    await expectAccessible(page)
    await save(page).click()
    await page.getByText('Saved.').waitFor()
    expect(worker.alertSettings).toMatchObject({ emails: ['new@northwind.example'], muted: [] })
    expect(worker.alertSettings.thresholds.runwayDays).toBe(5)
    await page.close()
  })

  it('where both changed the same, what was typed here stays until it is saved again or discarded', async () => {
    const page = await open()
    overtake({ emails: ['theirs@northwind.example'] })
    await field(page, 'emails').fill('mine@northwind.example')
    await save(page).click()
    await theirs(page).getByText('theirs@northwind.example').waitFor()
    await eventually(() => field(page, 'emails').inputValue()).toBe('mine@northwind.example')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await eventually(() => field(page, 'emails').inputValue()).toBe('theirs@northwind.example')
    expect(worker.alertSettings.emails).toEqual(['theirs@northwind.example'])
    await page.close()
  })

  it('a save that took although its answer was lost is known again', async () => {
    const page = await open()
    await field(page, 'runwayDays').fill('7')
    overtake({ thresholds: { ...worker.alertSettings.thresholds, runwayDays: 7 } })
    await save(page).click()
    await page.getByText('Saved.').waitFor()
    expect(await theirs(page).count()).toBe(0)
    await page.close()
  })

  it('a new signing secret is asked about, shown once, and kept nowhere', async () => {
    const page = await open()
    await field(page, 'lossFloor').fill('9')
    await page.getByRole('button', { name: 'New signing secret…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Make a new signing secret?' })
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Make a new one' }).click()
    await field(page, 'secret').waitFor()
    const secret = await field(page, 'secret').inputValue()
    expect(secret).toMatch(/^whsec_/)
    // What was typed and not saved was not sent with it.
    expect(written().at(-1)?.body).toMatchObject({ newSecret: true, thresholds: { lossFloor: null } })
    await eventually(() => field(page, 'lossFloor').inputValue()).toBe('9')
    const kept = await page.evaluate<string>(
      'Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]).then((all) => JSON.stringify(all))',
    )
    expect(kept).not.toContain(secret)
    await page.reload()
    await field(page, 'emails').waitFor()
    expect(await field(page, 'secret').count()).toBe(0)
    await page.close()
  })

  it('a worker that can neither mail nor sign says what is missing', async () => {
    Object.assign(worker.alertSettings, { canMail: false, canSign: false })
    const page = await open()
    await page.getByText('This worker has no mail service yet').waitFor()
    await page.getByText('This worker has no SECRETS_KEY').waitFor()
    Object.assign(worker.alertSettings, { canMail: true, canSign: true })
    await page.close()
  })

  describe.each(['en', 'de'] as const)('axe, %s', (language) => {
    beforeAll(() => signIn(browser, worker))
    it.each(['light', 'dark'] as const)('%s', async (scheme) => {
      await speak(browser, language)
      const page = await open()
      await page.emulateMedia({ colorScheme: scheme })
      await field(page, 'emails').scrollIntoViewIfNeeded()
      await expectAccessible(page)
      const section = page.locator('section', { has: field(page, 'emails') })
      await section.evaluate((element) => element.scrollIntoView())
      await shoot(page, `options-alerts-${language}-${scheme}`)
      await page.close()
    })
  })
})

describe.each(['viewer', 'staff'] as const)('alerts in the options, as %s', (role) => {
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

  it('are seen and not changed', async () => {
    const page = await browser.openOwnPage('options.html', SIZE)
    await page.getByText('Only the owner of the agency changes these.').waitFor()
    await page.getByText('owner@northwind.example, billing@northwind.example').waitFor()
    expect(await page.getByText('Viewers see the host alone.').count()).toBe(role === 'viewer' ? 1 : 0)
    expect(await field(page, 'emails').count()).toBe(0)
    expect(await save(page).count()).toBe(0)
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await expectAccessible(page)
    }
    await page.close()
  })
})
