import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { sampleCharge } from '../../support/browser-money.ts'
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
  stage.worker.money.charges.length = 0
  stage.worker.money.nextState = 'succeeded'
  page = await stage.open(`/accounts/detail/${CLIENT}`)
  await button('Top up').waitFor()
})
afterEach(() => page.close())

const button = (name: string | RegExp) => page.getByRole('button', { name })
const dialog = () => page.getByRole('dialog')
const posts = (end: string) =>
  stage.worker.asked.filter(({ method, path }) => method === 'POST' && path.endsWith(end))

/** Asked after it, and answered: what was sent before has come. */
async function refreshed(): Promise<void> {
  const asked = () => stage.worker.asked.filter(({ path }) => path.endsWith(CLIENT)).length
  const before = asked()
  await button('Refresh').click()
  await eventually(asked).toBe(before + 1)
}

describe('a top-up', () => {
  test('charges the amount in the button, once, after the click, and shows the new balance', async () => {
    const before = posts('top-ups').length
    await button('Top up').click()
    await eventually(() => dialog().innerText()).toContain('Visa ···· 4242')
    await eventually(() => dialog().innerText()).toContain('about $1.03')
    await dialog().getByLabel('Amount').fill('40')
    expect(posts('top-ups')).toHaveLength(before)
    await dialog().getByRole('button', { name: 'Charge $40.00' }).click()
    await page.getByText('$40.00 charged. It is in the wallet.').waitFor()
    const sent = posts('top-ups').slice(before)
    expect(sent.map(({ body }) => body)).toEqual([{ amount: '40' }])
    expect(sent[0]?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await page.locator('.fact.lead').getByText('$52.40').waitFor()
  })

  test('cannot be sent with nonsense, nor by Escape', async () => {
    const before = posts('top-ups').length
    await button('Top up').click()
    await dialog().getByLabel('Amount').fill('1.005')
    await dialog().getByText('An amount above 0').waitFor()
    await dialog().getByRole('button', { name: 'Charge –' }).click({ force: true })
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await refreshed()
    expect(posts('top-ups')).toHaveLength(before)
  })

  test('without an answer only the same amount goes again, with the same key', async () => {
    const before = posts('top-ups').length
    // Chromium itself sends a request again when a kept-alive connection breaks, with the same key.
    stage.worker.twist('POST', 'cut', 100)
    await button('Top up').click()
    await dialog().getByRole('button', { name: 'Charge $25.00' }).click()
    await dialog().getByText('it is not known whether this was saved').waitFor()
    await eventually(() => dialog().getByLabel('Amount').getAttribute('readonly')).not.toBeNull()
    stage.worker.calm()
    await dialog().getByRole('button', { name: 'Try again: $25.00, counted once' }).click()
    await page.getByText('$25.00 charged.').waitFor()
    const keys = posts('top-ups')
      .slice(before)
      .map(({ headers }) => headers['idempotency-key'])
    expect(keys.length).toBeGreaterThan(1)
    expect(new Set(keys).size).toBe(1)
    expect(stage.worker.money.charges).toHaveLength(1)
  })

  test.each([
    ['processing', 'on its way'],
    ['actionRequired', 'The bank wants the client to confirm'],
    ['failed', 'was not charged'],
  ])('a charge that is %s is not called done', async (state, text) => {
    stage.worker.money.nextState = state
    await button('Top up').click()
    await dialog().getByRole('button', { name: 'Charge $25.00' }).click()
    await dialog().getByText(text).waitFor()
    expect(await page.locator('.fact.lead').innerText()).toContain('$12.40')
  })

  test('has nothing to charge where there is no payment method', async () => {
    const client = stage.worker.clients.get(CLIENT)
    if (client) client.paymentMethod = null
    await button('Refresh').click()
    await button('Request a card').waitFor()
    await button('Top up').click()
    await dialog().getByText('Request a card first').waitFor()
    await eventually(() => dialog().getByRole('button').count()).toBe(1)
  })
})

describe('the reload', () => {
  test('says what saving charges at once, in the button that does it', async () => {
    await button('Reload: Change').click()
    await eventually(() => dialog().getByRole('button').last().innerText()).toBe('Save')
    await dialog().getByLabel('When the balance falls below').fill('50')
    // 12.40 is 37.60 short: two steps of 25 land above 50.
    await dialog().getByRole('button', { name: 'Save and charge $50.00' }).click()
    await page.getByText('$25.00 below $50.00').waitFor()
    const sent = stage.worker.asked.findLast(({ path }) => path.endsWith('/reload'))
    expect(sent?.body).toEqual({ enabled: true, threshold: '50', amount: '25' })
    expect(sent?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/)
  })

  test('switched off it charges nothing', async () => {
    await button('Reload: Change').click()
    await dialog().getByLabel('When the balance falls below').fill('50')
    await dialog().getByRole('switch').click()
    await dialog().getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('.fact').getByText('off', { exact: true }).waitFor()
  })
})

test('a card is asked for by a link that staff copy', async () => {
  await button('Request another').click()
  await eventually(() => dialog().getByLabel('Link for the client').inputValue()).toBe(
    'https://pay.example/setup/demo',
  )
  expect(posts('payment-method').at(-1)?.body).toEqual({ returnUrl: `${stage.worker.url}/portal` })
})

test('charges show their state, and a stopped one leads to its link', async () => {
  stage.worker.money.charges.push(
    sampleCharge({ id: 'c2', state: 'actionRequired', purpose: 'reload', fee: null }),
    sampleCharge({ id: 'c1', state: 'failed', failure: { code: 'card_declined', text: 'Declined.' } }),
  )
  await button('Charges').click()
  const rows = page.locator('.listing tbody tr')
  await rows.first().waitFor()
  await eventually(() => rows.nth(0).innerText()).toMatch(/Reload\s+\$25\.00\s+–\s+Client must confirm/)
  await eventually(() => rows.nth(1).innerText()).toMatch(/\$25\.00\s+\$1\.03\s+Failed\s*Declined\./)
  await button('Get link').click()
  await eventually(() => dialog().getByLabel('Link for the client').inputValue()).toBe(
    'https://pay.example/confirm/demo',
  )
})

test('the last switch is taken back from the history: as it was, with its own question', async () => {
  const line = page.locator('tbody[data-service="sms.outbound"]')
  await line.getByRole('switch').click()
  await dialog().getByRole('button', { name: 'Start rebilling' }).click()
  await line.getByText('Saved.').waitFor()
  await button('History').click()
  const entry = page.locator('.listing tbody tr').first()
  await eventually(() => entry.innerText()).toMatch(/Agency absorbs it → Rebilled by you, 1\.05×/)
  const before = posts('/undo').length
  await entry.getByRole('button', { name: /^Undo/ }).click()
  await eventually(() => dialog().innerText()).toMatch(/Who bills\s+Rebilled by you\s+Agency absorbs it/)
  await dialog().getByRole('button', { name: 'Take it back' }).click()
  await eventually(() => line.getByRole('switch').getAttribute('aria-checked')).toBe('false')
  const undone = posts('/undo').slice(before)
  expect(undone.map(({ body }) => body)).toEqual([{ auditId: `audit-${CLIENT}-sms.outbound-4`, version: 4 }])
  expect(undone[0]?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/)
  await page.locator('.listing tbody tr').first().getByText('SMS, sent: change taken back').waitFor()
})
