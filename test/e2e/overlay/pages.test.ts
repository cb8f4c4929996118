import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Stage } from './stage.ts'

const CLIENT = 'demoLocation00000002'
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage({ grants: ['http://127.0.0.1/*', 'https://app.closebot.com/*'] })
  await stage.signIn()
})
afterAll(() => stage.close())
afterEach(() => page.close())

const slot = (name: string) => page.locator(`rebill-lens[data-slot="${name}"]`)

describe('inside a sub-account', () => {
  test('a badge in the header: balance and runway, details on a click', async () => {
    page = await stage.open(`/v2/location/${CLIENT}/dashboard`)
    await page.locator('.hl_header--controls > rebill-lens').getByText('$3.21').waitFor()
    expect(await slot('clientBadge').locator('.rl').innerText()).toMatch(/\$3\.21\s*1\.5 d/)
    await slot('clientBadge').getByRole('button').click()
    await page.getByText('The balance is below the reload threshold.').waitFor()
    await page.getByText('$9.94 · 31.8%').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.card[popover]').waitFor({ state: 'detached' })
  })

  test('without a header it floats, no wider than what it says', async () => {
    page = await stage.open(`/v2/location/${CLIENT}/dashboard`)
    await slot('clientBadge').getByText('$3.21').waitFor()
    await page.evaluate(() => document.querySelector('.hl_header')?.remove())
    await page.locator('[data-float] > rebill-lens').getByText('$3.21').waitFor()
    expect((await slot('clientBadge').boundingBox())?.width).toBeLessThan(200)
  })
})

describe('the agency dashboard', () => {
  test('sums the month, names who needs a look, and says how the books stand', async () => {
    page = await stage.open('/agency_dashboard/')
    // 60 clients of 31.25 price, 20.10 cost, 1.21 fees, 9.94 profit.
    await page.getByText('$596.40').waitFor()
    const text = await slot('agencySummary').locator('.summary').innerText()
    expect(text).toContain('$1,875.00')
    expect(text).toContain('$1,206.00')
    expect(text).toContain('$72.60')
    expect(text).toContain('31.8%')
    expect(text).toContain('Books: balanced')
    expect(text).toContain('Platform wallet: waiting for 1')
    await page.getByRole('button', { name: 'Failed payments: 1' }).click()
    const link = slot('agencySummary').getByRole('link', { name: 'Dr. Ames Chiropractic' })
    expect(await link.getAttribute('href')).toBe('/accounts/detail/demoLocation00000003')
  })

  test('books that are off are said in red, and an agency read in part has no totals', async () => {
    stage.worker.status.imbalance = { USD: '0.01' }
    page = await stage.open('/agency_dashboard/')
    await page.getByRole('button', { name: 'Books: off by $0.01' }).waitFor()
    stage.worker.status.imbalance = { USD: '0' }
  })

  test('a worker that fails is named, and trying again brings the sums', async () => {
    await stage.browser.stopBackground()
    stage.worker.twist('GET /v1/clients', { status: 500, code: 'internal' })
    page = await stage.open('/agency_dashboard/')
    await page.getByText('req-test').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('$596.40').waitFor()
  })
})

describe('the margin lens', () => {
  test('stands beside each multiplier of the reselling page, and follows what is typed (W2)', async () => {
    page = await stage.open('/reselling')
    const lens = page.locator('.price rebill-lens .popout')
    await lens.nth(2).waitFor()
    expect(await lens.count()).toBe(3)
    expect(await lens.nth(0).innerText()).toContain('−$0.11 per $10.00 reload')
    await page.getByLabel('Phone multiplier').fill('1.5')
    await lens.nth(0).getByText('$2.74 per $10.00 reload').waitFor()
    await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('#price-0')
      if (field) field.value = '1.0627'
    })
    await lens.nth(0).getByText('$0.00 per $10.00 reload').waitFor()
  })

  test('shows price, fee, break-even at the reload typed, and what the month would have made', async () => {
    page = await stage.open('/reselling')
    await page.locator('.price rebill-lens').first().getByRole('button').click()
    const card = page.locator('.card[popover]')
    await card.waitFor()
    expect(await card.innerText()).toMatch(/Price of 100 in cost\s+\$105\.00/)
    expect(await card.innerText()).toMatch(/Breaks even from\s+1\.0627×/)
    // 1,206.00 × 1.05 = 1,266.30, less the cost, less 5.9 % of the price.
    expect(await card.innerText()).toMatch(/On this month’s usage\s+−\$14\.41\s+now \$596\.40/)
    expect(await card.innerText()).toContain('cost of the running month so far ($1,206.00, 60 clients)')
    await card.getByLabel('At reloads of').fill('100')
    await card.getByText('1.0331×').waitFor()
    expect(await page.locator('.price rebill-lens .popout').nth(1).innerText()).toContain(
      'per $100.00 reload',
    )
  })

  test('reads a markup in percent on the SaaS page, and leaves other fields alone', async () => {
    page = await stage.open('/saas-configurator')
    const lens = page.locator('.price rebill-lens .popout')
    await lens.nth(1).waitFor()
    expect(await lens.count()).toBe(2)
    expect(await lens.nth(0).innerText()).toContain('1.05×')
    expect(await lens.nth(1).innerText()).toContain('2.00×')
  })

  test('its pages only: a field of that name elsewhere has none', async () => {
    page = await stage.open(`/v2/location/${CLIENT}/dashboard`)
    await slot('clientBadge').getByText('$3.21').waitFor()
    await page.evaluate(() => {
      const field = document.createElement('input')
      field.name = 'markup'
      document.querySelector('.hl_wrapper--inner')?.append(field)
    })
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    expect(await slot('marginLens').count()).toBe(0)
  })
})

describe('“Something wrong here?”', () => {
  test('shows the whole report first; there is no id, name or amount in it', async () => {
    page = await stage.open(`/accounts/detail/${CLIENT}`)
    await page.getByText('$3.21').waitFor()
    await page.getByRole('button', { name: 'Something wrong here?' }).click()
    const report = await page.getByLabel('Report', { exact: true }).inputValue()
    expect(report).toContain('page: highlevel manageClient /accounts/detail/:id')
    expect(report).toContain('clientPanel: 1 (expected one), selector 1')
    expect(report).toMatch(/^Rebill Lens \d+\.\d+\.\d+$/m)
    for (const word of [CLIENT, 'Coastal', '3.21', 'demoLocation', 'http']) expect(report).not.toContain(word)
  })

  test('tells when the page has no place that was expected', async () => {
    page = await stage.open(`/v2/location/${CLIENT}/dashboard`)
    await slot('clientBadge').getByText('$3.21').waitFor()
    await page.evaluate(() => document.querySelector('.hl_header')?.remove())
    await page.locator('[data-float] > rebill-lens').getByRole('button').click()
    await page.getByRole('button', { name: 'Something wrong here?' }).click()
    const report = await page.getByLabel('Report', { exact: true }).inputValue()
    expect(report).toContain('clientBadge: 0 (expected one), no selector')
    expect(report).toContain('floating: 1')
  })
})
