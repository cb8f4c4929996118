import { browser } from 'wxt/browser'
import type { Language } from '../i18n/translate.ts'
import { ASKED_KEY, figureIn, type Asked } from './asked.ts'
import { wordsIn } from './text.ts'

const ITEMS = ['cost', 'price'] as const
const POPUP = { width: 396, height: 640 }

/** The menu on selected text: an amount on any page goes into the margin check. */
export function keepMenu(language: () => Promise<Language>): void {
  const build = async (): Promise<void> => {
    const t = wordsIn(await language())
    await browser.contextMenus.removeAll()
    for (const id of ITEMS)
      browser.contextMenus.create({ id, contexts: ['selection'], title: t(`menu.${id}`) })
  }
  browser.runtime.onInstalled.addListener(() => void build())
  browser.storage.onChanged.addListener((changes) => {
    if ('preferences' in changes) void build()
  })
  browser.contextMenus.onClicked.addListener(({ menuItemId, selectionText }) => {
    const field = ITEMS.find((id) => id === menuItemId)
    const text = figureIn(selectionText ?? '')
    if (field && text !== null) void openWith({ field, text })
  })
}

async function openWith(asked: Asked): Promise<void> {
  await browser.storage.session.set({ [ASKED_KEY]: asked })
  // Not every browser lets a menu open the popup, and none without a window in front: a small window does as well.
  await browser.action.openPopup().catch(async () => {
    await browser.windows.create({ url: '/popup.html', type: 'popup', ...POPUP })
  })
}
