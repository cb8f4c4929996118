import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inExtension } from '../../support/browser-own.ts'
import { inContentScript } from '../../support/browser-world.ts'
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

const inScript = (expression: string) => inContentScript(stage.browser, page, expression)

const holdsToken = (text: unknown): boolean =>
  stage.worker.tokens().some((token) => String(text).includes(token))

describe('the tokens', () => {
  test('are there: the extension’s own page can read them', async () => {
    const stored = await inExtension(
      stage.browser,
      'Promise.all([chrome.storage.local.get(null), chrome.storage.session.get(null)]).then(JSON.stringify)',
    )
    expect(holdsToken(stored)).toBe(true)
  })

  test.each(['local', 'session'])('cannot be read from storage.%s by a content script', async (area) => {
    const read = await inScript(`chrome.storage.${area}.get(null)`)
    expect(read).toMatch(/^refused: /)
    expect(holdsToken(read)).toBe(false)
  })

  test.each(['session.status', 'clients.list', 'preferences.get'])(
    'are in no answer to a content script: %s',
    async (verb) => {
      const input = verb === 'clients.list' ? { ids: ['demoLocation00000000'] } : {}
      const answer = await inScript(
        `chrome.runtime.sendMessage(${JSON.stringify({ rebillLens: 1, verb, input })})`,
      )
      expect(answer).toContain('"ok":true')
      expect(holdsToken(answer)).toBe(false)
    },
  )

  test('a content script can neither pair nor sign out', async () => {
    const message = { rebillLens: 1, verb: 'session.signOut', input: {} }
    expect(await inScript(`chrome.runtime.sendMessage(${JSON.stringify(message)})`)).toContain('forbidden')
    const status = await inScript(
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
