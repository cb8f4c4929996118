import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Page } from 'playwright-core'
import { expectOverlayAccessible } from '../../support/browser-axe.ts'
import { sampleCharge } from '../../support/browser-money.ts'
import { openStage, type Stage } from './stage.ts'

/** Each surface, opened as far as it goes. */
const SURFACES: readonly [name: string, path: string, open: (page: Page) => Promise<void>][] = [
  [
    'top-up',
    '/accounts/detail/demoLocation00000003',
    async (page) => {
      await page.locator('.fact .act button').first().click()
      await page.getByRole('dialog').locator('input').fill('x')
    },
  ],
  [
    'reload',
    '/accounts/detail/demoLocation00000003',
    async (page) => {
      await page.locator('.fact .act button').nth(1).click()
      await page.getByRole('dialog').locator('input').first().fill('50')
    },
  ],
  [
    'link for a card',
    '/accounts/detail/demoLocation00000003',
    async (page) => {
      await page.locator('.fact .act button').nth(2).click()
      await page.getByRole('dialog').locator('input').waitFor()
    },
  ],
  [
    'alert thresholds',
    '/accounts/detail/demoLocation00000003',
    async (page) => {
      await page.locator('.fact .act button').nth(3).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('select').nth(1).selectOption('never')
      await dialog.locator('select').first().selectOption('own')
      await dialog.locator('input').fill('x')
    },
  ],
  [
    'charges',
    '/accounts/detail/demoLocation00000003',
    async (page) => {
      await page.locator('.lists > button').first().click()
      await page.locator('.listing tbody tr').first().waitFor()
    },
  ],
  [
    'report',
    '/accounts/detail/demoLocation00000003',
    async (page) => {
      await page.locator('.report-open').click()
      await page.getByRole('dialog').locator('textarea').waitFor()
    },
  ],
  [
    'list tools',
    '/sub-accounts/',
    async (page) => {
      await page.locator('.tools .toggle').click()
      await page.locator('.tools tbody input').first().check()
    },
  ],
  [
    'bulk preview',
    '/sub-accounts/',
    async (page) => {
      await page.locator('.tools .toggle').click()
      for (let row = 0; row < 3; row++) await page.locator('.tools tbody input').nth(row).check()
      await page.locator('.controls .rl-button').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('select').first().selectOption('call.outbound')
      await dialog.locator('.rl-button[data-kind="primary"]').click()
      await dialog.locator('tbody tr').first().waitFor()
    },
  ],
  [
    'bulk results',
    '/sub-accounts/',
    async (page) => {
      await page.locator('.tools .toggle').click()
      await page.locator('.tools tbody input').nth(5).check()
      await page.locator('.controls .rl-button').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('select').first().selectOption('call.outbound')
      await dialog.locator('select').nth(1).selectOption('default')
      await dialog.locator('.rl-button[data-kind="primary"]').click()
      await dialog.locator('tbody tr').first().waitFor()
      await dialog.locator('.rl-dialog-actions button').last().click()
      await dialog.locator('.hint.wrap').first().waitFor()
    },
  ],
  [
    'the CRM is to bill',
    '/accounts/detail/demoLocation00000007',
    async (page) => {
      await page.locator('.who-choice').first().selectOption('crm')
      await page.getByRole('dialog').waitFor()
    },
  ],
  [
    'saved, and to be taken back',
    '/accounts/detail/demoLocation00000008',
    async (page) => {
      const who = page.locator('.who-choice').nth(1)
      await who.selectOption((await who.inputValue()) === 'default' ? 'agency' : 'default')
      await page.getByRole('dialog').getByRole('button').last().click()
      await page.locator('.saved button').first().waitFor()
    },
  ],
  [
    'wallets at the platform',
    '/settings/billing',
    async (page) => {
      await page.locator('.care button').nth(4).click()
      await page.locator('.names').waitFor()
    },
  ],
  [
    'badge',
    '/v2/location/demoLocation00000002/dashboard',
    async (page) => {
      await page.locator('.badge button').click()
      await page.locator('.card[popover]').waitFor()
    },
  ],
  [
    'dashboard',
    '/agency_dashboard/',
    async (page) => {
      await page.locator('.care button').nth(1).click()
      await page.locator('.names').waitFor()
    },
  ],
  [
    'lens',
    '/reselling',
    async (page) => {
      await page.locator('.price rebill-lens button').first().click()
      await page.locator('.card[popover]').waitFor()
    },
  ],
]

describe.each(['light', 'dark'] as const)('axe, %s', (colorScheme) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({ colorScheme })
    stage.worker.money.charges = [sampleCharge({ state: 'actionRequired' }), sampleCharge({ id: 'c1' })]
    await stage.signIn()
  })
  afterAll(() => stage.close())

  describe.each(['en', 'de'] as const)('%s', (language) => {
    beforeAll(() => stage.speak(language))
    test.each(SURFACES)('%s', async (_name, path, open) => {
      const page = await stage.open(path)
      await open(page)
      await expectOverlayAccessible(page)
      await page.close()
    })
  })

  test.each(['en', 'de'] as const)('the list, %s', async (language) => {
    await stage.speak(language)
    const page = await stage.open('/sub-accounts/')
    await page.locator('button.hint').first().click()
    await page.locator('.bubble').waitFor()
    await expectOverlayAccessible(page)
    await page.close()
  })

  test.each(['en', 'de'] as const)('manage client with everything it can say, %s', async (language) => {
    await stage.speak(language)
    const page = await stage.open('/accounts/detail/demoLocation00000003')
    const multiplier = (service: string) => page.locator(`tbody[data-service="${service}"] input`).first()
    await multiplier('sms.outbound').fill('0.9')
    await multiplier('email.outbound').fill('3')
    stage.worker.twist('PUT', { status: 500, code: 'internal' })
    await page.getByRole('button', { name: /\(1\)/ }).click()
    await page.locator('tbody[data-service="workflow.premium"]').getByRole('switch').click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await expectOverlayAccessible(page)
    await dialog.getByRole('button').last().click()
    await page.getByText('req-test').waitFor()
    await expectOverlayAccessible(page, 11)
    await page.close()
  })
})
