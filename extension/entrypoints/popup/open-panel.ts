import { browser } from 'wxt/browser'
import { openSidePanel } from '../../background/side-panel.ts'

let windowId: number | undefined

/** Known before the click: the browser opens its side panel on a gesture only, and waiting would end it. */
async function learnWindow(): Promise<void> {
  windowId = (await browser.windows.getCurrent()).id
}
learnWindow().catch(() => undefined)

export const openPanel = (): void => openSidePanel(windowId)
