import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
})
afterAll(() => stage.close())
afterEach(() => page.close())

const row = (index: number) => page.locator(`#loc-demoLocation${String(index).padStart(8, '0')} rebill-lens`)
const text = (index: number) => row(index).locator('.row').innerText()

describe('the sub-accounts list', () => {
  test('shows balance, runway and state in each row, with one request for all of them', async () => {
    const before = stage.worker.asked.length
    page = await stage.open('/sub-accounts/')
    await row(0).getByText('$12.40').waitFor()
    await eventually(() => text(0)).toMatch(/\$12\.40\s+2\.5 d\s+31\.8%\s+Rebilling on/)
    await eventually(() => text(3)).toMatch(/−\$1\.07\s+0 d\s+31\.8%\s+Payment failed/)
    const asked = stage.worker.asked.slice(before).filter(({ query }) => query.has('ids'))
    expect(asked).toHaveLength(1)
    expect(asked[0]?.query.get('ids')?.split(',').length).toBeGreaterThan(9)
  })

  test('says what to do where rebilling can be enabled or cannot', async () => {
    page = await stage.open('/sub-accounts/')
    await row(1).getByRole('button', { name: 'Can be enabled' }).click()
    await page.getByText('Ask the client for a payment method first.').waitFor()
    expect(page.url()).toContain('/sub-accounts/')
    await page.mouse.click(600, 20)
    await row(5).getByRole('button', { name: 'Not available' }).click()
    await page.getByText('Only LC Phone can be rebilled').waitFor()
    await eventually(() => page.getByText('Ask the client for a payment method first.').count()).toBe(0)
  })

  test('rows recycled by scrolling show their new client', async () => {
    page = await stage.open('/sub-accounts/')
    await row(0).getByText('$12.40').waitFor()
    await page.locator('#locations-table').evaluate((table) => table.scrollTo(0, 40 * 64))
    await row(42).getByText('$126.42').waitFor()
    await eventually(() => page.locator('rebill-lens').count()).toBeLessThan(20)
    const astray = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.hl_agency-location:not([hidden]) rebill-lens')]
          .map((host) => [host.parentElement?.id, `loc-${host.dataset['key']}`])
          .filter(([row, client]) => row !== client),
      )
    await eventually(astray).toEqual([])
  })

  test('a client the worker does not know is named so', async () => {
    const gone = stage.worker.clients.get('demoLocation00000004')
    stage.worker.clients.delete('demoLocation00000004')
    await stage.browser.stopBackground()
    page = await stage.open('/sub-accounts/')
    await row(4).getByText('Not in Rebill Lens yet').waitFor()
    if (gone) stage.worker.clients.set('demoLocation00000004', gone)
  })

  test('a worker that fails is told in each row, and trying again brings the figures', async () => {
    await stage.browser.stopBackground()
    stage.worker.twist('GET /v1/clients', { status: 500, code: 'internal' }, 50)
    page = await stage.open('/sub-accounts/')
    await row(0).getByRole('button', { name: 'Try again' }).click()
    await page.locator('.bubble').getByText('The worker had an error (request req-test)').waitFor()
    stage.worker.calm()
    await page.locator('.bubble').getByRole('button', { name: 'Try again' }).click()
    await row(7).getByText('Rebilling on').waitFor()
  })

  test('speaks German, with German numbers', async () => {
    await stage.speak('de')
    page = await stage.open('/sub-accounts/')
    await row(0).getByText('12,40 $').waitFor()
    await eventually(() => text(0)).toMatch(/2,5 T\s+31,8\s%\s+Weiterberechnung an/)
    await stage.speak('en')
  })
})
