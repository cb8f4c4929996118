import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { openStage, type Stage } from './stage.ts'

const [A, B] = ['demoLocation00000000', 'demoLocation00000001']
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
})
afterAll(() => stage.close())
afterEach(async () => {
  stage.worker.calm()
  await page.close()
})

const go = (path: string) => page.evaluate(`demoCrm.go('${path}')`)
const asked = (client: string) => stage.worker.asked.filter(({ path }) => path.endsWith(client)).length
const refresh = () => page.getByRole('button', { name: 'Refresh' }).click()
const tryAgain = () => page.getByRole('button', { name: 'Try again' }).click()

/** The worker's answer about a client, held until it is let go; `isAsked` once the request for it is there. */
function holdAnswer(client: string): { isAsked(): Promise<void>; release(): void } {
  const gate = Promise.withResolvers<void>()
  stage.worker.twist(`GET /v1/clients/${client}`, gate.promise)
  const before = asked(client)
  return { isAsked: () => eventually(() => asked(client)).toBe(before + 1), release: gate.resolve }
}

describe('an answer that comes too late', () => {
  /** Keeps what panels showed in any frame, where it holds `figure`. */
  const watchFor = (figure: string) =>
    page.evaluate((text) => {
      const seen: string[] = []
      ;(window as unknown as { seen: string[] }).seen = seen
      const look = (): void => {
        for (const host of document.querySelectorAll('rebill-lens')) {
          const shown = host.shadowRoot?.textContent ?? ''
          if (shown.includes(text)) seen.push(shown)
        }
        requestAnimationFrame(look)
      }
      look()
    }, figure)

  /** The late answer is on its way before B's next one: once that is painted, it has come. */
  async function letLateAnswerCome(release: () => void): Promise<void> {
    const overview = stage.worker.clients.get(B)?.overview
    const balance = overview?.balance ?? ''
    release()
    if (overview) overview.balance = '50.05'
    await page.locator(`rebill-lens[data-key="${B}"]`).getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('$50.05').waitFor()
    if (overview) overview.balance = balance
  }

  test('route changed mid-request: the other client’s figures never show', async () => {
    page = await stage.open('/nowhere')
    await watchFor('$12.40')
    const late = holdAnswer(A)
    await go(`/accounts/detail/${A}`)
    await late.isAsked()
    await go(`/accounts/detail/${B}`)
    await page.getByText('$49.41').waitFor()
    await letLateAnswerCome(late.release)
    expect(await page.evaluate('seen')).toEqual([])
  })

  test('the address changes under a page that keeps its elements: the late answer never shows', async () => {
    page = await stage.open('/nowhere')
    await watchFor('$12.40')
    const late = holdAnswer(A)
    await go(`/accounts/detail/${A}`)
    await late.isAsked()
    await page.evaluate(`history.pushState({}, '', '/accounts/detail/${B}')`)
    await page.getByText('$49.41').waitFor()
    await letLateAnswerCome(late.release)
    expect(await page.evaluate('seen')).toEqual([])
    await eventually(() => page.locator('rebill-lens').count()).toBe(1)
  })
})

describe('an answer that does not come', () => {
  test('background stopped mid-call: named, and trying again works', async () => {
    const held = holdAnswer(B)
    page = await stage.open(`/accounts/detail/${B}`)
    await held.isAsked()
    await stage.browser.stopBackground()
    await page.getByText('The request was interrupted.').waitFor()
    held.release()
    await tryAgain()
    await page.getByText('$49.41').waitFor()
  })

  test('offline: named, and trying again works', async () => {
    page = await stage.open('/nowhere')
    await stage.browser.context.setOffline(true)
    await go(`/accounts/detail/${A}`)
    await page.getByText('This browser is offline.').waitFor()
    await stage.browser.context.setOffline(false)
    await tryAgain()
    await page.getByText('$12.40').waitFor()
  })

  test('429: named with the wait, and trying again works', async () => {
    stage.worker.twist(`GET /v1/clients/${A}`, {
      status: 429,
      code: 'rate_limited',
      headers: { 'Retry-After': '7' },
    })
    page = await stage.open(`/accounts/detail/${A}`)
    await page.getByText('Too many requests. Try again in 7 s').waitFor()
    await tryAgain()
    await page.getByText('$12.40').waitFor()
  })

  test('401 of a token that was revoked: a new one is fetched, and nobody notices', async () => {
    page = await stage.open(`/accounts/detail/${A}`)
    await page.getByText('$12.40').waitFor()
    stage.worker.revokeAccess()
    const before = asked(A)
    const overview = stage.worker.clients.get(A)?.overview
    if (overview) overview.balance = '12.41'
    await refresh()
    await page.getByText('$12.41').waitFor()
    expect(asked(A)).toBe(before + 2)
    expect(await page.getByText('You are signed out.').count()).toBe(0)
    if (overview) overview.balance = '12.40'
  })

  test('401 of a session that ended: named, and the figures stay with their age', async () => {
    page = await stage.open(`/accounts/detail/${A}`)
    await page.getByText('$12.40').waitFor()
    stage.worker.revokeSession()
    await refresh()
    await page.getByText('You are signed out.').waitFor()
    await page.getByText('$12.40').waitFor()
    await stage.signIn()
  })
})
