import { browser } from 'wxt/browser'

export const openOptions = (): void => {
  browser.runtime.openOptionsPage().catch(() => undefined)
}
