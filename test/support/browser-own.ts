import { setTimeout as wait } from 'node:timers/promises'
import { PAIRING_CODE, type TestWorker } from './browser-worker.ts'
import type { ExtensionBrowser } from './chromium.ts'

/**
 * Evaluates as a page of the extension. The page is its manifest, which shows nothing: the options would ask the worker
 * as soon as they are open, and their question, late, would get the answer that a test has laid out for another.
 */
export async function inExtension<T>(browser: ExtensionBrowser, expression: string): Promise<T> {
  const page = await browser.openOwnPage('manifest.json')
  const value = await page.evaluate<T>(expression)
  await page.close()
  return value
}

/** A message to the background, and its answer. */
export const send = (browser: ExtensionBrowser, verb: string, input: object): Promise<unknown> =>
  inExtension(browser, `chrome.runtime.sendMessage(${JSON.stringify({ rebillLens: 1, verb, input })})`)

const TRIES = 1_000
const BETWEEN_MS = 20

/**
 * Pairs the extension with the worker, as the options do, and lets the background look after the clients and read its
 * settings, as it does then: what a test lays out for a later question is not to answer these.
 */
export async function signIn(browser: ExtensionBrowser, worker: TestWorker): Promise<void> {
  const before = worker.asked.length
  const answer = await send(browser, 'session.pair', {
    worker: worker.url,
    code: PAIRING_CODE,
    device: 'test',
  })
  if (!(answer as { ok: boolean }).ok) throw new Error(`pairing failed: ${JSON.stringify(answer)}`)
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (worker.asked.slice(before).some(({ path }) => path === '/v1/extension/config')) return
    await wait(BETWEEN_MS)
  }
  throw new Error('signed in, and the background has not read its settings')
}

/** Into `storage.local`. */
export const keep = (browser: ExtensionBrowser, stored: object): Promise<void> =>
  inExtension(browser, `chrome.storage.local.set(${JSON.stringify(stored)})`)

/** The language set in the options; Debian's Chromium itself speaks English only. */
export const speak = (
  browser: ExtensionBrowser,
  language: 'en' | 'de',
  currency: 'USD' | 'EUR' = 'USD',
): Promise<void> => keep(browser, { preferences: { language, currency } })
