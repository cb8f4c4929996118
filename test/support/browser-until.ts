import type { Page } from 'playwright-core'

const TRIES = 1_000

/**
 * Waits until an expression holds in a page. It is asked again over the protocol each time: Playwright's own
 * `waitForFunction` polls by `eval` inside the page, which the CRM's Content Security Policy forbids.
 */
export async function until(page: Page, expression: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if ((await page.evaluate(`Boolean(${expression})`)) === true) return
    await page.waitForTimeout(20)
  }
  throw new Error(`it never held in the page: ${expression}`)
}
