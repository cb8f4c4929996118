import { eventually } from '../../support/browser-eventually.ts'
import { until } from '../../support/browser-until.ts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inExtension, keep, send } from '../../support/browser-own.ts'
import { openStage, type Stage } from './stage.ts'

const CLIENT = 'demoLocation00000002'
const SOURCE = 'src_demo_00000001'
const ORIGIN = 'https://app.closebot.com/*'
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ grants: ['http://127.0.0.1/*', ORIGIN] })
  await stage.signIn()
})
afterAll(() => stage.close())

async function openSource(): Promise<Page> {
  const page = await stage.browser.newPage(`${stage.crm.closebotUrl}/sources/${SOURCE}`)
  await until(page, 'window.demoCrm')
  return page
}

/** A page that was loaded later has its panel: by then this one would have its own. */
async function expectNone(page: Page): Promise<void> {
  const other = await stage.open(`/accounts/detail/${CLIENT}`)
  await other.locator('rebill-lens').getByText('$3.21').waitFor()
  await other.close()
  expect(await page.locator('rebill-lens').count()).toBe(0)
}

test('a granted host that nobody listed has no overlay', async () => {
  const page = await openSource()
  await expectNone(page)
  await page.close()
})

test('listed in the options, a source has the panel of its client, whom the worker’s directory knows', async () => {
  await keep(stage.browser, { 'crm.domains': ['app.closebot.com'] })
  // The background registers the site each time it starts.
  await stage.browser.stopBackground()
  await send(stage.browser, 'session.status', {})
  await expect
    .poll(() =>
      inExtension(stage.browser, 'chrome.scripting.getRegisteredContentScripts().then((all) => all.length)'),
    )
    .toBe(1)
  stage.worker.overlay.directory.set(`closebot ${SOURCE}`, CLIENT)
  const page = await openSource()
  await page.locator('main > rebill-lens').getByText('$3.21').waitFor()
  const asked = stage.worker.asked.map(({ path }) => path)
  expect(asked).toContain(`/v1/directory/closebot/${SOURCE}`)
  expect(asked).toContain(`/v1/clients/${CLIENT}`)
  await page.getByRole('button', { name: 'Something wrong here?' }).click()
  const report = await page.getByLabel('Report', { exact: true }).inputValue()
  expect(report).toContain('page: closebot manageClient /sources/:id')
  for (const id of [CLIENT, SOURCE]) expect(report).not.toContain(id)
  await page.close()
})

test('revoked means gone, in a tab that is open, and it does not come back', async () => {
  const page = await openSource()
  await page.locator('main > rebill-lens').getByText('$3.21').waitFor()
  await inExtension(stage.browser, `chrome.permissions.remove({ origins: ['${ORIGIN}'] })`)
  await eventually(() => page.locator('rebill-lens').count()).toBe(0)
  await page.reload()
  await until(page, 'window.demoCrm')
  await expectNone(page)
  await page.close()
})
