import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/browser-eventually.ts'
import { sampleTerms } from '../../support/browser-samples.ts'
import { openStage, type Stage } from './stage.ts'

const [TALL, SHORT] = ['demoLocation00000010', 'demoLocation00000011']
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage()
  await stage.signIn()
  const tall = stage.worker.clients.get(TALL)
  for (let index = 0; index < 8; index++) {
    tall?.services.push(sampleTerms({ service: `own.service.${index}`, label: `Own service ${index}` }))
  }
  const short = stage.worker.clients.get(SHORT)
  if (short) short.services = short.services.slice(0, 1)
})
afterAll(() => stage.close())
afterEach(() => page.close())

const panel = () => page.locator('rebill-lens .panel')
const height = async () => (await panel().boundingBox())?.height ?? 0

/** Layout shifts from here on, those right after an input left out, as the browser's own measure has it. */
async function watchShifts(): Promise<void> {
  await page.evaluate(() => {
    const shifts: number[] = []
    ;(window as unknown as { shifts: number[] }).shifts = shifts
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
      })[])
        if (!entry.hadRecentInput) shifts.push(entry.value)
    }).observe({ type: 'layout-shift' })
  })
}
const shifted = () =>
  page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    return (window as unknown as { shifts: number[] }).shifts
  })

async function route(client: string): Promise<void> {
  await page.evaluate(`demoCrm.go('/accounts/detail/${client}')`)
  await panel().locator('.facts').waitFor()
}

test('a client with more services than the room has shifts nothing: the rest is a scroll or a click away', async () => {
  page = await stage.open('/nowhere')
  await watchShifts()
  await route(TALL)
  expect(await shifted()).toEqual([])
  const room = await height()
  await eventually(() => panel().evaluate((each) => each.scrollHeight > each.clientHeight)).toBe(true)
  await page.getByRole('button', { name: 'Show all of it' }).click()
  await eventually(() => height()).toBeGreaterThan(room + 200)
  await eventually(() => page.getByRole('button', { name: 'Show all of it' }).count()).toBe(0)
})

test('a second visit keeps the height that this client needs from the start', async () => {
  page = await stage.open('/nowhere')
  await route(TALL)
  await page.evaluate(`demoCrm.go('/nowhere')`)
  await watchShifts()
  await route(TALL)
  expect(await shifted()).toEqual([])
  expect(await page.getByRole('button', { name: 'Show all of it' }).count()).toBe(0)
  expect(await panel().evaluate((each) => each.scrollHeight > each.clientHeight + 1)).toBe(false)
})

test('a client with one service shifts nothing either', async () => {
  page = await stage.open('/nowhere')
  await watchShifts()
  await route(SHORT)
  expect(await shifted()).toEqual([])
})

test.each([
  ['the dashboard', '/agency_dashboard/', 'agencySummary', '.care button:nth-of-type(1)'],
  ['the agency’s bill', '/settings/billing', 'agencySummary', '.care > :nth-child(5)'],
  ['the list', '/sub-accounts/', 'listTools', '.toggle'],
  ['reselling', '/reselling', 'marginLens', '.popout'],
])('%s shifts nothing while its figures come', async (_name, path, slot, last) => {
  page = await stage.open('/nowhere')
  await watchShifts()
  await page.evaluate(`demoCrm.go('${path}')`)
  await page.locator(`rebill-lens[data-slot="${slot}"] ${last}`).first().waitFor()
  expect(await shifted()).toEqual([])
  expect(await page.getByRole('button', { name: 'Show all of it' }).count()).toBe(0)
})
