import type { Page } from 'playwright-core'
import { expectAccessible } from '../../support/axe.ts'

export const SIZE = { width: 900, height: 1500 }
export const field = (page: Page, name: string) => page.locator(`[name="${name}"]`)

/** In light and in dark, of one page as it stands. */
export async function expectAccessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
}
