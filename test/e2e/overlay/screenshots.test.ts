import { mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleCharge } from '../../support/browser-money.ts'
import { openStage, type Stage } from './stage.ts'

/** Into the build folder; `SCREENSHOTS=docs/screenshots` renews the ones the documents show. */
const folder = fileURLToPath(
  new URL(`../../../${process.env['SCREENSHOTS'] ?? '.output/screenshots'}/`, import.meta.url),
)

describe.each([
  ['light', 'en'],
  ['dark', 'de'],
] as const)('screenshots, %s, %s', (colorScheme, language) => {
  let stage: Stage
  beforeAll(async () => {
    await mkdir(folder, { recursive: true })
    stage = await openStage({ colorScheme, viewport: { width: 1200, height: 640 } })
    await stage.signIn()
    await stage.speak(language)
  })
  afterAll(() => stage.close())

  async function shoot(
    name: string,
    path: string,
    prepare: (page: Awaited<ReturnType<Stage['open']>>) => Promise<void>,
  ) {
    const page = await stage.open(path)
    await prepare(page)
    const file = `${folder}overlay-${name}-${colorScheme}-${language}.png`
    await page.screenshot({ path: file, animations: 'disabled' })
    await page.close()
    expect((await stat(file)).size).toBeGreaterThan(10_000)
  }

  test('the list', () =>
    shoot('list', '/sub-accounts/', async (page) => {
      await page.locator('button.hint').first().click()
      await page.locator('.bubble').waitFor()
    }))

  test('manage client', () =>
    shoot('client', '/accounts/detail/demoLocation00000006', async (page) => {
      await page
        .locator('tbody[data-service="sms.outbound"] input')
        .first()
        .fill(language === 'de' ? '1,03' : '1.03')
      await page.locator('tbody[data-service="sms.outbound"] .rl-note').waitFor()
    }))

  test('the question before a switch', () =>
    shoot('confirm', '/accounts/detail/demoLocation00000006', async (page) => {
      await page.locator('tbody[data-service="sms.outbound"] input').first().fill('1.5')
      await page.getByRole('switch').first().click()
      await page.getByRole('dialog').waitFor()
    }))

  test('the CRM is to bill', () =>
    shoot('crm-bills', '/accounts/detail/demoLocation00000006', async (page) => {
      await page.locator('.who-choice').first().selectOption('crm')
      await page.getByRole('dialog').waitFor()
    }))

  test('the agency’s bill, with the wallets at the platform', () =>
    shoot('billing', '/settings/billing', async (page) => {
      await page.locator('.care button').nth(4).click()
      await page.locator('.names').waitFor()
    }))

  test('top up', () =>
    shoot('top-up', '/accounts/detail/demoLocation00000006', async (page) => {
      await page.locator('.fact .act button').first().click()
      await page.getByRole('dialog').waitFor()
    }))

  test('reload that charges at once', () =>
    shoot('reload', '/accounts/detail/demoLocation00000000', async (page) => {
      await page.locator('.fact .act button').nth(1).click()
      await page.getByRole('dialog').locator('input').first().fill('50')
    }))

  test('charges', () =>
    shoot('charges', '/accounts/detail/demoLocation00000006', async (page) => {
      stage.worker.money.charges = [
        sampleCharge({
          id: 'c3',
          state: 'processing',
          purpose: 'reload',
          fee: null,
          createdAt: '2026-11-21T08:12:00Z',
        }),
        sampleCharge({ id: 'c2', state: 'failed', failure: { code: 'card_declined', text: null } }),
        sampleCharge({ id: 'c1', createdAt: '2026-11-02T16:40:00Z' }),
      ]
      await page.locator('.lists > button').first().click()
      await page.locator('.listing tbody tr').first().waitFor()
      await page.locator('.lists').scrollIntoViewIfNeeded()
    }))

  test('the list opened', () =>
    shoot('list-tools', '/sub-accounts/', async (page) => {
      await page.locator('.tools .toggle').click()
      await page.locator('.tools tbody input').first().check()
      await page.locator('.tools tbody input').nth(3).check()
    }))

  test('the preview of a bulk switch', () =>
    shoot('bulk', '/sub-accounts/', async (page) => {
      await page.locator('.tools .toggle').click()
      for (let row = 0; row < 4; row++) await page.locator('.tools tbody input').nth(row).check()
      await page.locator('.controls .rl-button').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('select').first().selectOption('call.outbound')
      await dialog.locator('.rl-button[data-kind="primary"]').click()
      await dialog.locator('tbody tr').nth(3).waitFor()
    }))

  test('what became of a bulk switch', () =>
    shoot('bulk-done', '/sub-accounts/', async (page) => {
      stage.worker.prices.refuse.set('demoLocation00000009', 'crm_rebilling_unknown')
      await page.locator('.tools .toggle').click()
      for (let row = 3; row < 8; row++) await page.locator('.tools tbody input').nth(row).check()
      await page.locator('.controls .rl-button').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('select').first().selectOption('call.outbound')
      await dialog.locator('select').nth(1).selectOption('agency')
      await dialog.locator('.rl-button[data-kind="primary"]').click()
      await dialog.locator('tbody tr').nth(3).waitFor()
      await dialog.locator('.rl-dialog-actions button').last().click()
      await dialog.locator('.hint.wrap').first().waitFor()
    }))

  test('inside a sub-account', () =>
    shoot('badge', '/v2/location/demoLocation00000002/dashboard', async (page) => {
      await page.locator('.badge button').click()
      await page.locator('.card[popover]').waitFor()
    }))

  test('the dashboard', () =>
    shoot('dashboard', '/agency_dashboard/', async (page) => {
      await page.locator('.care button').nth(1).click()
      await page.locator('.names').waitFor()
    }))

  test('the margin lens', () =>
    shoot('lens', '/reselling', async (page) => {
      await page.locator('.price rebill-lens button').first().click()
      await page.locator('.card[popover]').waitFor()
    }))

  test('the report', () =>
    shoot('report', '/accounts/detail/demoLocation00000006', async (page) => {
      await page.locator('.report-open').click()
      await page.getByRole('dialog').waitFor()
    }))
})
