import { browser } from 'wxt/browser'
import { ASKED_KEY, parseAsked, type Asked } from '../../background/asked.ts'
import { parseInputs, type MarginInputs } from './margin/inputs.ts'

const KEY = 'popup.margin'

/** The inputs of last time, or null where there are none that this version can read. */
export async function keptInputs(): Promise<MarginInputs | null> {
  const stored = await browser.storage.local.get(KEY)
  return parseInputs(stored[KEY])
}

/** The popup may be closed at any moment, so each change is kept at once. A full disk must not stop the sums. */
export function keepInputs(inputs: MarginInputs): void {
  browser.storage.local.set({ [KEY]: inputs }).catch(() => undefined)
}

/** The amount somebody selected on a page and sent here from the menu: taken once. */
export async function takeAsked(): Promise<Asked | null> {
  const stored = await browser.storage.session.get(ASKED_KEY)
  await browser.storage.session.remove(ASKED_KEY)
  return parseAsked(stored[ASKED_KEY])
}
