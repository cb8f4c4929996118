import { browser } from 'wxt/browser'

/**
 * Opens the side panel (Firefox: the sidebar) from a click or a shortcut: call it before any `await`, browsers open
 * it only on a gesture. Where that fails, the same page comes in a tab.
 */
export function openSidePanel(windowId: number | undefined): void {
  const { sidePanel, sidebarAction } = browser as {
    sidePanel?: { open(at: { windowId: number }): Promise<void> }
    sidebarAction?: { open(): Promise<void> }
  }
  const opened = sidebarAction
    ? sidebarAction.open()
    : sidePanel && windowId !== undefined
      ? sidePanel.open({ windowId })
      : Promise.reject(new Error('no side panel'))
  opened.catch(() => browser.tabs.create({ url: browser.runtime.getURL('/sidepanel.html') }))
}

/** The shortcut; the one for the popup is the browser's own (`_execute_action`). */
export function keepShortcut(): void {
  browser.commands.onCommand.addListener((command, tab) => {
    if (command === 'open-side-panel') openSidePanel(tab?.windowId)
  })
}
