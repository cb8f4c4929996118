import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { openStage, sampleClients, type Stage } from './stage.ts'

const CLIENT = 'demoLocation00000000'
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
})
afterAll(() => stage.close())
beforeEach(async () => {
  for (const client of sampleClients()) stage.worker.clients.set(client.overview.id, client)
  page = await stage.open(`/accounts/detail/${CLIENT}`)
  await page.getByRole('switch').first().waitFor()
})
afterEach(() => page.close())

const line = (service: string) => page.locator(`tbody[data-service="${service}"]`)
const toggle = (service: string) => line(service).getByRole('switch')
const field = (service: string, name: string) => line(service).getByLabel(name)
const puts = () => stage.worker.asked.filter(({ method }) => method === 'PUT')
const dialog = () => page.getByRole('dialog')

describe('margins as they are typed', () => {
  test('multiplier, markup and margin after fees stay in step, whichever is typed', async () => {
    const [multiplier, markup, margin] = ['Multiplier', 'Markup', 'Margin after fees'].map((name) =>
      field('sms.outbound', name),
    )
    await multiplier?.fill('2')
    await eventually(() => markup?.inputValue()).toBe('100.00')
    // A reload of 25.00 costs 1.03, that is 4.12 % of it: 50 − 4.12.
    await eventually(() => margin?.inputValue()).toBe('45.88')
    await markup?.fill('50')
    await eventually(() => multiplier?.inputValue()).toBe('1.50')
    await margin?.fill('45.88')
    await eventually(() => multiplier?.inputValue()).toBe('2.00')
    await eventually(() => line('sms.outbound').locator('td.price').innerText()).toBe('$0.01494')
    expect(puts()).toHaveLength(0)
  })

  test('1.05 at a reload of 10.00 loses 0.11 of each, and the line says so (W2)', async () => {
    const client = stage.worker.clients.get(CLIENT)
    if (client) client.reload.amount = '10.00'
    await page.getByRole('button', { name: 'Refresh' }).click()
    await line('sms.outbound')
      .getByText('Loses $0.11 of every $10.00 reload after fees. From 1.0627× it pays')
      .waitFor()
    await field('sms.outbound', 'Multiplier').fill('1.0627')
    await eventually(() => line('sms.outbound').getByText('Loses').count()).toBe(0)
  })

  test('nonsense, too much and more than the plan allows are refused in place', async () => {
    await field('email.outbound', 'Multiplier').fill('1.06')
    await line('email.outbound').getByText('At most 1.05× here.').waitFor()
    await eventually(() => toggle('email.outbound').getAttribute('aria-disabled')).toBe('true')
    await field('sms.outbound', 'Markup').fill('a lot')
    await line('sms.outbound').getByText('Not a number.').waitFor()
    await field('sms.outbound', 'Margin after fees').fill('99.9')
    await line('sms.outbound').getByText('No price reaches this margin.').waitFor()
  })
})

test('services in use come first; the rest of the catalogue is one click away', async () => {
  await eventually(() => page.getByRole('switch').count()).toBe(3)
  await page.getByRole('button', { name: 'More services (1)' }).click()
  await toggle('workflow.premium').waitFor()
  await page.getByRole('button', { name: 'Fewer services' }).click()
  await eventually(() => page.getByRole('switch').count()).toBe(3)
})

describe('a switch', () => {
  test('asks with before and after, waits for the answer, and shows what the worker said', async () => {
    const sent = puts().length
    await field('sms.outbound', 'Multiplier').fill('1.5')
    await toggle('sms.outbound').click()
    const text = await dialog().innerText()
    expect(text).toContain('Rebill SMS, sent to Alpenblick Dental?')
    expect(text).toMatch(/Who bills\s+Agency absorbs it\s+Rebilled by you/)
    expect(text).toMatch(/Multiplier\s+–\s+1\.50×/)
    expect(await toggle('sms.outbound').getAttribute('aria-checked')).toBe('false')
    expect(puts()).toHaveLength(sent)

    const gate = Promise.withResolvers<void>()
    stage.worker.twist('PUT', gate.promise)
    await dialog().getByRole('button', { name: 'Start rebilling' }).click()
    await line('sms.outbound').getByText('Saving …').waitFor()
    expect(await toggle('sms.outbound').getAttribute('aria-checked')).toBe('false')
    expect(await toggle('sms.outbound').getAttribute('aria-busy')).toBe('true')
    await toggle('sms.outbound').click({ force: true })
    gate.resolve()
    await line('sms.outbound').getByText('Saved.').waitFor()
    await eventually(() => toggle('sms.outbound').getAttribute('aria-checked')).toBe('true')
    const [put, ...more] = puts().slice(sent)
    expect(more).toHaveLength(0)
    expect(put?.body).toEqual({ billedBy: 'ledger', multiplier: '1.5', version: 3 })
    expect(put?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/)
  })

  test('Escape and Cancel send nothing, and the focus goes back to the switch', async () => {
    const sent = puts().length
    await toggle('sms.outbound').focus()
    await page.keyboard.press('Space')
    await dialog().waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await eventually(() =>
      toggle('sms.outbound').evaluate((each) => each === (each.getRootNode() as ShadowRoot).activeElement),
    ).toBe(true)
    await toggle('call.outbound').click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    // Asked after it, and answered: what was sent before has come.
    const asked = () => stage.worker.asked.filter(({ path }) => path.endsWith(CLIENT)).length
    const before = asked()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await eventually(asked).toBe(before + 1)
    expect(puts()).toHaveLength(sent)
  })

  test('a changed multiplier of a service that is on is applied by its own button', async () => {
    await field('call.outbound', 'Multiplier').fill('1.8')
    await line('call.outbound').getByRole('button', { name: 'Apply' }).click()
    await eventually(() => dialog().innerText()).toMatch(/Multiplier\s+1\.50×\s+1\.80×/)
    await dialog().getByRole('button', { name: 'Change' }).click()
    await line('call.outbound').getByText('Saved.').waitFor()
    await eventually(() => field('call.outbound', 'Multiplier').inputValue()).toBe('1.80')
  })

  test('the CRM can be chosen to bill: told what that means, carried out by the worker, pending meanwhile', async () => {
    const sent = puts().length
    const who = line('sms.outbound').getByLabel('Who bills SMS, sent')
    await who.selectOption('crm')
    expect(await who.inputValue()).toBe('agency')
    const text = await dialog().innerText()
    expect(text).toContain('Let the CRM bill SMS, sent to Alpenblick Dental?')
    expect(text).toContain('The CRM is told first, and at once.')
    expect(puts()).toHaveLength(sent)
    const gate = Promise.withResolvers<void>()
    stage.worker.twist('PUT', gate.promise)
    await dialog().getByRole('button', { name: 'Let the CRM bill' }).click()
    await line('sms.outbound').getByText('Saving …').waitFor()
    await eventually(() => who.count()).toBe(0)
    gate.resolve()
    await line('sms.outbound').getByText('Saved.').waitFor()
    await eventually(() => who.inputValue()).toBe('crm')
    expect(await toggle('sms.outbound').getAttribute('aria-checked')).toBe('false')
    expect(
      puts()
        .slice(sent)
        .map(({ body }) => body),
    ).toEqual([{ billedBy: 'crm', multiplier: '1.05', version: 3 }])
    await line('sms.outbound').getByRole('button', { name: 'Take it back: SMS, sent' }).click()
    await eventually(() => dialog().innerText()).toMatch(/Who bills\s+The CRM bills it\s+Agency absorbs it/)
    await dialog().getByRole('button', { name: 'Take it back' }).click()
    await eventually(() => who.inputValue()).toBe('agency')
  })

  test('where the CRM refuses, it says so and nothing has changed', async () => {
    stage.worker.twist('PUT', { status: 409, code: 'crm_cannot_bill', detail: 'Not in SaaS mode.' })
    await line('sms.outbound').getByLabel('Who bills SMS, sent').selectOption('crm')
    await dialog().getByRole('button', { name: 'Let the CRM bill' }).click()
    await line('sms.outbound').getByText('The CRM cannot bill this service here: Not in SaaS mode.').waitFor()
    expect(await line('sms.outbound').getByLabel('Who bills SMS, sent').inputValue()).toBe('agency')
  })

  test('a service can be sent back to the agency’s default', async () => {
    await line('call.outbound').getByLabel('Who bills Calls, made').selectOption('default')
    await dialog().getByRole('button', { name: 'Follow the default' }).click()
    await line('call.outbound').getByText('Saved.').waitFor()
    expect(puts().at(-1)?.body).toEqual({ billedBy: 'default', version: 7 })
    await eventually(() => line('call.outbound').getByLabel('Who bills Calls, made').inputValue()).toBe(
      'default',
    )
  })

  test('B-15: where the CRM may bill as well, a person must say that it does not', async () => {
    const sent = puts().length
    await toggle('email.outbound').click()
    await dialog().getByRole('button', { name: 'Start rebilling' }).click()
    await page.getByText('the client would pay twice').waitFor()
    expect(await toggle('email.outbound').getAttribute('aria-checked')).toBe('false')
    await dialog().getByRole('button', { name: 'It is off: start rebilling' }).click()
    await line('email.outbound').getByText('Saved.').waitFor()
    const [first, second] = puts().slice(sent)
    expect(first?.body).not.toHaveProperty('crmRebillingConfirmedOff')
    expect(second?.body).toMatchObject({ crmRebillingConfirmedOff: true })
    expect(first?.headers['idempotency-key']).not.toBe(second?.headers['idempotency-key'])
  })
})

describe('what goes wrong is said, with what to do', () => {
  async function start(service: string): Promise<void> {
    await toggle(service).click()
    await dialog().getByRole('button', { name: 'Start rebilling' }).click()
  }

  test('no answer to a write: nobody knows, and trying again uses the same key', async () => {
    const sent = puts().length
    // Every try: Chromium itself sends a request again when a kept-alive connection breaks, with the same key.
    stage.worker.twist('PUT', 'cut', 100)
    await start('sms.outbound')
    await line('sms.outbound').getByText('it is not known whether this was saved').waitFor()
    expect(await toggle('sms.outbound').getAttribute('aria-checked')).toBe('false')
    stage.worker.calm()
    await line('sms.outbound').getByRole('button', { name: 'Try again' }).click()
    await line('sms.outbound').getByText('Saved.').waitFor()
    const keys = puts()
      .slice(sent)
      .map(({ headers }) => headers['idempotency-key'])
    expect(keys.length).toBeGreaterThan(1)
    expect(new Set(keys).size).toBe(1)
  })

  test('somebody was faster: the terms now are shown', async () => {
    const terms = stage.worker.clients.get(CLIENT)?.services[0]
    if (terms) Object.assign(terms, { version: 9, billedBy: 'ledger', multiplier: '1.2' })
    await start('sms.outbound')
    await line('sms.outbound').getByText('Somebody changed this in between.').waitFor()
    await eventually(() => toggle('sms.outbound').getAttribute('aria-checked')).toBe('true')
    await eventually(() => field('sms.outbound', 'Multiplier').inputValue()).toBe('1.20')
  })

  test.each([
    [
      { status: 429, code: 'rate_limited', headers: { 'Retry-After': '7' } },
      'Too many requests. Try again in 7 s',
    ],
    [{ status: 409, code: 'no_payment_method' }, 'Ask the client for a payment method first.'],
    [{ status: 403, code: 'role_forbids', detail: 'Ask an owner.' }, 'Ask an owner.'],
    [{ status: 500, code: 'internal' }, 'The worker had an error (request req-test)'],
  ])('%j', async (twist, text) => {
    stage.worker.twist('PUT', twist)
    await start('sms.outbound')
    await line('sms.outbound').getByText(text).waitFor()
    expect(await toggle('sms.outbound').getAttribute('aria-checked')).toBe('false')
  })

  test('offline', async () => {
    await stage.browser.context.setOffline(true)
    await start('sms.outbound')
    await line('sms.outbound').getByText('offline').waitFor()
    await stage.browser.context.setOffline(false)
    await line('sms.outbound').getByRole('button', { name: 'Try again' }).click()
    await line('sms.outbound').getByText('Saved.').waitFor()
  })

  test('a background stopped before the click is woken by it', async () => {
    await stage.browser.stopBackground()
    await start('sms.outbound')
    await line('sms.outbound').getByText('Saved.').waitFor()
  })

  test('a client the worker does not have', async () => {
    stage.worker.twist(`GET /v1/clients/${CLIENT}`, { status: 404, code: 'not_found' })
    await page.reload()
    await page.getByText('This client is not in Rebill Lens yet.').waitFor()
  })

  test('a session that ended says so and leads to the options', async () => {
    stage.worker.revokeSession()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('You are signed out.').waitFor()
    const opened = stage.browser.context.waitForEvent('page')
    await page.getByRole('button', { name: 'Open options' }).click()
    await (await opened).waitForURL(/options\.html/)
    await (await opened).close()
    await stage.signIn()
  })
})
