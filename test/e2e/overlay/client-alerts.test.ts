/** A client's own alert thresholds, in the panel of a client. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectOverlayAccessible } from '../../support/browser-axe.ts'
import { openStage, sampleClients, type Stage } from './stage.ts'

const CLIENT = 'demoLocation00000000'
const PATH = `/v1/clients/${CLIENT}/alert-thresholds`
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
})
afterAll(() => stage.close())

const fact = () => page.locator('.fact').last()
const dialog = () => page.getByRole('dialog')
const choice = (name: string) => dialog().getByLabel(name, { exact: true })
const own = (name: string) => dialog().getByLabel(`${name}, its own`)
const written = () =>
  stage.worker.asked.filter(({ method, path }) => method === 'PUT' && path === PATH).map(({ body }) => body)
const client = () => {
  const found = stage.worker.clients.get(CLIENT)
  if (!found?.alerts) throw new Error('the sample has alerts')
  return { ...found, alerts: found.alerts }
}
const optionsOf = (name: string) => choice(name).locator('option').allInnerTexts()

async function open(): Promise<void> {
  page = await stage.open(`/accounts/detail/${CLIENT}`)
  await fact().getByRole('button', { name: 'Alerts: Change' }).click()
  await dialog().waitFor()
}

describe('a client’s own thresholds', () => {
  beforeEach(async () => {
    for (const each of sampleClients()) stage.worker.clients.set(each.overview.id, each)
    stage.worker.calm()
    stage.worker.asked.length = 0
    await open()
  })
  afterEach(() => page.close())

  test('each says what counts without one, and whose that is', async () => {
    expect(await fact().innerText()).toContain('as for all clients')
    expect(await optionsOf('Balance below')).toEqual(['Agency’s: $12.50', 'Its own'])
    expect(await optionsOf('Balance lasts less than')).toEqual(['Default: 3 days', 'Its own', 'Never'])
    expect(await optionsOf('Margin of a service below')).toEqual(['Agency’s: 12.5%', 'Its own'])
    expect(await optionsOf('Losses from')).toEqual(['Default: $1.00', 'Its own'])
    expect(await dialog().getByRole('textbox').count()).toBe(0)
  })

  test('an own one begins with what counted, waits for the worker, and is told in the panel', async () => {
    await choice('Balance below').selectOption('Its own')
    expect(await own('Balance below').inputValue()).toBe('12.50')
    await own('Balance below').fill('25')
    await choice('Balance lasts less than').selectOption('Never')
    const { promise, resolve } = Promise.withResolvers<void>()
    stage.worker.twist(`PUT ${PATH}`, promise)
    await dialog().getByRole('button', { name: 'Save' }).click()
    const saving = dialog().getByRole('button', { name: 'Saving …' })
    await saving.waitFor()
    expect(await saving.getAttribute('aria-busy')).toBe('true')
    expect(await fact().innerText()).toContain('as for all clients')
    resolve()
    await dialog().waitFor({ state: 'detached' })
    await fact().getByText('2 thresholds of its own').waitFor()
    await fact().getByRole('status').getByText('Saved.').waitFor()
    expect(written()).toEqual([
      { lowBalance: '25', runwayDays: 0, marginFloor: null, lossFloor: null, version: 0 },
    ])

    await fact().getByRole('button', { name: 'Alerts: Change' }).click()
    expect(await own('Balance below').inputValue()).toBe('25.00')
    await choice('Balance below').selectOption('Agency’s: $12.50')
    await choice('Balance lasts less than').selectOption('Default: 3 days')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await fact().getByText('as for all clients').waitFor()
    expect(written().at(-1)).toMatchObject({ lowBalance: null, runwayDays: null, version: 1 })
  })

  test('what is no threshold is refused at its field, and nothing is sent', async () => {
    await choice('Margin of a service below').selectOption('Its own')
    const field = own('Margin of a service below')
    for (const [text, told] of [
      ['120', 'A percentage from −100 to 100 with at most 4 decimals.'],
      ['', 'Enter a number such as 1,234.5.'],
      ['12,5', 'Enter a number such as 1,234.5.'],
    ] as const) {
      await field.fill(text)
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      const ids = (await field.getAttribute('aria-describedby')) ?? ''
      const below = await Promise.all(
        ids.split(' ').map((id) => page.locator(`rebill-lens [id="${id}"]`).innerText()),
      )
      expect(below).toContain(told)
    }
    await dialog().getByRole('button', { name: 'Save' }).click({ force: true })
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    expect(written()).toEqual([])
  })

  test('what somebody else set meanwhile is told and kept; what was typed here waits for another save', async () => {
    await choice('Balance below').selectOption('Its own')
    await own('Balance below').fill('30')
    const { alerts } = client()
    const theirs = { ...alerts.own, lowBalance: '99', lossFloor: '7.5' }
    Object.assign(alerts, { own: theirs, version: 1 })
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByRole('alert').getByText('Balance below $99.00; Losses from $7.50').waitFor()
    expect(await own('Balance below').inputValue()).toBe('30')
    expect(await own('Losses from').inputValue()).toBe('7.50')
    expect(client().alerts).toMatchObject({ own: theirs, version: 1 })
    await expectOverlayAccessible(page)
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().waitFor({ state: 'detached' })
    expect(client().alerts).toMatchObject({ own: { lowBalance: '30', lossFloor: '7.5' }, version: 2 })
  })

  test('a save that took although its answer was lost is known again', async () => {
    await choice('Losses from').selectOption('Its own')
    await own('Losses from').fill('4')
    Object.assign(client().alerts, { own: { ...client().alerts.own, lossFloor: '4' }, version: 1 })
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().waitFor({ state: 'detached' })
    await fact().getByText('1 threshold of its own').waitFor()
  })

  test.each([
    [
      { status: 403, code: 'role_forbids', detail: 'This needs the role staff.' },
      'This needs the role staff.',
    ],
    [{ status: 500, code: 'internal' }, 'The worker had an error'],
    ['cut' as const, 'it is not known whether this was saved'],
  ])('a save that meets %j says so, and may be tried again', async (twist, told) => {
    await choice('Losses from').selectOption('Its own')
    stage.worker.twist(`PUT ${PATH}`, twist, 10)
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText(told).waitFor()
    expect(await own('Losses from').inputValue()).toBe('1.00')
    stage.worker.calm()
    await dialog().getByRole('button', { name: 'Save' }).click()
    await fact().getByText('1 threshold of its own').waitFor()
  })
})

test('in German, amounts are typed in German', async () => {
  await stage.speak('de')
  stage.worker.asked.length = 0
  page = await stage.open('/accounts/detail/demoLocation00000004')
  await fact().getByRole('button', { name: 'Hinweise: Ändern' }).click()
  await dialog().getByLabel('Guthaben unter', { exact: true }).selectOption('Eigene')
  const field = dialog().getByLabel('Guthaben unter, eigene Schwelle')
  expect(await field.inputValue()).toBe('12,50')
  await field.fill('1.234,50')
  await dialog().getByRole('button', { name: 'Speichern' }).click()
  await fact().getByText('1 eigene Schwelle').waitFor()
  const [sent] = stage.worker.asked.filter(({ method }) => method === 'PUT')
  expect(sent?.body).toMatchObject({ lowBalance: '1234.5', version: 0 })
  await page.close()
})

test('a worker that knows none of them yet has no word about them in the panel', async () => {
  await stage.speak('en')
  const old = stage.worker.clients.get('demoLocation00000005')
  delete old?.alerts
  page = await stage.open('/accounts/detail/demoLocation00000005')
  await page.locator('.facts').waitFor()
  expect(await page.locator('.facts').innerText()).not.toContain('Alerts')
  await page.close()
})
