import { until } from '../../support/browser-until.ts'
import type { Page } from 'playwright-core'
import { startDemoCrm, type DemoCrm } from '../../../dev/crm/server.ts'
import type { ClientDetail } from '../../../shared/contract/clients.ts'
import { signIn, speak } from '../../support/browser-own.ts'
import { startTestWorker, type TestWorker, type TestWorkerOptions } from '../../support/browser-worker.ts'
import {
  sampleDetail,
  sampleLocation,
  sampleOverview,
  sampleServices,
} from '../../support/browser-samples.ts'
import { launchWithExtension, type ExtensionBrowser, type LaunchOptions } from '../../support/chromium.ts'

export interface Stage {
  browser: ExtensionBrowser
  crm: DemoCrm
  worker: TestWorker
  /** Pairs the extension with the worker, as the options page does. */
  signIn(): Promise<void>
  /** The language set in the options; Debian's Chromium itself speaks English only. */
  speak(language: 'en' | 'de'): Promise<void>
  open(path: string): Promise<Page>
  close(): Promise<void>
}

const COUNT = 60

export function sampleClients(): ClientDetail[] {
  return Array.from({ length: COUNT }, (_, index) =>
    sampleDetail(sampleOverview(index, variety(index)), sampleServices()),
  )
}

/** Every state once, near the top of the list. */
function variety(index: number): Parameters<typeof sampleOverview>[1] {
  if (index === 1)
    return { rebilling: { state: 'canBeEnabled', reason: 'no_payment_method', fix: 'Ask for a card.' } }
  if (index === 2) return { status: 'low', balance: '3.21', runwayDays: '1.5' }
  if (index === 3) return { status: 'paymentFailed', balance: '-1.07', runwayDays: '0' }
  if (index === 5)
    return { rebilling: { state: 'disabled', reason: 'phone_not_lc', fix: 'Move the numbers.' } }
  return {}
}

/** The demo CRM, a test worker, and Chromium with the extension between them. */
export async function openStage(
  options: LaunchOptions = {},
  workerOptions: TestWorkerOptions = {},
): Promise<Stage> {
  const locations = Array.from({ length: COUNT }, (_, index) => sampleLocation(index))
  const crm = await startDemoCrm({ clients: locations, now: new Date() })
  const worker = await startTestWorker(sampleClients(), workerOptions)
  const browser = await launchWithExtension({
    hostMap: crm.hostMap,
    grants: ['http://127.0.0.1/*'],
    ...options,
  })
  return {
    browser,
    crm,
    worker,
    signIn: () => signIn(browser, worker),
    speak: (language) => speak(browser, language, 'EUR'),
    open: async (path) => {
      const page = await browser.newPage(crm.url + path)
      // The CRM's own script fetches its data first, after the page counts as loaded.
      await until(page, 'window.demoCrm')
      return page
    },
    close: async () => {
      await browser.close()
      await crm.close()
      await worker.close()
    },
  }
}
