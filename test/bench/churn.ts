/**
 * What the overlay adds to a page that renders all the time: CPU time of the main thread, frame by frame, in one tab.
 * Tabs differ from each other by more than the overlay costs, so it is switched within one: at an address without
 * places (the page itself stays as it is) it takes its hosts out and observes nothing.
 * Short turns, forth and back, until the figure is sure enough or the time is up (churn-figures.ts).
 *
 * In every round stand two checks of the measure itself: turns without the overlay against others without it, and turns
 * with a loop of known length planted. If it reads something in the first or misses the second, its figure says nothing.
 */
import type { CDPSession, Page } from 'playwright-core'
import { until } from '../support/browser-until.ts'
import {
  churnFigures,
  frameMs,
  FRAMES,
  ROUND,
  type ChurnFigures,
  type State,
  type Turn,
} from './churn-figures.ts'
import { frameCosts, TRACE_CATEGORIES, type TraceEvent } from './frame-cost.ts'

export interface Churned extends ChurnFigures {
  rounds: number
  /** Of a frame without the overlay. */
  frameMs: number
}

const ELEMENTS = 400
/** Of a frame; what the loop takes is measured beforehand. */
const PLANTED = 0.08
const CALIBRATIONS = 15
const CALIBRATION_STEPS = 2e7
const ROUNDS_MIN = 6
const ROUNDS_MAX = 14
const SECONDS_MAX = 170
/** Percentage points: from here on more rounds tell nothing more. */
const SURE_ENOUGH = 0.7

const NOWHERE = '/nowhere'

/** @param page shows the overlay's panel of a client; @param path its address */
export async function churned(page: Page, path: string): Promise<Churned> {
  const tab = await openTab(page, path)
  for (const state of ['on', 'off', 'on', 'off'] as const) await tab.turn(state, 0, 'warm up')
  const stepMs = await stepTime(tab)
  const before = await tab.round(['off', 'off'], 0)
  const steps = Math.round((PLANTED * frameMs(before)) / stepMs)
  const rounds: Turn[][] = []
  const started = performance.now()
  for (let figures: ChurnFigures | null = null; ;) {
    rounds.push(await tab.round(ROUND, steps))
    if (rounds.length < ROUNDS_MIN) continue
    figures = churnFigures(rounds, steps * stepMs)
    const isOver = rounds.length >= ROUNDS_MAX || performance.now() - started > SECONDS_MAX * 1000
    if (isOver || figures.uncertainty <= SURE_ENOUGH) {
      const off = rounds.flat().filter(({ state }) => state === 'off')
      return { ...figures, rounds: rounds.length, frameMs: frameMs(off) }
    }
  }
}

interface Tab {
  cdp: CDPSession
  run(expression: string): Promise<unknown>
  turn(state: State, steps: number, mark: string): Promise<void>
  round(states: readonly State[], steps: number): Promise<Turn[]>
}

async function openTab(page: Page, path: string): Promise<Tab> {
  const cdp = await page.context().newCDPSession(page)
  const browser = await page.context().browser()?.newBrowserCDPSession()
  if (!browser) throw new Error('the browser has no session of its own for traces')
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.evaluate(install, ELEMENTS)
  const run = (expression: string): Promise<unknown> => page.evaluate(expression)

  async function turn(state: State, steps: number, mark: string): Promise<void> {
    await run(`history.replaceState({}, '', '${NOWHERE}')`)
    await until(page, `!document.querySelector('rebill-lens')`)
    if (state !== 'off') {
      await run(`history.replaceState({}, '', '${path}')`)
      await until(page, `document.querySelector('rebill-lens')?.shadowRoot?.querySelector('.facts')`)
    }
    await run(`settled().then(() => churn(${FRAMES}, ${state === 'planted' ? steps : 0}, '${mark}'))`)
  }

  async function round(states: readonly State[], steps: number): Promise<Turn[]> {
    const events = await traced(browser as CDPSession, async () => {
      for (const [place, state] of states.entries()) await turn(state, steps, `turn ${place}`)
    })
    return states.map((state, place) => ({ state, frames: frameCosts(events, `turn ${place}`) }))
  }

  return { cdp, run, turn, round }
}

/** What the page does, and the loop that can be planted; kept in the page, so that it is compiled once. */
function install(elements: number): void {
  let sunk = 1
  const spin = (steps: number): void => {
    for (let step = 0; step < steps; step++) sunk = (Math.imul(sunk, 1_664_525) + 1_013_904_223) | 0
  }
  const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done))
  /** So many frames, each of which renders a block of elements anew, as frameworks do. */
  const churn = async (frames: number, steps: number, mark: string): Promise<void> => {
    const block = document.createElement('div')
    document.querySelector('.hl_wrapper--inner')?.append(block)
    for (let index = 0; index < frames; index++) {
      await frame()
      performance.mark(mark)
      block.replaceChildren(
        ...Array.from({ length: elements }, (_, place) => {
          const element = document.createElement('div')
          element.textContent = `${index} ${place}`
          return element
        }),
      )
      // As our own looks come: in every second frame.
      spin(index % 2 === 0 ? 2 * steps : 0)
    }
    await frame()
    performance.mark(mark)
    block.remove()
    performance.clearMarks()
  }
  const settled = (): Promise<unknown> => frame().then(frame)
  Object.assign(window, { spin, settled, churn })
}

/** CPU time of one step of the loop, in ms: the median of some calls. */
async function stepTime({ cdp, run }: Tab): Promise<number> {
  const taskTime = async (): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  }
  const times: number[] = []
  for (let time = 0; time < CALIBRATIONS; time++) {
    const before = await taskTime()
    await run(`spin(${CALIBRATION_STEPS})`)
    times.push(((await taskTime()) - before) * 1000)
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
  return median / CALIBRATION_STEPS
}

async function traced(browser: CDPSession, work: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = []
  const collect = ({ value }: { value: object[] }): void => {
    for (const event of value) events.push(event as TraceEvent)
  }
  browser.on('Tracing.dataCollected', collect)
  const traceConfig = {
    includedCategories: TRACE_CATEGORIES,
    excludedCategories: ['*'],
    traceBufferSizeInKb: 400_000,
  }
  await browser.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig })
  await work()
  const complete = new Promise((done) => browser.once('Tracing.tracingComplete', done))
  await browser.send('Tracing.end')
  await complete
  browser.off('Tracing.dataCollected', collect)
  return events
}
