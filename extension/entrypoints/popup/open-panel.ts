import { browser } from 'wxt/browser'
import { openSidePanel } from '../../background/side-panel.ts'

/** Known before the click: the browser opens its side panel on a gesture only, and waiting would end it. */
let windowId: number | undefined
browser.windows.getCurrent().then(
  ({ id }) => {
    windowId = id
  },
  () => undefined,
)

export const openPanel = (): void => openSidePanel(windowId)
