import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openStage, type Stage } from './stage.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Axe over our hosts only: the demo page is not the product. Some include forms check nothing, so passes count too. */
async function check(page: Page): Promise<{ violations: string[]; passes: number }> {
  await page.evaluate(axe)
  const results = (await page.evaluate(`axe.run({ include: [['rebill-lens']] })`)) as AxeResults
  const violations = results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
  return { violations, passes: results.passes.length }
}

describe.each(['light', 'dark'] as const)('axe, %s', (colorScheme) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({ colorScheme })
    await stage.signIn()
  })
  afterAll(() => stage.close())

  test.each(['en', 'de'] as const)('the list, %s', async (language) => {
    await stage.speak(language)
    const page = await stage.open('/sub-accounts/')
    await page.locator('button.hint').first().click()
    await page.locator('.bubble').waitFor()
    const { violations, passes } = await check(page)
    expect(violations).toEqual([])
    expect(passes).toBeGreaterThan(5)
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
    expect((await check(page)).violations).toEqual([])
    await dialog.getByRole('button').last().click()
    await page.getByText('req-test').waitFor()
    const { violations, passes } = await check(page)
    expect(violations).toEqual([])
    expect(passes).toBeGreaterThan(10)
    await page.close()
  })
})
