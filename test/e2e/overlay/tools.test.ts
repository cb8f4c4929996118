import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openStage, sampleClients, type Stage } from './stage.ts'

let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
})
afterAll(() => stage.close())
beforeEach(async () => {
  for (const client of sampleClients()) stage.worker.clients.set(client.overview.id, client)
  page = await stage.open('/sub-accounts/')
  await page.getByRole('button', { name: 'Sort, filter, switch' }).click()
})
afterEach(() => page.close())

const tools = () => page.locator('rebill-lens[data-slot="listTools"]')
const names = () => tools().locator('tbody th').allInnerTexts()
const dialog = () => page.getByRole('dialog')
const puts = () => stage.worker.asked.filter(({ method }) => method === 'PUT')

async function pick(...clients: string[]): Promise<void> {
  for (const client of clients) await tools().getByLabel(`Select ${client}`, { exact: true }).check()
}
async function preview(): Promise<void> {
  await tools().getByRole('button', { name: 'Switch a service …' }).click()
  await dialog().getByLabel('Service').selectOption({ label: 'Calls, made' })
  await dialog().getByLabel('Multiplier').fill('2')
  await dialog().getByRole('button', { name: 'Preview' }).click()
  await dialog().getByText('cannot.').waitFor()
}

describe('sort and filter', () => {
  test('those that need a look come first; headings sort, and turn round', async () => {
    expect((await names()).slice(0, 2)).toEqual(['Dr. Ames Chiropractic', 'Coastal Fitness'])
    await tools().getByRole('button', { name: 'Balance' }).click()
    expect((await names())[0]).toBe('Dr. Ames Chiropractic')
    await tools().getByRole('button', { name: 'Balance' }).click()
    expect((await names())[0]).not.toBe('Dr. Ames Chiropractic')
    expect(await tools().locator('th[aria-sort="descending"]').innerText()).toContain('Balance')
  })

  test('by words and by state', async () => {
    await tools().getByLabel('Search clients').fill('alpen')
    expect(await names()).toEqual(['Alpenblick Dental'])
    await tools().getByLabel('Search clients').fill('')
    await tools().getByLabel('Show', { exact: true }).selectOption('not')
    expect(await names()).toEqual(['Client 6'])
    await tools().getByLabel('Search clients').fill('nobody')
    await tools().getByText('No client fits.').waitFor()
  })
})

describe('a bulk switch', () => {
  test('shows what it overwrites, sends one request a client, lists the results, and takes them back', async () => {
    const terms = (id: number) =>
      stage.worker.clients
        .get(`demoLocation0000000${id}`)
        ?.services.find(({ service }) => service === 'call.outbound')
    Object.assign(terms(2) ?? {}, { billedBy: 'agency', multiplier: null })
    Object.assign(terms(3) ?? {}, { multiplier: '2' })
    await pick('Alpenblick Dental', 'Coastal Fitness', 'Dr. Ames Chiropractic')
    const sent = puts().length
    await preview()
    const text = await dialog().innerText()
    expect(text).toContain('2 change, 1 stay as they are, 0 cannot.')
    expect(text).toContain('1 of these have terms of their own now')
    expect(text).toMatch(/Alpenblick Dental\s+Rebilled by you, 1\.50×\s+Rebilled by you, 2\.00×/)
    expect(puts()).toHaveLength(sent)

    await dialog().getByRole('button', { name: 'Switch 2 clients' }).click()
    await dialog().getByText('2 of 2 switched.').waitFor()
    expect(terms(0)).toMatchObject({ billedBy: 'ledger', multiplier: '2' })
    expect(terms(2)).toMatchObject({ billedBy: 'ledger', multiplier: '2' })
    const keys = puts()
      .slice(sent)
      .map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(2)

    await dialog().getByRole('button', { name: 'Undo these 2' }).click()
    await dialog().getByText('2 of 2 taken back.').waitFor()
    expect(terms(0)).toMatchObject({ billedBy: 'ledger', multiplier: '1.5' })
    expect(terms(2)).toMatchObject({ billedBy: 'agency', multiplier: null })
    expect(terms(3)).toMatchObject({ multiplier: '2', version: 7 })
  })

  test('one that fails is named and can be tried again with its key; one the plan caps is not sent', async () => {
    const capped = stage.worker.clients
      .get('demoLocation00000003')
      ?.services.find(({ service }) => service === 'call.outbound')
    if (capped) capped.multiplierCap = '1.05'
    await pick('Alpenblick Dental', 'Coastal Fitness', 'Dr. Ames Chiropractic')
    await preview()
    expect(await dialog().innerText()).toContain('at most 1.05× here')
    const sent = puts().length
    stage.worker.twist('PUT', { status: 500, code: 'internal' })
    await dialog().getByRole('button', { name: 'Switch 2 clients' }).click()
    await dialog().getByText('1 of 2 switched.').waitFor()
    await dialog().getByText('req-test').waitFor()
    await dialog().getByRole('button', { name: 'Try the others again' }).click()
    await dialog().getByText('2 of 2 switched.').waitFor()
    const [first, , again] = puts().slice(sent)
    expect(again?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
  })

  test('a session that ends in the middle stops it: the rest is said to be not sent', async () => {
    await pick('Alpenblick Dental', 'Coastal Fitness', 'Dr. Ames Chiropractic')
    await preview()
    const gate = Promise.withResolvers<void>()
    stage.worker.twist('PUT', gate.promise)
    const sent = puts().length
    await dialog().getByRole('button', { name: 'Switch 3 clients' }).click()
    await expect.poll(() => puts().length).toBe(sent + 1)
    stage.worker.revokeSession()
    gate.resolve()
    await dialog().getByText('0 of 3 switched.').waitFor()
    expect(await dialog().getByText('not sent').count()).toBe(2)
    await stage.signIn()
  })

  test('more than 50 at a time are refused before anything is read', async () => {
    await tools().getByLabel('Select all shown').check()
    await tools().getByText('At most 50 at a time.').waitFor()
    const asked = stage.worker.asked.length
    await tools().getByRole('button', { name: 'Switch a service …' }).click({ force: true })
    expect(await dialog().count()).toBe(0)
    expect(stage.worker.asked.length).toBe(asked)
  })
})
