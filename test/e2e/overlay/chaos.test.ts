import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { inExtension } from '../../support/browser-own.ts'
import { inContentScript } from '../../support/browser-world.ts'
import { openStage, type Stage } from './stage.ts'

const [A, B] = ['demoLocation00000000', 'demoLocation00000001']
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
})
afterAll(() => stage.close())
afterEach(() => page.close())

const draft = () => page.getByLabel('Multiplier, SMS, sent')

/** A panel with something typed into it: losing the panel would lose that. */
async function openWithDraft(): Promise<void> {
  page = await stage.open(`/accounts/detail/${A}`)
  await draft().fill('1.77')
}
async function expectDraftKept(): Promise<void> {
  await page.locator('.hl_wrapper--inner > rebill-lens').waitFor()
  await eventually(() => page.locator('rebill-lens').count()).toBe(1)
  await eventually(() => draft().inputValue()).toBe('1.77')
}
const go = (path: string) => page.evaluate(`demoCrm.go('${path}')`)

/** Two scripts at odds throw each other's host out in every frame: half a second of frames shows it. */
const hostsOverFrames = () =>
  page.evaluate(async () => {
    const seen = new Set<Element>()
    let most = 0
    for (let frame = 0; frame < 30; frame++) {
      const hosts = document.querySelectorAll('rebill-lens')
      for (const host of hosts) seen.add(host)
      most = Math.max(most, hosts.length)
      await new Promise((done) => requestAnimationFrame(done))
    }
    return { most, different: seen.size }
  })

describe('a page that re-renders as it likes', () => {
  test('children wiped: the panel comes back as it was', async () => {
    await openWithDraft()
    const isBack = await page.evaluate(async () => {
      const inner = document.querySelector('.hl_wrapper--inner')
      inner?.replaceChildren('other content')
      for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done))
      return inner?.firstElementChild?.localName
    })
    expect(isBack).toBe('rebill-lens')
    await expectDraftKept()
  })

  test('anchor swapped: the panel moves over', async () => {
    await openWithDraft()
    await page.evaluate('demoCrm.render()')
    await expectDraftKept()
  })

  test('removed and returned within a second: as it was', async () => {
    await openWithDraft()
    await page.evaluate(async () => {
      const main = document.querySelector('main')
      main?.remove()
      await new Promise((done) => setTimeout(done, 300))
      if (main) document.querySelector('#app')?.append(main)
    })
    await expectDraftKept()
  })

  test('doubled: one panel', async () => {
    await openWithDraft()
    await page.evaluate(() => {
      const inner = document.querySelector('.hl_wrapper--inner')
      inner?.after(inner.cloneNode(true))
    })
    await eventually(() => page.locator('rebill-lens').count()).toBe(1)
    await expectDraftKept()
  })

  test('rows recycled by attributes alone: each shows its own client', async () => {
    page = await stage.open('/sub-accounts/')
    await page.locator(`#loc-${A} rebill-lens`).getByText('$12.40').waitFor()
    await page.evaluate((id) => {
      const row = document.querySelector(`#loc-${id}`)
      if (row) row.id = 'loc-demoLocation00000059'
    }, A)
    await page
      .locator('#loc-demoLocation00000059 rebill-lens[data-key="demoLocation00000059"]')
      .getByText('$35.49')
      .waitFor()
  })

  test('wiped every frame: it floats after 20 times, stays usable, and goes with the route', async () => {
    await openWithDraft()
    await page.evaluate(() => {
      const wipe = (): void => {
        document.querySelector('.hl_wrapper--inner > rebill-lens')?.remove()
        requestAnimationFrame(wipe)
      }
      wipe()
    })
    await page.locator('[data-float] > rebill-lens').waitFor()
    await eventually(() => draft().inputValue()).toBe('1.77')
    await draft().fill('1.5')
    expect(await page.locator('.hl_wrapper--inner > rebill-lens').count()).toBe(0)
    await go('/nowhere')
    await eventually(() => page.locator('rebill-lens').count()).toBe(0)
  })

  test('no anchor at all: the panel floats after four seconds', async () => {
    page = await stage.open('/nowhere')
    await page.evaluate(() => {
      document.querySelector('#app')?.remove()
    })
    await page.evaluate(`history.pushState({}, '', '/accounts/detail/${A}')`)
    await page.locator('[data-float] > rebill-lens').getByText('$12.40').waitFor()
  })

  test('300 route changes leave nothing behind', async () => {
    page = await stage.open('/nowhere')
    await page.evaluate(
      async (ids) => {
        const crm = (window as unknown as { demoCrm: { go(path: string): void } }).demoCrm
        for (let turn = 0; turn < 300; turn++) {
          crm.go(turn % 3 === 0 ? '/sub-accounts/' : `/accounts/detail/${ids[turn % 2]}`)
          await new Promise((done) => requestAnimationFrame(done))
        }
        crm.go('/nowhere')
      },
      [A, B],
    )
    await eventually(() => page.locator('rebill-lens').count()).toBe(0)
    await go(`/accounts/detail/${B}`)
    await page.getByText('$49.41').waitFor()
    await eventually(() => page.locator('rebill-lens').count()).toBe(1)
    // Hosts that the page has thrown out and we still hold are seen by the report alone.
    await page.locator('.report-open').click()
    await eventually(() => page.getByRole('dialog').locator('textarea').inputValue()).toContain(
      'panels: 1, floating: 0',
    )
  })
})

describe('a hostile page', () => {
  test('its style sheet changes nothing of ours', async () => {
    page = await stage.open(`/accounts/detail/${A}`)
    const box = async () => (await page.getByRole('switch').first().boundingBox())?.height
    await page.getByRole('switch').first().waitFor()
    const before = await box()
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(`* { display: none !important; font-size: 60px !important; color: red !important;
        visibility: hidden !important; transform: scale(3) !important; opacity: 0 !important }
        html, body, #app, #app main, #app .hl_wrapper, #app .hl_wrapper--inner { display: block !important;
        visibility: visible !important; transform: none !important; opacity: 1 !important }`)
      document.adoptedStyleSheets = [sheet]
    })
    expect(await page.getByRole('switch').first().isVisible()).toBe(true)
    expect(await box()).toBe(before)
    const host = page.locator('rebill-lens')
    const style = await host.evaluate((each) => {
      const { display, opacity, visibility, fontSize } = getComputedStyle(each)
      return [display, opacity, visibility, fontSize]
    })
    expect(style).toEqual(['block', '1', 'visible', '16px'])
  })

  test('its strict Content Security Policy and trusted types stop nothing of ours', async () => {
    const errors: string[] = []
    page = await stage.browser.context.newPage()
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    const answer = await page.goto(`${stage.crm.url}/accounts/detail/${A}`)
    expect(answer?.headers()['content-security-policy']).toContain("require-trusted-types-for 'script'")
    await page.getByText('$12.40').waitFor()
    await eventually(() => page.locator('.title').evaluate((each) => getComputedStyle(each).fontWeight)).toBe(
      '600',
    )
    expect(errors).toEqual([])
  })

  test('its handlers hear nothing of what is typed and clicked in a panel', async () => {
    page = await stage.open(`/accounts/detail/${A}`)
    await page.evaluate(() => {
      const heard: string[] = []
      ;(window as unknown as { heard: string[] }).heard = heard
      for (const type of ['keydown', 'input', 'click', 'focusin']) {
        document.body.addEventListener(type, () => heard.push(type))
      }
    })
    await draft().click()
    await page.keyboard.type('2')
    expect(await page.evaluate('heard')).toEqual([])
  })
})

describe('loaded twice', () => {
  test('the second script takes over from the first: one panel, one request', async () => {
    page = await stage.open(`/accounts/detail/${A}`)
    await page.getByText('$12.40').waitFor()
    const first = await page.locator('rebill-lens').elementHandle()
    await inExtension(
      stage.browser,
      `chrome.tabs.query({ url: 'https://app.gohighlevel.com/*' }).then((tabs) =>
        Promise.all(tabs.map(({ id }) =>
          chrome.scripting.executeScript({ target: { tabId: id }, files: ['/content-scripts/crm.js'] }))))`,
    )
    await eventually(() => first?.evaluate((each) => each.isConnected)).toBe(false)
    await page.getByText('$12.40').waitFor()
    expect(await hostsOverFrames()).toEqual({ most: 1, different: 1 })
    const asked = () => stage.worker.asked.filter(({ path }) => path.endsWith(A)).length
    const before = asked()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await eventually(asked).toBe(before + 1)
    await page.getByText('$12.40').waitFor()
    expect(await hostsOverFrames()).toEqual({ most: 1, different: 1 })
    expect(asked()).toBe(before + 1)
  })
})

describe('a field that the lens stands beside', () => {
  test('swapped by the page: the lens moves over and reads the new one', async () => {
    page = await stage.open('/reselling')
    const lens = page.locator('.price rebill-lens .popout').first()
    await lens.getByText('−$0.11').waitFor()
    await page.evaluate('demoCrm.render()')
    await page.getByLabel('Phone multiplier').fill('1.5')
    await lens.getByText('$2.74').waitFor()
    await eventually(() => page.locator('rebill-lens[data-slot="marginLens"]').count()).toBe(3)
  })
})

describe('an update under an open tab', () => {
  test('the new script takes over: one panel, and it answers', async () => {
    page = await stage.open(`/accounts/detail/${A}`)
    await page.getByText('$12.40').waitFor()
    const first = await page.locator('rebill-lens').elementHandle()
    await stage.browser.reloadExtension()
    await eventually(() => first?.evaluate((each) => each.isConnected)).toBe(false)
    await page.getByText('$12.40').waitFor()
    const asked = () => stage.worker.asked.filter(({ path }) => path.endsWith(A)).length
    const before = asked()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await eventually(asked).toBe(before + 1)
    await page.getByText('$12.40').waitFor()
    expect(await hostsOverFrames()).toEqual({ most: 1, different: 1 })
  })
})

describe('an extension that is gone under an open tab', () => {
  async function switchExtension(isOn: boolean): Promise<void> {
    const own = await stage.browser.newPage('chrome://extensions')
    await own.evaluate(`chrome.management.setEnabled('${stage.browser.extensionId}', ${isOn})`)
    await own.close()
  }

  test('at the next click its panels go, and one note says what to do', async () => {
    page = await stage.open(`/accounts/detail/${A}`)
    await page.getByText('$12.40').waitFor()
    await switchExtension(false)
    // The tab hears of it a moment after the browser.
    await eventually(() => inContentScript(stage.browser, page, 'chrome.runtime?.id ?? null')).toBe('null')
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('Rebill Lens was updated. Please reload this page.').waitFor()
    await page.evaluate('demoCrm.render()')
    expect(await hostsOverFrames()).toEqual({ most: 1, different: 1 })
    expect(await page.getByText('$12.40').count()).toBe(0)
    await switchExtension(true)
  })
})
