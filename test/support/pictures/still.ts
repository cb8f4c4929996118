import type { Page } from 'playwright-core'

/** "As of 9:41 AM", "Stand 09:41", alone or within a sentence: when the figures were read. */
const CLOCK = String.raw`(\b(?:as of|stand) )\d{1,2}:\d{2}(\s[ap]m\b)?`
/** The worker listens on any port that is free. */
const PORT = String.raw`(//127\.0\.0\.1:)\d+`

/** Sets these texts of a page and its open shadow roots to noon and one port: they are others each time. */
export async function stillTexts(page: Page): Promise<void> {
  await page.evaluate(
    ([clock = '', port = '']) => {
      const roots: Node[] = [document]
      for (let root = roots.pop(); root; root = roots.pop()) {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (node instanceof Element) {
            if (node.shadowRoot) roots.push(node.shadowRoot)
            continue
          }
          const text = node.nodeValue ?? ''
          const still = text
            .replace(new RegExp(clock, 'i'), (_, words: string, half?: string) =>
              half === undefined ? `${words}12:00` : `${words}12:00 PM`,
            )
            .replace(new RegExp(port), (_, host: string) => `${host}8787`)
          if (still !== text) node.nodeValue = still
        }
      }
    },
    [CLOCK, PORT],
  )
}
