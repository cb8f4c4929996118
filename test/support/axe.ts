import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const SHOTS = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))

interface AxeResult {
  passes: unknown[]
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
}

/** No violation on a page of the extension; that something was checked at all is asserted too. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE)
  const { passes, violations } = (await page.evaluate('axe.run(document)')) as AxeResult
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
  expect(told).toEqual([])
  expect(passes.length).toBeGreaterThan(15)
}

/** `SCREENSHOTS=1` writes the pictures that the documents show. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] !== '1') return
  await mkdir(SHOTS, { recursive: true })
  await page.screenshot({ path: `${SHOTS}${name}.png`, animations: 'disabled', caret: 'hide' })
}
