import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
  page = await stage.open('/sub-accounts/')
  await page.getByText('$12.40').waitFor()
})
afterAll(() => stage.close())

/** Evaluates in our content script's own world, as a content script that was taken over would. */
async function inContentScript(expression: string): Promise<unknown> {
  const cdp = await stage.browser.context.newCDPSession(page)
  const worlds: { id: number; origin: string }[] = []
  cdp.on('Runtime.executionContextCreated', ({ context }) => worlds.push(context))
  await cdp.send('Runtime.enable')
  const world = worlds.find(({ origin }) => origin === `chrome-extension://${stage.browser.extensionId}`)
  if (!world) throw new Error('no content script on this page')
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `(async () => { try { return JSON.stringify(await (${expression})) } catch (error) { return 'refused: ' + error } })()`,
    contextId: world.id,
    awaitPromise: true,
  })
  await cdp.detach()
  return result.value
}

const holdsToken = (text: unknown): boolean =>
  stage.worker.tokens().some((token) => String(text).includes(token))

describe('the tokens', () => {
  test('are there: the extension’s own page can read them', async () => {
    const own = await stage.browser.openOwnPage('options.html')
    const stored = await own.evaluate(
      'Promise.all([chrome.storage.local.get(null), chrome.storage.session.get(null)]).then(JSON.stringify)',
    )
    await own.close()
    expect(holdsToken(stored)).toBe(true)
  })

  test.each(['local', 'session'])('cannot be read from storage.%s by a content script', async (area) => {
    const read = await inContentScript(`chrome.storage.${area}.get(null)`)
    expect(read).toMatch(/^refused: /)
    expect(holdsToken(read)).toBe(false)
  })

  test.each(['session.status', 'clients.list', 'preferences.get'])(
    'are in no answer to a content script: %s',
    async (verb) => {
      const input = verb === 'clients.list' ? { ids: ['demoLocation00000000'] } : {}
      const answer = await inContentScript(
        `chrome.runtime.sendMessage(${JSON.stringify({ rebillLens: 1, verb, input })})`,
      )
      expect(answer).toContain('"ok":true')
      expect(holdsToken(answer)).toBe(false)
    },
  )

  test('a content script can neither pair nor sign out', async () => {
    const message = { rebillLens: 1, verb: 'session.signOut', input: {} }
    expect(await inContentScript(`chrome.runtime.sendMessage(${JSON.stringify(message)})`)).toContain(
      'forbidden',
    )
    const status = await inContentScript(
      `chrome.runtime.sendMessage({ rebillLens: 1, verb: 'session.status', input: {} })`,
    )
    expect(status).toContain('signedIn')
  })

  test('are nowhere in the page: globals, storage, cookies, DOM', async () => {
    const all = await page.evaluate(() => {
      const globals = Object.getOwnPropertyNames(window).filter((name) => /rebill/i.test(name))
      const symbols = Object.getOwnPropertySymbols(window).filter((symbol) => /rebill/i.test(String(symbol)))
      const shadows = [...document.querySelectorAll('rebill-lens')].map((host) => host.shadowRoot?.innerHTML)
      const stored = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])
      return {
        own: [...globals, ...symbols.map(String)],
        text: stored + document.documentElement.outerHTML + shadows.join(''),
      }
    })
    expect(all.own).toEqual([])
    expect(holdsToken(all.text)).toBe(false)
  })

  test('no request leaves a CRM tab for the worker', async () => {
    const fromTab: string[] = []
    page.on('request', (request) => fromTab.push(request.url()))
    await page.reload()
    await page.getByText('$12.40').waitFor()
    expect(fromTab.filter((url) => url.startsWith(stage.worker.url))).toEqual([])
  })
})
