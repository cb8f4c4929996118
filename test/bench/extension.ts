/**
 * `npm run bench:extension -- --json FILE`: what the overlay costs a CRM page, in real Chromium, against the demo CRM.
 * The page without the extension is the same page under an address that no content script matches, in the same
 * browser, measured in turns (churn.ts). Ends with 1 if a goal is missed; figures with no goal are told beside.
 */
import { until } from '../support/browser-until.ts'
import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openStage, type Stage } from '../e2e/overlay/stage.ts'
import { addedByChurn } from './churn.ts'
import { grownPerNavigation, layoutShift, longestTask, mountDelays, strayRequests } from './overlay.ts'

interface Result {
  name: string
  value: number
  unit: string
  goal: number | null
  holds: boolean
}

/** Tabs are opened anew so many times, and measured in so many rounds each time. */
const TRIES = 4
const ROUNDS = 6
const CLIENT = '/accounts/detail/demoLocation00000000'

async function measure(stage: Stage, plainUrl: string): Promise<Result[]> {
  const results: Result[] = []
  const add = (name: string, value: number, unit: string, goal: number | null): void => {
    const rounded = Math.round(value * 100) / 100
    results.push({ name, value: rounded, unit, goal, holds: goal === null || rounded <= goal })
    const end = goal === null ? '' : `goal ≤ ${goal}`
    console.log(`${name.padEnd(58)} ${String(rounded).padStart(9)} ${unit.padEnd(4)} ${end}`)
  }
  const openPlain = async (path: string): Promise<Page> => {
    const page = await stage.browser.newPage(plainUrl + path)
    await until(page, 'window.demoCrm')
    return page
  }

  const page = await stage.open(CLIENT)
  await page.locator('rebill-lens .facts').waitFor()
  add('mount after the anchor, median of 60', median(await mountDelays(page, 60)), 'ms', 16)
  await page.close()

  // No locators here: they leave some megabytes of Playwright's own in the page, which collecting garbage then walks.
  const openPainted = async (): Promise<Page> => {
    const opened = await stage.open(CLIENT)
    await until(opened, `document.querySelector('rebill-lens')?.shadowRoot?.querySelector('.facts')`)
    return opened
  }
  console.log(`load average ${loadavg()[0]?.toFixed(1)}`)
  const { overlay, planted } = await addedByChurn(
    { withIt: openPainted, without: () => openPlain(CLIENT) },
    TRIES,
    ROUNDS,
  )
  console.log(`load average ${loadavg()[0]?.toFixed(1)}`)
  const churn = 'main-thread time added by churn'
  add(`${churn}, median of ${overlay.length} rounds`, median(overlay), '%', 5)
  add(`${churn}, lower quartile`, quantile(overlay, 0.25), '%', null)
  add(`${churn}, upper quartile`, quantile(overlay, 0.75), '%', null)
  add('the same with a needless look at every element, median', median(planted), '%', null)

  for (const [name, path] of [
    ['a client', CLIENT],
    ['the list', '/sub-accounts/'],
    ['the dashboard', '/agency_dashboard/'],
    ['a sub-account', '/v2/location/demoLocation00000000/dashboard'],
    ['reselling', '/reselling'],
  ] as const) {
    add(`layout shift, routed to ${name}`, await layoutShift(stage, path), '', 0)
  }
  add('longest task while pages are opened and routed', await longestTask(stage), 'ms', 50)
  add('requests of content scripts', await strayRequests(stage), '', 0)

  const grown = await grownPerNavigation(stage, 300)
  add('nodes left by 300 navigations', grown.nodes, '', 100)
  add('listeners left by 300 navigations', grown.listeners, '', 20)
  add('heap grown by 300 navigations', grown.heap / 1000, 'kB', 500)
  return results
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const stage = await openStage()
try {
  await stage.signIn()
  const plain = Object.values(stage.crm.hostMap)[0] ?? ''
  const results = await measure(stage, `https://${plain}`)
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`)
  for (const { name } of results.filter(({ holds }) => !holds)) console.log(`MISSED: ${name}`)
  if (results.some(({ holds }) => !holds)) process.exitCode = 1
} finally {
  await stage.close()
}
