/** Whose a CloseBot source is: the form on its page, and how it is changed there. */
import type { Page } from 'playwright-core'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import { expectOverlayAccessible } from '../../support/browser-axe.ts'
import { eventually } from '../../support/browser-eventually.ts'
import { inExtension, keep, send } from '../../support/browser-own.ts'
import { sampleDetail, sampleOverview } from '../../support/browser-samples.ts'
import { until } from '../../support/browser-until.ts'
import { openStage, type Stage } from './stage.ts'

const SOURCE = 'src_demo_00000001'
const PLACE = `closebot ${SOURCE}`
const PATH = `/v1/directory/closebot/${SOURCE}`
const CLIENT = 'demoLocation00000002'
const OTHER = 'demoLocation00000000'

async function openCloseBot(role: 'owner' | 'staff'): Promise<Stage> {
  const stage = await openStage({ grants: ['http://127.0.0.1/*', 'https://app.closebot.com/*'] }, { role })
  await stage.signIn()
  await keep(stage.browser, { 'crm.domains': ['app.closebot.com'] })
  // The background registers the site each time it starts.
  await stage.browser.stopBackground()
  await send(stage.browser, 'session.status', {})
  const count = 'chrome.scripting.getRegisteredContentScripts().then((all) => all.length)'
  await vi.waitFor(async () => expect(await inExtension(stage.browser, count)).toBe(1), { timeout: 20_000 })
  return stage
}

async function openSource(stage: Stage): Promise<Page> {
  const page = await stage.browser.newPage(`${stage.crm.closebotUrl}/sources/${SOURCE}`)
  await until(page, 'window.demoCrm')
  return page
}

describe('as the owner', () => {
  let stage: Stage
  let page: Page
  beforeAll(async () => {
    stage = await openCloseBot('owner')
  })
  afterAll(() => stage.close())
  beforeEach(async () => {
    stage.worker.overlay.directory.clear()
    stage.worker.calm()
    stage.worker.asked.length = 0
    await stage.speak('en')
  })
  afterEach(() => page.close())

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const dialog = () => page.getByRole('dialog')
  const search = () => page.getByLabel('Search a client by name or id')
  const picks = () => page.getByRole('group', { name: 'Clients' }).getByRole('radio')
  const written = () =>
    stage.worker.asked
      .filter(({ method, path }) => method !== 'GET' && path === PATH)
      .map(({ method, query, body }) => ({ method, query: query.toString(), body }))
  const holder = () => stage.worker.overlay.directory.get(PLACE)
  const focused = () => page.evaluate('document.activeElement?.shadowRoot?.activeElement?.className')

  async function openForm(): Promise<void> {
    page = await openSource(stage)
    await page.getByRole('heading', { name: 'Which client is this?' }).waitFor()
    await search().waitFor()
  }
  async function openChange(): Promise<void> {
    stage.worker.overlay.directory.set(PLACE, CLIENT)
    page = await openSource(stage)
    await button('Coastal Fitness: change whose CloseBot source this is').click()
    await dialog().getByRole('radio').first().waitFor()
  }

  test('a source nobody knows asks whose it is: searched by name, one click, pending until the worker answers', async () => {
    await openForm()
    await eventually(() => page.locator('.connect p').first().innerText()).toContain(SOURCE)
    await search().fill('fitness coast')
    await eventually(() => picks().count()).toBe(1)
    await page.getByText('Coastal Fitness').click()
    const { promise, resolve } = Promise.withResolvers<void>()
    stage.worker.twist(`PUT ${PATH}`, promise)
    await button('Connect to Coastal Fitness').click()
    const pending = button('Connecting …')
    await pending.waitFor()
    expect(await pending.getAttribute('aria-busy')).toBe('true')
    await pending.click({ force: true })
    expect(await page.locator('.facts').count()).toBe(0)
    resolve()
    await page.locator('.whose').getByText('Coastal Fitness').waitFor()
    await page.locator('.fact.lead').getByText('$3.21').waitFor()
    await page.getByRole('status').getByText('Connected.').waitFor()
    expect(written()).toEqual([{ method: 'PUT', query: '', body: { client: CLIENT } }])
    // The form that had the focus is gone: it stands at the panel, not at the page's top.
    await eventually(focused).toBe('account')
  })

  test('nothing is chosen unseen, and nothing is sent unchosen', async () => {
    await openForm()
    await eventually(() => picks().count()).toBe(6)
    await page.getByText('54 more. Type more of the name to see them.').waitFor()
    await picks().first().check()
    await button(/^Connect to/).waitFor()
    await search().fill('no such client')
    await page.getByText('No client fits “no such client”.').waitFor()
    await search().press('Enter')
    await button('Connect').click({ force: true })
    expect(written()).toEqual([])
  })

  test('of more clients than are searched, one is connected by its whole id', async () => {
    const more = Array.from({ length: 1_000 }, (_, i) => sampleDetail(sampleOverview(60 + i), []))
    for (const client of more) stage.worker.clients.set(client.overview.id, client)
    // The background knows the clients of the test before for a moment, and the next test these.
    onTestFinished(async () => {
      for (const { overview } of more) stage.worker.clients.delete(overview.id)
      await stage.browser.stopBackground()
    })
    await stage.browser.stopBackground()
    await openForm()
    await page.getByText('Only 1000 of your clients are searched here.').waitFor()
    await search().fill('demoLocation00001059')
    await page.getByText('the client with this id').waitFor()
    await picks().check()
    await button('Connect to demoLocation00001059').click()
    await page.locator('.whose').getByText('Client 1060').waitFor()
    expect(holder()).toBe('demoLocation00001059')
  })

  test('by keyboard alone', async () => {
    await openForm()
    await search().focus()
    await page.keyboard.type('dental')
    await eventually(() => picks().count()).toBe(1)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.locator('.whose').getByText('Alpenblick Dental').waitFor()
    expect(holder()).toBe(OTHER)
  })

  test('somebody else was faster: theirs is shown, and told', async () => {
    await openForm()
    await page.getByText('Alpenblick Dental').click()
    stage.worker.overlay.directory.set(PLACE, CLIENT)
    await button('Connect to Alpenblick Dental').click()
    await page.locator('.whose').getByText('Coastal Fitness').waitFor()
    await page.getByRole('alert').getByText('it is connected to Coastal Fitness now').waitFor()
    expect(holder()).toBe(CLIENT)
  })

  test.each([
    [{ status: 409, code: 'account_connected' }, 'to a client that is not yours'],
    [{ status: 403, code: 'role_forbids' }, 'Only the owner of the agency connects'],
    [{ status: 404, code: 'not_found' }, 'This client is not in Rebill Lens any more'],
    [{ status: 500, code: 'internal' }, 'The worker had an error'],
    ['cut' as const, 'it is not known whether this was saved'],
  ])('a connection that meets %j says so; what was chosen stays', async (twist, told) => {
    await openForm()
    await page.getByText('Alpenblick Dental').click()
    stage.worker.twist(`PUT ${PATH}`, twist, 10)
    await button('Connect to Alpenblick Dental').click()
    await page.getByRole('alert').getByText(told).waitFor()
    stage.worker.calm()
    await button('Connect to Alpenblick Dental').click()
    await page.locator('.whose').getByText('Alpenblick Dental').waitFor()
  })

  test('clients that cannot be read are asked for again', async () => {
    // What the background read for the test before is gone with it.
    await stage.browser.stopBackground()
    stage.worker.twist('GET /v1/clients$', { status: 500, code: 'internal' })
    page = await openSource(stage)
    await page.getByText('The worker had an error').waitFor()
    await button('Try again').click()
    await eventually(() => picks().count()).toBe(6)
  })

  test('it is moved to another client: from the one that was shown, after another word on it', async () => {
    await openChange()
    await dialog().getByText('what was booked stays with Coastal Fitness').waitFor()
    await search().fill('coastal')
    await dialog().getByText('No client fits').waitFor()
    await search().fill('alpen')
    await picks().first().check()
    await dialog().getByRole('button', { name: 'Move to Alpenblick Dental' }).click()
    await dialog().waitFor({ state: 'detached' })
    await page.locator('.whose').getByText('Alpenblick Dental').waitFor()
    await page.locator('.fact.lead').getByText('$12.40').waitFor()
    expect(written()).toEqual([{ method: 'PUT', query: '', body: { client: OTHER, from: CLIENT } }])
  })

  test('it is disconnected after a question of its own, and asks again whose it is', async () => {
    await openChange()
    await dialog().getByRole('button', { name: 'Disconnect …' }).click()
    await page
      .getByRole('dialog', { name: 'Disconnect this CloseBot source from Coastal Fitness?' })
      .waitFor()
    await dialog().getByRole('button', { name: 'Back' }).click()
    await page.getByRole('dialog', { name: 'Whose CloseBot source is this?' }).waitFor()
    expect(written()).toEqual([])
    await dialog().getByRole('button', { name: 'Disconnect …' }).click()
    await dialog().getByRole('button', { name: 'Disconnect', exact: true }).click()
    await page.getByRole('heading', { name: 'Which client is this?' }).waitFor()
    expect(written()).toEqual([{ method: 'DELETE', query: `client=${CLIENT}`, body: null }])
    expect(holder()).toBeUndefined()
    await eventually(focused).toBe('account')
  })

  test('moved by somebody else meanwhile: theirs is shown, and mine is not sent over it', async () => {
    await openChange()
    stage.worker.overlay.directory.set(PLACE, 'demoLocation00000001')
    await picks().first().check()
    await dialog()
      .getByRole('button', { name: /^Move to/ })
      .click()
    await page.locator('.whose').getByText('Brückner & Söhne Immobilien').waitFor()
    await page.getByRole('alert').getByText('it is connected to Brückner & Söhne Immobilien now').waitFor()
    expect(holder()).toBe('demoLocation00000001')
  })

  test('disconnected by somebody else meanwhile: a move asks anew, a disconnection is done', async () => {
    await openChange()
    stage.worker.overlay.directory.delete(PLACE)
    await picks().first().check()
    await dialog()
      .getByRole('button', { name: /^Move to/ })
      .click()
    await page.getByRole('heading', { name: 'Which client is this?' }).waitFor()
    await page.getByRole('alert').getByText('Somebody else disconnected it in between.').waitFor()
    expect(holder()).toBeUndefined()
    await page.close()

    await openChange()
    await dialog().getByRole('button', { name: 'Disconnect …' }).click()
    stage.worker.overlay.directory.delete(PLACE)
    await dialog().getByRole('button', { name: 'Disconnect', exact: true }).click()
    await page.getByRole('heading', { name: 'Which client is this?' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  describe.each(['en', 'de'] as const)('axe, %s', (language) => {
    test.each(['light', 'dark'] as const)('%s', async (colorScheme) => {
      await stage.speak(language)
      page = await openSource(stage)
      await page.emulateMedia({ colorScheme })
      await page.reload()
      await picks0(page).first().check()
      await expectOverlayAccessible(page)
      stage.worker.twist(`PUT ${PATH}`, { status: 409, code: 'account_connected' })
      await page.locator('.connect form button').click()
      await page.getByRole('alert').waitFor()
      await expectOverlayAccessible(page)
      await page.locator('.connect form button').click()
      await page.locator('.whose button').click()
      await picks0(page).first().check()
      await expectOverlayAccessible(page)
      await dialog().locator('.leave button').click()
      await dialog().locator('button[data-kind="danger"]').waitFor()
      await expectOverlayAccessible(page)
    })
  })
  const picks0 = (of: Page) => of.locator('.picks input')
})

describe('as staff', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openCloseBot('staff')
  })
  afterAll(() => stage.close())

  test('who may connect it is named; once connected it is seen, and not changed', async () => {
    const page = await openSource(stage)
    await page.getByText('Only the owner of the agency connects one.').waitFor()
    expect(await page.getByRole('radio').count()).toBe(0)
    await expectOverlayAccessible(page)
    stage.worker.overlay.directory.set(PLACE, CLIENT)
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.locator('.whose').getByText('Coastal Fitness').waitFor()
    await page.locator('.fact.lead').getByText('$3.21').waitFor()
    expect(await page.locator('.whose button').count()).toBe(0)
    await page.close()
  })
})
