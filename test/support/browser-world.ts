import type { Page } from 'playwright-core'
import type { ExtensionBrowser } from './chromium.ts'

/** Evaluates in our content script's own world, as a content script that was taken over would; answers JSON. */
export async function inContentScript(
  { context, extensionId }: ExtensionBrowser,
  page: Page,
  expression: string,
): Promise<unknown> {
  const cdp = await context.newCDPSession(page)
  const worlds: { id: number; origin: string }[] = []
  cdp.on('Runtime.executionContextCreated', ({ context }) => worlds.push(context))
  await cdp.send('Runtime.enable')
  const world = worlds.find(({ origin }) => origin === `chrome-extension://${extensionId}`)
  if (!world) throw new Error('no content script on this page')
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `(async () => { try { return JSON.stringify(await (${expression})) } catch (error) { return 'refused: ' + error } })()`,
    contextId: world.id,
    awaitPromise: true,
  })
  await cdp.detach()
  return result.value
}
