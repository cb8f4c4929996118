import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually } from './browser-eventually.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * No violation in our hosts on a CRM's page: the page itself is not the product. Some include forms of axe check
 * nothing, so what passed counts too. Asked when nothing is read any more, so that no part changes meanwhile.
 */
export async function expectOverlayAccessible(page: Page, passesMin = 6): Promise<void> {
  await eventually(() => page.locator('rebill-lens .bar .rl-button[aria-busy="true"]').count()).toBe(0)
  await page.evaluate(axe)
  const results = (await page.evaluate(`axe.run({ include: [['rebill-lens']] })`)) as AxeResults
  expect(results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))).toEqual(
    [],
  )
  expect(results.passes.length).toBeGreaterThanOrEqual(passesMin)
}
