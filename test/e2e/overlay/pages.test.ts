import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { sampleWallets } from '../../support/browser-overlay.ts'
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
    await eventually(() => slot('clientBadge').locator('.rl').innerText()).toMatch(/\$3\.21\s*1\.5 d/)
    await slot('clientBadge').getByRole('button').click()
    await page.getByText('The balance is below the reload threshold.').waitFor()
    await page.getByText('$9.94 · 31.8%').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.card[popover]').waitFor({ state: 'detached' })
  })

  test('without a header it floats with the client’s name, no wider than what it says', async () => {
    page = await stage.open(`/v2/location/${CLIENT}/dashboard`)
    await slot('clientBadge').getByText('$3.21').waitFor()
    await page.evaluate(() => document.querySelector('.hl_header')?.remove())
    await page.locator('[data-float] > rebill-lens').getByText('$3.21').waitFor()
    await eventually(() => slot('clientBadge').locator('.rl').innerText()).toMatch(
      /Coastal Fitness\s*\$3\.21/,
    )
    const box = await slot('clientBadge').boundingBox()
    expect(box?.width).toBeLessThan(260)
    // In the corner, not in the middle of where a wide panel would stand.
    const right = (box?.x ?? 0) + (box?.width ?? 0)
    expect(await page.evaluate('document.documentElement.clientWidth')).toBe(right + 16)
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
    await eventually(() => link.getAttribute('href')).toBe('/accounts/detail/demoLocation00000003')
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

describe('the wallets at the platform, on the agency’s bill', () => {
  const chip = () => slot('agencySummary').getByRole('button', { name: /^Wallets/ })

  test('stand beside those of our ledger, the lowest named, with what both moved in 30 days', async () => {
    page = await stage.open('/settings/billing')
    await chip().waitFor()
    await eventually(() => chip().innerText()).toBe('Wallets: $125.33 at HighLevel, $6,912.04 with you')
    await chip().click()
    const card = page.locator('.bubble.card')
    await card.waitFor()
    await eventually(() => card.innerText()).toMatch(/Alpenblick Dental\s+−\$2\.15\s+Brückner/)
    await eventually(() => card.innerText()).toMatch(/The platforms took, 30 days\s+\$1,360\.00/)
    await eventually(() => card.innerText()).toMatch(/Clients were billed, 30 days\s+\$1,530\.00/)
    await eventually(() => card.innerText()).toContain('7 of 9 sub-accounts have a wallet there.')
  })

  test.each([
    ['notConfigured', 'Your worker has no HighLevel token'],
    ['refused', 'HighLevel refused your worker’s token.'],
    ['rateLimited', 'HighLevel allows no more requests just now.'],
  ] as const)('where they are not to be had (%s) it says why, and our side stands', async (reading, text) => {
    Object.assign(stage.worker.overlay.wallets, { reading, balance: null, wallets: [] })
    page = await stage.open('/settings/billing')
    await chip().click()
    await page.getByText(text).waitFor()
    await eventually(() => chip().innerText()).toBe('Wallets: not known at HighLevel, $6,912.04 with you')
    stage.worker.overlay.wallets = sampleWallets()
  })

  test('are not asked for on the dashboard', async () => {
    const asked = stage.worker.asked.length
    page = await stage.open('/agency_dashboard/')
    await page.getByText('$596.40').waitFor()
    const paths = stage.worker.asked.slice(asked).map(({ path }) => path)
    expect(paths).not.toContain('/v1/platform-wallets')
  })
})

describe('the margin lens', () => {
  test('stands beside each multiplier of the reselling page, and follows what is typed (W2)', async () => {
    page = await stage.open('/reselling')
    const lens = page.locator('.price rebill-lens .popout')
    await lens.nth(2).waitFor()
    await eventually(() => lens.count()).toBe(3)
    await eventually(() => lens.nth(0).innerText()).toContain('−$0.11 per $10.00 reload')
    await page.getByLabel('Phone multiplier').fill('1.5')
    await lens.nth(0).getByText('$2.74 per $10.00 reload').waitFor()
    await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('#price-0')
      if (field) field.value = '1.0627'
    })
    await lens.nth(0).getByText('$0.00 per $10.00 reload').waitFor()
  })

  test('shows price, fee, break-even at the reload typed, and what it had made of 30 days, by service', async () => {
    page = await stage.open('/reselling')
    await page.locator('.price rebill-lens').first().getByRole('button').click()
    const card = page.locator('.card[popover]')
    await card.waitFor()
    await eventually(() => card.innerText()).toMatch(/Price of 100 in cost\s+\$105\.00/)
    await eventually(() => card.innerText()).toMatch(/Breaks even from\s+1\.0627×/)
    // "Phone" is SMS and calls, 800 + 200 at cost: × 1.05 = 1,050.00, less the cost, less 5.9 % of the price.
    await eventually(() => card.innerText()).toMatch(/On the last 30 days’ usage\s+−\$11\.95\s+was −\$11\.95/)
    await eventually(() => card.innerText()).toMatch(/SMS, sent\s+−\$9\.56\s+Calls, made\s+−\$2\.39/)
    await eventually(() => card.innerText()).toContain(
      'SMS, sent + Calls, made, all clients: $1,000.00 at cost',
    )
    await card.getByLabel('At reloads of').fill('100')
    await card.getByText('1.0331×').waitFor()
    await eventually(() => page.locator('.price rebill-lens .popout').nth(1).innerText()).toContain(
      'per $100.00 reload',
    )
  })

  test('a field for all products is about all services, beside the agency’s own bill', async () => {
    page = await stage.open('/settings/billing')
    await page.locator('.price rebill-lens').first().getByRole('button').click()
    const card = page.locator('.card[popover]')
    await card.getByText('All services, all clients: $1,360.00 at cost').waitFor()
    await eventually(() => card.innerText()).toMatch(/On the last 30 days’ usage\s+−\$16\.25\s+was \$79\.73/)
  })

  test('reads a markup in percent on the SaaS page, and leaves other fields alone', async () => {
    page = await stage.open('/saas-configurator')
    const lens = page.locator('.price rebill-lens .popout')
    await lens.nth(1).waitFor()
    await eventually(() => lens.count()).toBe(2)
    await eventually(() => lens.nth(0).innerText()).toContain('1.05×')
    await eventually(() => lens.nth(1).innerText()).toContain('2.00×')
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
