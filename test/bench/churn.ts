/**
 * What the overlay adds to a page that renders all the time: CPU time of the main thread, page with against page without.
 * CPU time moves by a tenth with whatever else the machine does, and from tab to tab, so single figures say little:
 * short turns in the order with, without, planted, planted, without, with, one ratio for each such round, and the
 * median of the rounds of several pairs of tabs. Each tab is warmed up first: what the first frames cost, the
 * compiler and the tab's own start included, is no matter of churn.
 *
 * The planted page is the one with the overlay and a needless look at every element in each frame: as long as it
 * shows, the measure would see a cost of that size of ours.
 */
import type { CDPSession, Page } from 'playwright-core'

export interface Pages {
  withIt(): Promise<Page>
  without(): Promise<Page>
}

/** Percent of the time without the overlay, of all rounds in order. */
export interface Added {
  overlay: readonly number[]
  planted: readonly number[]
}

/** Frames of a turn: longer than the reconciler looks at every frame (mount/pace.ts), so that both its ways count. */
const FRAMES = 60
const WARM_UP_FRAMES = 120
const ELEMENTS = 400

interface Tab {
  page: Page
  cdp: CDPSession
}

/** Opens so many times three tabs, and takes so many rounds of turns in each. */
export async function addedByChurn(pages: Pages, tries: number, rounds: number): Promise<Added> {
  const overlay: number[] = []
  const planted: number[] = []
  for (let time = 0; time < tries; time++) {
    const tabs = {
      withIt: await tabOf(await pages.withIt()),
      without: await tabOf(await pages.without()),
      planted: await tabOf(await pages.withIt()),
    }
    await plant(tabs.planted.page)
    const all = [tabs.withIt, tabs.without, tabs.planted]
    for (const tab of all) await turn(tab, WARM_UP_FRAMES)
    for (let round = 0; round < rounds; round++) {
      const spent = new Map<Tab, number>()
      for (const tab of [...all, ...all.toReversed()]) {
        spent.set(tab, (spent.get(tab) ?? 0) + (await turn(tab, FRAMES)))
      }
      const base = spent.get(tabs.without) ?? Number.NaN
      overlay.push(100 * ((spent.get(tabs.withIt) ?? Number.NaN) / base - 1))
      planted.push(100 * ((spent.get(tabs.planted) ?? Number.NaN) / base - 1))
    }
    await Promise.all(all.map(({ page }) => page.close()))
  }
  return { overlay, planted }
}

async function tabOf(page: Page): Promise<Tab> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  return { page, cdp }
}

/** Seconds of CPU time for so many frames, each of which renders a block of 400 elements anew, as frameworks do. */
async function turn({ page, cdp }: Tab, frames: number): Promise<number> {
  await page.bringToFront()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const before = await taskTime(cdp)
  await page.evaluate(
    async ([count, elements]) => {
      const block = document.createElement('div')
      document.querySelector('.hl_wrapper--inner')?.append(block)
      for (let frame = 0; frame < count; frame++) {
        block.replaceChildren(
          ...Array.from({ length: elements }, (_, index) => {
            const element = document.createElement('div')
            element.textContent = `${frame} ${index}`
            return element
          }),
        )
        await new Promise((done) => requestAnimationFrame(done))
      }
      block.remove()
    },
    [frames, ELEMENTS] as const,
  )
  return (await taskTime(cdp)) - before
}

function plant(page: Page): Promise<void> {
  return page.evaluate(() => {
    let isAsked = false
    new MutationObserver(() => {
      if (isAsked) return
      isAsked = true
      requestAnimationFrame(() => {
        isAsked = false
        for (const element of document.querySelectorAll('*')) void element.previousElementSibling
      })
    }).observe(document, { childList: true, subtree: true })
  })
}

async function taskTime(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}
