import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { launchWithExtension, type ExtensionBrowser } from '../../support/chromium.ts'

const SIZE = { width: 380, height: 600 }
const field = (page: Page, name: string) => page.locator(`[name="${name}"]`)
const text = (page: Page, id: string): Promise<string> => page.getByTestId(id).innerText()
const verdict = (page: Page): Promise<string> => page.locator('.verdict').innerText()

/** The popup with nothing kept from before. */
async function openFresh(browser: ExtensionBrowser): Promise<Page> {
  const page = await browser.openOwnPage('popup.html', SIZE)
  // Once it is painted it has written what it started with; before, that write could follow the clearing.
  await page.locator('.margin').waitFor()
  await page.evaluate('chrome.storage.local.clear()')
  await page.reload()
  await page.locator('.margin').waitFor()
  return page
}

/** Types into a field as a person would: over what is selected there. */
async function put(page: Page, name: string, value: string): Promise<void> {
  await field(page, name).fill(value)
}

describe('the popup, in English', () => {
  let browser: ExtensionBrowser
  beforeAll(async () => {
    browser = await launchWithExtension({ lang: 'en' })
  })
  afterAll(() => browser?.close())

  it('HL-09, W2: opens on the question whether 1.05x covers a 10.00 reload by US card, and says no', async () => {
    const page = await openFresh(browser)
    await eventually(() => verdict(page)).toBe(
      'Loses $0.1138 on every $10.00 reload. It takes 1.0627× at this size, or reloads above $16.16.',
    )
    await eventually(() => text(page, 'row-profit')).toContain('\u22120.1138')
    await eventually(() => text(page, 'break-even')).toBe('1.0627×')
    await page.close()
  })

  it.each([
    ['25', 'stripe.us.card', '0.1605'],
    ['50', 'stripe.us.card', '0.6310'],
    ['10', 'stripe.eea.card.standard', '0.0762'],
    ['10', 'stripe.sepa.debit', '0.1262'],
    ['10', 'stripe.us.card.international', '\u22120.2638'],
  ])('W2: a reload of %s by %s leaves %s', async (reload, fee, net) => {
    const page = await openFresh(browser)
    await field(page, 'fee').selectOption(fee)
    await put(page, 'reload', reload)
    await eventually(async () => (await text(page, 'row-profit')).split(/\s+/).at(-1)).toBe(net)
    await eventually(() => verdict(page)).toMatch(net.startsWith('\u2212') ? /^Loses/ : /^Keeps/)
    await page.close()
  })

  it('W1: e-mail at 0.00675, priced by multiplier, by markup, by margin and by price', async () => {
    const page = await openFresh(browser)
    await put(page, 'cost', '0.00675')
    await put(page, 'multiplier', '1.5')
    await eventually(() => text(page, 'row-price')).toMatch(/0\.010125\s+10\.1250\s/)
    await put(page, 'volume', '10,000')
    await eventually(() => text(page, 'row-price')).toMatch(/0\.010125\s+101\.2500\s/)
    await put(page, 'price', '0.0135')
    await eventually(() => text(page, 'row-price')).toMatch(/0\.01350\s+135\.0000\s/)
    await eventually(() => field(page, 'multiplier').inputValue()).toBe('2')
    await eventually(() => field(page, 'markup').inputValue()).toBe('100')
    await put(page, 'markup', '5')
    await eventually(() => text(page, 'row-price')).toMatch(/0\.0070875\s+70\.8750\s/)
    await put(page, 'margin', '50')
    await eventually(() => field(page, 'multiplier').inputValue()).toBe('2')
    await page.close()
  })

  it('by keyboard alone: opens in the multiplier, steps, tabs through every control, switches the view', async () => {
    const page = await openFresh(browser)
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent)
    await eventually(() => focused()).toBe('multiplier')
    await page.keyboard.type('1.06')
    await page.keyboard.press('ArrowUp')
    await eventually(() => field(page, 'multiplier').inputValue()).toBe('1.07')
    await eventually(() => verdict(page)).toMatch(/^Keeps/)
    const order: (string | null | undefined)[] = []
    for (let steps = 0; steps < 14; steps++) {
      await page.keyboard.press('Tab')
      order.push(await focused())
    }
    expect(order).toEqual(
      ['markup', 'margin', 'price', 'slider', '1.05×', '1.2×', '1.5×', '2×', '3×'].concat([
        'service',
        'cost',
        'volume',
        'reload',
        'fee',
      ]),
    )
    await page.locator('[data-tab="margin"]').focus()
    await page.keyboard.press('ArrowRight')
    await page.locator('.plans').waitFor()
    await eventually(() => focused()).toBe('Plans')
    await page.keyboard.press('Tab')
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Open the options',
    )
    await page.keyboard.press('Tab')
    await eventually(() => focused()).toBe('before')
    await eventually(() => page.getByTestId('payback').innerText()).toContain('$444.44')
    await page.close()
  })

  it('a quick step and the slider set the multiplier', async () => {
    const page = await openFresh(browser)
    await page.getByRole('button', { name: '1.5×' }).click()
    await eventually(() => field(page, 'multiplier').inputValue()).toBe('1.5')
    await field(page, 'slider').focus()
    await page.keyboard.press('ArrowRight')
    await eventually(() => field(page, 'multiplier').inputValue()).toBe('1.51')
    await eventually(() => field(page, 'slider').getAttribute('aria-valuetext')).toBe('1.51 times cost')
    await page.close()
  })

  it('a click on a tab puts the focus into the field that matters there', async () => {
    const page = await openFresh(browser)
    await page.locator('[data-tab="plans"]').click()
    await page.locator('[name="after"]:focus').waitFor()
    await page.locator('[data-tab="margin"]').click()
    await page.locator('[name="multiplier"]:focus').waitFor()
    await page.close()
  })

  it('keeps the last inputs', async () => {
    const page = await openFresh(browser)
    await field(page, 'service').selectOption('sms.outbound')
    await put(page, 'margin', '40')
    await put(page, 'reload', '75')
    await page.close()
    const again = await browser.openOwnPage('popup.html', SIZE)
    await again.locator('.margin').waitFor()
    await eventually(() => field(again, 'service').inputValue()).toBe('sms.outbound')
    await eventually(() => field(again, 'margin').inputValue()).toBe('40')
    await eventually(() => field(again, 'reload').inputValue()).toBe('75')
    await eventually(() => again.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('margin')
    await again.close()
  })

  it('an unreadable figure takes the answer away and says why, tied to its field, and nothing moves', async () => {
    const page = await openFresh(browser)
    const top = async (): Promise<number | undefined> => (await field(page, 'fee').boundingBox())?.y
    const before = await top()
    await put(page, 'multiplier', '1.0.5')
    await eventually(() => text(page, 'margin-after-fees')).toMatch(/^–/)
    await eventually(() => field(page, 'multiplier').getAttribute('aria-invalid')).toBe('true')
    const described = await field(page, 'multiplier').getAttribute('aria-describedby')
    const told = await page.locator(`[id="${described?.split(' ')[0]}"]`).innerText()
    expect(told).toBe('Enter a number, such as 1.05.')
    await put(page, 'multiplier', '3')
    expect(await top()).toBe(before)
    await page.close()
  })

  it('answers offline, asks nobody, and shifts nothing while it loads', async () => {
    const page = await openFresh(browser)
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await browser.context.setOffline(true)
    await page.reload()
    await page.locator('.margin').waitFor()
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          let sum = 0
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value
          }).observe({ type: 'layout-shift', buffered: true })
          requestAnimationFrame(() => requestAnimationFrame(() => done(sum)))
        }),
    )
    await browser.context.setOffline(false)
    expect(shift).toBe(0)
    expect(requests.filter((url) => !url.startsWith('chrome-extension://'))).toEqual([])
    await eventually(() => verdict(page)).toContain('$0.1138')
    await page.close()
  })
})

describe.each(['en', 'de'] as const)('whatever is asked, in %s', (lang) => {
  let browser: ExtensionBrowser
  beforeAll(async () => {
    browser = await launchWithExtension({ lang })
  })
  afterAll(() => browser?.close())

  it('nothing moves and nothing scrolls at 380 × 600', async () => {
    const page = await openFresh(browser)
    const point = lang === 'de' ? ',' : '.'
    const layout = () =>
      page.evaluate(() => {
        const top = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().top
        return {
          linked: top('.linked'),
          sources: top('.sources'),
          height: document.body.scrollHeight,
          width: document.documentElement.scrollWidth,
        }
      })
    const first = await layout()
    expect(first.height).toBeLessThanOrEqual(600)
    expect(first.width).toBeLessThanOrEqual(380)
    const fees = await field(page, 'fee')
      .locator('option')
      .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value))
    expect(fees.length).toBeGreaterThan(10)
    for (const fee of fees) {
      await field(page, 'fee').selectOption(fee)
      for (const multiplier of [`0${point}001`, '1', `1${point}05`, '1000', 'x']) {
        await put(page, 'multiplier', multiplier)
        expect(await layout(), `${fee} at ${multiplier}: ${await verdict(page)}`).toEqual(first)
      }
    }
    await put(page, 'multiplier', '1')
    for (const [name, value] of [
      ['volume', '100000000'],
      ['cost', '99999999'],
      ['reload', '99999999'],
      ['reload', '0'],
    ] as const) {
      await put(page, name, value)
      expect(await layout(), `${name} ${value}`).toEqual(first)
    }
    await page.close()
  })
})

describe('the popup, in German', () => {
  let browser: ExtensionBrowser
  beforeAll(async () => {
    browser = await launchWithExtension({ lang: 'de' })
  })
  afterAll(() => browser?.close())

  it('takes and gives German numbers', async () => {
    const page = await openFresh(browser)
    const plain = async (id: string): Promise<string> => (await text(page, id)).replaceAll('\u00a0', ' ')
    await eventually(() => field(page, 'multiplier').inputValue()).toBe('1,05')
    await eventually(async () => (await verdict(page)).replaceAll('\u00a0', ' ')).toBe(
      'Jede Aufladung über 10,00 $ verliert 0,1138 $. Nötig sind 1,0627× oder Aufladungen über 16,16 $.',
    )
    await put(page, 'cost', '0,00675')
    await put(page, 'multiplier', '1,5')
    await put(page, 'volume', '10.000')
    await eventually(() => plain('row-price')).toMatch(/0,010125\s+101,2500\s/)
    await eventually(() => page.evaluate(() => document.documentElement.lang)).toBe('de')
    await put(page, 'volume', '1.5')
    await eventually(() => verdict(page)).toBe('Bitte eine Zahl eingeben, etwa 1,05.')
    await page.close()
  })
})
