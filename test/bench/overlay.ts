/** What `bench/extension.ts` measures, each in its own function. Times are the browser's own. */
import { until } from '../support/browser-until.ts'
import type { CDPSession, Page } from 'playwright-core'
import type { Stage } from '../e2e/overlay/stage.ts'

const CLIENTS = ['demoLocation00000000', 'demoLocation00000001'] as const

/** Milliseconds from the anchor's insertion to our host in it, for each of so many routes to a client. */
export function mountDelays(page: Page, turns: number): Promise<number[]> {
  return page.evaluate(
    async ([ids, count]) => {
      const { demoCrm } = window as unknown as { demoCrm: { go(path: string): void } }
      const delays: number[] = []
      for (let turn = 0; turn < count; turn++) {
        demoCrm.go('/nowhere')
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
        const mounted = new Promise<number>((done) => {
          const observer = new MutationObserver(() => {
            if (!document.querySelector('.hl_wrapper--inner > rebill-lens[data-slot="clientPanel"]')) return
            observer.disconnect()
            done(performance.now())
          })
          observer.observe(document, { childList: true, subtree: true })
        })
        demoCrm.go(`/accounts/detail/${ids[turn % 2]}`)
        const anchored = performance.now()
        delays.push((await mounted) - anchored)
      }
      return delays
    },
    [CLIENTS, turns] as const,
  )
}

/** The layout shifts of a route to a page, from the click of the router until its panels are painted. */
export async function layoutShift(stage: Stage, path: string): Promise<number> {
  const page = await stage.open('/nowhere')
  await page.evaluate(() => {
    const shifts: number[] = []
    ;(window as unknown as { shifts: number[] }).shifts = shifts
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number
          hadRecentInput: boolean
        }
        if (!hadRecentInput) shifts.push(value)
      }
    }).observe({ type: 'layout-shift' })
  })
  await page.evaluate(`demoCrm.go('${path}')`)
  await painted(page)
  const shifts = (await page.evaluate('shifts')) as number[]
  await page.close()
  return shifts.reduce((sum, value) => sum + value, 0)
}

/** The longest task of a tab that is opened and routed through every page; 0 = none was over 50 ms. */
export async function longestTask(stage: Stage): Promise<number> {
  const page = await stage.browser.context.newPage()
  await page.addInitScript(() => {
    const tasks: number[] = []
    ;(window as unknown as { tasks: number[] }).tasks = tasks
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: 'longtask',
      buffered: true,
    })
  })
  await page.goto(`${stage.crm.url}/sub-accounts/`)
  await painted(page)
  // The page's own start (its script, its first render) is over here; what follows is routes and our panels.
  await page.evaluate('tasks.length = 0')
  for (const path of [
    '/accounts/detail/demoLocation00000003',
    '/agency_dashboard/',
    '/reselling',
    '/sub-accounts/',
  ]) {
    await page.evaluate(`demoCrm.go('${path}')`)
    await painted(page)
  }
  const tasks = (await page.evaluate('tasks')) as number[]
  await page.close()
  return Math.max(0, ...tasks)
}

/** Requests of a CRM tab to anywhere but the CRM while its panels work. */
export async function strayRequests(stage: Stage): Promise<number> {
  const page = await stage.browser.context.newPage()
  const stray: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.crm.url)) stray.push(request.url())
  })
  for (const path of [
    '/sub-accounts/',
    '/accounts/detail/demoLocation00000003',
    '/agency_dashboard/',
    '/reselling',
  ]) {
    await page.goto(stage.crm.url + path)
    await painted(page)
  }
  await page.close()
  return stray.length
}

/** Nodes, listeners and heap bytes that stay after so many routes, once what is no longer used was collected. */
export async function grownPerNavigation(
  stage: Stage,
  turns: number,
): Promise<{ nodes: number; listeners: number; heap: number }> {
  const page = await stage.open('/sub-accounts/')
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const read = async () => {
    await page.evaluate(`demoCrm.go('/nowhere')`)
    // The grace in which a place may come back (mount/reconciler.ts) is over.
    await page.waitForTimeout(2_000)
    for (let time = 0; time < 3; time++) await cdp.send('HeapProfiler.collectGarbage')
    return {
      nodes: await metric(cdp, 'Nodes'),
      listeners: await metric(cdp, 'JSEventListeners'),
      heap: await metric(cdp, 'JSHeapUsedSize'),
    }
  }
  await navigate(page, 60)
  const before = await read()
  await navigate(page, turns)
  const after = await read()
  await page.close()
  return {
    nodes: after.nodes - before.nodes,
    listeners: after.listeners - before.listeners,
    heap: after.heap - before.heap,
  }
}

function navigate(page: Page, turns: number): Promise<void> {
  return page.evaluate(
    async ([ids, count]) => {
      const { demoCrm } = window as unknown as { demoCrm: { go(path: string): void } }
      const paths = [
        '/sub-accounts/',
        `/accounts/detail/${ids[0]}`,
        '/agency_dashboard/',
        `/accounts/detail/${ids[1]}`,
      ]
      for (let turn = 0; turn < count; turn++) {
        demoCrm.go(paths[turn % paths.length] ?? '/')
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      }
    },
    [CLIENTS, turns] as const,
  )
}

/** Every host of the page has painted, and two frames have passed. */
async function painted(page: Page): Promise<void> {
  await until(
    page,
    `(() => {
      const hosts = [...document.querySelectorAll('rebill-lens:not([data-float])')]
      const isDone = (host) => host.shadowRoot?.querySelector('.rl') !== null &&
        host.shadowRoot?.querySelector('[aria-busy="true"], .wait') === null
      return hosts.length > 0 && hosts.every(isDone)
    })()`,
  )
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

async function metric(cdp: CDPSession, name: string): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find((each) => each.name === name)?.value ?? Number.NaN
}
