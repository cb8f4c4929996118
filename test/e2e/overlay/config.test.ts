import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { send } from '../../support/browser-own.ts'
import { openStage, type Stage } from './stage.ts'

const CLIENT = 'demoLocation00000000'
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
afterEach(() => page.close())

/** What the worker says from now on, and a new session, with which the extension reads it. */
async function configured(config: unknown): Promise<void> {
  stage.worker.overlay.config = config
  const asked = stage.worker.asked.length
  await stage.signIn()
  const isAsked = () => stage.worker.asked.slice(asked).some(({ path }) => path === '/v1/extension/config')
  await eventually(isAsked).toBe(true)
}
const known = () => send(stage.browser, 'config.get', {})
const given = (config: unknown) => ({ ok: true, value: config })

const slot = (name: string) => page.locator(`rebill-lens[data-slot="${name}"]`)
/** The page after an update of the CRM: what the panel stands in has another name. */
const renamed = `(() => {
  const rename = () => {
    for (const element of document.querySelectorAll('.hl_wrapper, .hl_wrapper--inner')) {
      element.className = element.className.replace('hl_wrapper', 'new-frame')
    }
  }
  new MutationObserver(rename).observe(document.querySelector('#app'), { childList: true, subtree: true })
  rename()
})()`

test('a selector from the worker finds an anchor that has moved', async () => {
  await configured({ flags: {}, selectors: [] })
  page = await stage.open('/nowhere')
  await page.evaluate(renamed)
  await page.evaluate(`demoCrm.go('/accounts/detail/${CLIENT}')`)
  // The bundled selectors know no such place: the panel floats.
  await page.locator('[data-float] > rebill-lens').getByText('$12.40').waitFor()
  await page.close()

  const selector = '.new-frame--inner'
  await configured({
    flags: {},
    selectors: [{ page: 'manageClient', slot: 'clientPanel', selector, place: 'prepend' }],
  })
  await eventually(known).toMatchObject({ value: { selectors: [{ selector }] } })
  page = await stage.open('/nowhere')
  await page.evaluate(renamed)
  await page.evaluate(`demoCrm.go('/accounts/detail/${CLIENT}')`)
  await page.locator(`${selector} > rebill-lens`).getByText('$12.40').waitFor()
  await eventually(() => page.locator('[data-float]').count()).toBe(0)
})

test('a flag that is off hides its feature, its place and nothing else', async () => {
  await configured({ flags: { 'client-tools': false }, selectors: [] })
  await eventually(known).toMatchObject({ value: { flags: { 'client-tools': false } } })
  page = await stage.open('/sub-accounts/')
  await slot('clientRow').first().getByText('$12.40').waitFor()
  await eventually(() => slot('listTools').count()).toBe(0)
})

test.each([
  ['rubbish', 7],
  ['flags of another kind', { flags: 'all', selectors: [] }],
  ['no selectors', { flags: {} }],
])('%s from the worker leaves what is bundled at work', async (_what, config) => {
  await configured(config)
  await eventually(known).toEqual(given({ flags: {}, selectors: [] }))
  page = await stage.open(`/accounts/detail/${CLIENT}`)
  await page.locator('.hl_wrapper--inner > rebill-lens').getByText('$12.40').waitFor()
})

test('one bad entry does not cost the good ones', async () => {
  const good = { page: 'manageClient', slot: 'clientPanel', selector: '.x', place: 'prepend' }
  await configured({
    flags: { 'client-row': 'no', 'margin-lens': false },
    selectors: [{ ...good, place: 'replace' }, { ...good, selector: 'main[[' }, good, 'x'],
  })
  await expect
    .poll(known)
    .toEqual(given({ flags: { 'margin-lens': false }, selectors: [{ ...good, selector: 'main[[' }, good] }))
  page = await stage.open(`/accounts/detail/${CLIENT}`)
  await page.locator('.hl_wrapper--inner > rebill-lens').getByText('$12.40').waitFor()
})
