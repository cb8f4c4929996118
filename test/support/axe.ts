import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { expectPicture } from './pictures/expect-picture.ts'

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

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

/** The page looks as it did: `docs/screenshots/NAME.png`. */
export const shoot = (page: Page, name: string): Promise<void> => expectPicture(page, name)
