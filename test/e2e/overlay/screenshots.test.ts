import { mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
})
