import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
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
  stage.worker.prices.refuse.clear()
  page = await stage.open('/sub-accounts/')
  await page.getByRole('button', { name: 'Sort, filter, switch' }).click()
})
afterEach(() => page.close())

const tools = () => page.locator('rebill-lens[data-slot="listTools"]')
const names = () => tools().locator('tbody th').allInnerTexts()
const dialog = () => page.getByRole('dialog')
/** Bulk changes sent; previews change nothing. */
const sent = () =>
  stage.worker.asked.filter(
    ({ method, path }) => method === 'POST' && /\/bulk$|^\/v1\/bulk-changes/.test(path),
  )

async function pick(...clients: string[]): Promise<void> {
  for (const client of clients) await tools().getByLabel(`Select ${client}`, { exact: true }).check()
}
async function openDialog(): Promise<void> {
  await tools().getByRole('button', { name: 'Switch a service …' }).click()
  await dialog().getByLabel('Service').selectOption({ label: 'Calls, made' })
}
async function preview(): Promise<void> {
  await openDialog()
  await dialog().getByLabel('Multiplier').fill('2')
  await dialog().getByRole('button', { name: 'Preview' }).click()
  await dialog().getByText('cannot.').waitFor()
}

describe('sort and filter', () => {
  test('those that need a look come first; headings sort, and turn round', async () => {
    const firstOnes = async (count: number) => (await names()).slice(0, count)
    await eventually(() => firstOnes(2)).toEqual(['Dr. Ames Chiropractic', 'Coastal Fitness'])
    await tools().getByRole('button', { name: 'Balance' }).click()
    await eventually(() => tools().locator('th[aria-sort="ascending"]').innerText()).toContain('Balance')
    expect(await firstOnes(1)).toEqual(['Dr. Ames Chiropractic'])
    await tools().getByRole('button', { name: 'Balance' }).click()
    await eventually(() => tools().locator('th[aria-sort="descending"]').innerText()).toContain('Balance')
    expect(await firstOnes(1)).not.toEqual(['Dr. Ames Chiropractic'])
  })

  test('by words and by state', async () => {
    await tools().getByLabel('Search clients').fill('alpen')
    await eventually(() => names()).toEqual(['Alpenblick Dental'])
    await tools().getByLabel('Search clients').fill('')
    await tools().getByLabel('Show', { exact: true }).selectOption('not')
    await eventually(() => names()).toEqual(['Client 6'])
    await tools().getByLabel('Search clients').fill('nobody')
    await tools().getByText('No client fits.').waitFor()
  })
})

describe('a bulk switch', () => {
  const terms = (id: number) =>
    stage.worker.clients
      .get(`demoLocation0000000${id}`)
      ?.services.find(({ service }) => service === 'call.outbound')

  test('shows what it overwrites, is one request for all, lists the results, and is taken back by one', async () => {
    Object.assign(terms(2) ?? {}, { billedBy: 'agency', multiplier: null })
    Object.assign(terms(3) ?? {}, { multiplier: '2' })
    await pick('Alpenblick Dental', 'Coastal Fitness', 'Dr. Ames Chiropractic')
    const before = sent().length
    await preview()
    const text = await dialog().innerText()
    expect(text).toContain('2 change, 1 stays as it is, 0 cannot.')
    expect(text).toContain('1 of these has terms of its own now')
    expect(text).toMatch(/Alpenblick Dental\s+Rebilled by you, 1\.50×\s+Rebilled by you, 2\.00×/)
    expect(sent()).toHaveLength(before)

    await dialog().getByRole('button', { name: 'Switch 2 clients' }).click()
    await dialog().getByText('2 of 2 switched.').waitFor()
    expect(terms(0)).toMatchObject({ billedBy: 'ledger', multiplier: '2' })
    expect(terms(2)).toMatchObject({ billedBy: 'ledger', multiplier: '2' })
    const [apply, ...more] = sent().slice(before)
    expect(more).toHaveLength(0)
    expect(apply?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/)
    expect(apply?.body).toEqual({
      billedBy: 'ledger',
      multiplier: '2',
      clients: [
        { id: 'demoLocation00000000', version: 7 },
        { id: 'demoLocation00000002', version: 7 },
      ],
    })

    await dialog().getByRole('button', { name: 'Undo these 2' }).click()
    await dialog().getByText('2 of 2 taken back.').waitFor()
    expect(terms(0)).toMatchObject({ billedBy: 'ledger', multiplier: '1.5' })
    expect(terms(2)).toMatchObject({ billedBy: 'agency', multiplier: null })
    expect(terms(3)).toMatchObject({ multiplier: '2', version: 7 })
  })

  test('clients can be sent back to the agency’s default, without a price', async () => {
    await pick('Alpenblick Dental', 'Coastal Fitness')
    await openDialog()
    await dialog().getByLabel('Who bills it').selectOption({ label: 'Your default' })
    await eventually(() => dialog().getByLabel('Multiplier').count()).toBe(0)
    await dialog().getByRole('button', { name: 'Preview' }).click()
    await dialog().getByText('2 change, 0 stay').waitFor()
    await dialog().getByRole('button', { name: 'Switch 2 clients' }).click()
    await dialog().getByText('2 of 2 switched.').waitFor()
    expect(sent().at(-1)?.body).toMatchObject({ billedBy: 'default' })
    expect(sent().at(-1)?.body).not.toHaveProperty('multiplier')
    expect(terms(0)).toMatchObject({ terms: 'default' })
  })

  test('what the plan caps is said before, what is refused after, and the others are previewed again', async () => {
    const capped = terms(3)
    if (capped) capped.multiplierCap = '1.05'
    stage.worker.prices.refuse.set('demoLocation00000002', 'crm_rebilling_unknown')
    await pick('Alpenblick Dental', 'Coastal Fitness', 'Dr. Ames Chiropractic')
    await preview()
    await eventually(() => dialog().innerText()).toMatch(
      /Dr\. Ames Chiropractic\s+Rebilled by you, 1\.50×\s+At most 1\.05 here\./,
    )
    await dialog().getByRole('button', { name: 'Switch 2 clients' }).click()
    await dialog().getByText('1 of 2 switched.').waitFor()
    await dialog().getByText('whether the CRM’s own rebilling is off').waitFor()
    stage.worker.prices.refuse.clear()
    await dialog().getByRole('button', { name: 'Preview the others again' }).click()
    await dialog().getByRole('button', { name: 'Switch one client' }).click()
    await dialog().getByText('1 of 1 switched.').waitFor()
    expect(terms(2)).toMatchObject({ multiplier: '2' })
  })

  test('without an answer nobody is called switched, and the same request goes again with its key', async () => {
    await pick('Alpenblick Dental', 'Coastal Fitness')
    await preview()
    const before = sent().length
    stage.worker.twist('POST', 'cut', 100)
    await dialog().getByRole('button', { name: 'Switch 2 clients' }).click()
    await dialog().getByText('it is not known whether this was saved').waitFor()
    stage.worker.calm()
    await dialog().getByRole('button', { name: 'Try again' }).click()
    await dialog().getByText('2 of 2 switched.').waitFor()
    const keys = sent()
      .slice(before)
      .map(({ headers }) => headers['idempotency-key'])
    expect(keys.length).toBeGreaterThan(1)
    expect(new Set(keys).size).toBe(1)
  })

  test('a session that ended is said, and nothing is called switched', async () => {
    await pick('Alpenblick Dental', 'Coastal Fitness')
    await preview()
    stage.worker.revokeSession()
    await dialog().getByRole('button', { name: 'Switch 2 clients' }).click()
    await dialog().getByText('You are signed out.').waitFor()
    expect(terms(0)).toMatchObject({ multiplier: '1.5' })
    await stage.signIn()
  })

  test('more than 100 at a time are refused before anything is read', async () => {
    for (const [index, client] of sampleClients().entries()) {
      client.overview.id = `moreLocation${String(index).padStart(8, '0')}`
      stage.worker.clients.set(client.overview.id, client)
    }
    await stage.browser.stopBackground()
    await page.reload()
    await page.getByRole('button', { name: 'Sort, filter, switch' }).click()
    await tools().getByLabel('Select all shown').check()
    await tools().getByText('At most 100 at a time.').waitFor()
    // The rows of the page may still be asking for their own clients.
    const asked = () => stage.worker.asked.filter(({ method }) => method === 'POST').length
    const before = asked()
    await tools().getByRole('button', { name: 'Switch a service …' }).click({ force: true })
    await tools().getByLabel('Select all shown').uncheck()
    await tools().getByText('At most 100 at a time.').waitFor({ state: 'detached' })
    expect(await dialog().count()).toBe(0)
    expect(asked()).toBe(before)
  })
})
