import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemoCrm, type DemoCrm } from '../../../dev/crm/server.ts'
import { eventually } from '../../support/browser-eventually.ts'
import { sampleLocation } from '../../support/browser-samples.ts'
import { PAIRING_CODE, startTestWorker, type TestWorker } from '../../support/browser-worker.ts'
import { sampleClients } from '../overlay/stage.ts'
import { BUILT, buildForFirefox, findFirefox, launchFirefox, type Firefox } from './browser.ts'
import type { Page } from './page.ts'

const CLIENT = 'demoLocation00000000'
const WHITE = 'crm.agency.example'
const OPTIONS = { width: 900, height: 900 }
/** Firefox's sidebar as it opens first. */
const NARROW = { width: 250, height: 800 }

const path = await findFirefox()
if (path === null) {
  console.log(
    'Firefox: did not run, as it is not installed here (`apt-get install firefox-esr`, or FIREFOX_PATH).',
  )
}

/** The shadow root of the first host of a kind. */
const inside = (slot: string) => `document.querySelector('rebill-lens[data-slot="${slot}"]').shadowRoot`
const button = (within: string, name: string) =>
  `[...${within}.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === '${name}')`
const named = (name: string) => `document.querySelector('[name="${name}"]')`
const shows = (text: string) => `document.body.innerText.includes(${JSON.stringify(text)})`

describe.skipIf(path === null)('the package for Firefox', () => {
  let firefox: Firefox
  let crm: DemoCrm
  let worker: TestWorker
  let options: Page
  let list: Page

  beforeAll(async () => {
    await buildForFirefox()
    const clients = sampleClients()
    crm = await startDemoCrm({ clients: clients.map((_, index) => sampleLocation(index)), now: new Date() })
    worker = await startTestWorker(clients)
    const address = Object.values(crm.hostMap)[0] ?? ''
    firefox = await launchFirefox(path ?? '', { ...crm.hostMap, [WHITE]: address })
    console.log(`Firefox ${firefox.version}`)
  })
  afterAll(async () => {
    await firefox?.close()
    await crm?.close()
    await worker?.close()
  })

  const stopped = () => eventually(() => firefox.stopBackground()).toBe('stopped')

  test('asks in its manifest for what Chrome’s asks, with a sidebar that waits to be opened', async () => {
    const manifest: unknown = JSON.parse(await readFile(`${BUILT}/manifest.json`, 'utf8'))
    expect(manifest).toMatchObject({
      manifest_version: 3,
      permissions: ['storage', 'scripting', 'alarms', 'contextMenus'],
      optional_permissions: ['notifications'],
      optional_host_permissions: ['https://*/*', 'http://127.0.0.1/*'],
      background: { scripts: ['background.js'] },
      sidebar_action: { default_panel: 'sidepanel.html', open_at_install: false },
    })
    expect(await firefox.inBrowser('SidebarController.isOpen')).toBe(false)
  })

  test('W2: the popup says what 1.05 and what 2 leave of a reload of 10.00', async () => {
    const popup = await firefox.openOwnPage('popup.html', { width: 380, height: 600 })
    await popup.until(shows('Loses $0.1138 on every $10.00 reload. It takes 1.0627× at this size'))
    await popup.fill(named('multiplier'), '2')
    await popup.until(shows('Keeps $4.41 of every $10.00 reload'))
    await popup.close()
  })

  test('the options ask for the worker’s address: refused, nothing is sent; allowed, staff are signed in', async () => {
    options = await firefox.openOwnPage('options.html', OPTIONS)
    await options.fill(named('worker'), worker.url)
    await options.fill(named('code'), PAIRING_CODE)
    await options.click(button('document', 'Connect'))
    await firefox.answer('refuse')
    await options.until(shows('Without this permission the browser cannot call'))
    expect(worker.asked).toEqual([])
    await options.click(button('document', 'Connect'))
    await firefox.answer('allow')
    await options.until(shows('Demo agency'))
  })

  test('staff stay signed in when the background is stopped', async () => {
    await stopped()
    await options.evaluate('((window.isOld = true), location.reload())')
    await options.until(`!window.isOld && ${shows('Demo agency')}`)
  })

  test('the list shows balance, runway and state in each row', async () => {
    await stopped()
    list = await firefox.open(`${crm.url}/sub-accounts/`)
    const row = `${inside('clientRow')}.querySelector('.row').innerText`
    await list.until(`${row}.includes('$')`)
    expect(await list.evaluate(row)).toMatch(/\$12\.40\s+2\.5 d\s+31\.8%\s+Rebilling on/)
  })

  test('the client’s panel is styled, and a switch asks, waits and holds', async () => {
    const page = await firefox.open(`${crm.url}/accounts/detail/${CLIENT}`)
    const panel = inside('clientPanel')
    const line = `${panel}.querySelector('tbody[data-service="sms.outbound"]')`
    const toggle = `${line}.querySelector('[role="switch"]')`
    await page.until(toggle)
    expect(await page.evaluate(`getComputedStyle(${toggle}).borderRadius`)).not.toBe('0px')
    await stopped()
    await page.click(toggle)
    const dialog = `${panel}.querySelector('[role="dialog"]')`
    await page.until(dialog)
    expect(await page.evaluate(`${dialog}.innerText`)).toContain('Rebill SMS, sent to Alpenblick Dental?')
    await page.click(button(dialog, 'Start rebilling'))
    await page.until(`${line}.innerText.includes('Saved.')`)
    expect(await page.evaluate(`${toggle}.ariaChecked`)).toBe('true')
    const puts = worker.asked.filter(({ method }) => method === 'PUT')
    expect(puts.map(({ body }) => body)).toEqual([{ billedBy: 'ledger', multiplier: '1.05', version: 3 }])
    await page.close()
  })

  test('the popup opens the sidebar, and its page fits there', async () => {
    const popup = await firefox.openOwnPage('popup.html', { width: 380, height: 600 })
    await popup.click(`document.querySelector('[data-tab="clients"]')`)
    await popup.click(button('document', 'All clients in the side panel'))
    await eventually(() => firefox.inBrowser('SidebarController.isOpen')).toBe(true)
    await popup.close()
    const panel = await firefox.openOwnPage('sidepanel.html', NARROW)
    for (const tab of ['clients', 'services', 'alerts']) {
      await panel.click(`document.querySelector('[data-tab="${tab}"]')`)
      await panel.until(`document.querySelector('[data-tab="${tab}"][aria-selected="true"]')`)
      await panel.until(
        tab === 'alerts' ? `document.querySelector('.alerts')` : `document.querySelector('.table')`,
      )
      expect(await panel.evaluate('document.documentElement.scrollWidth'), tab).toBeLessThanOrEqual(
        NARROW.width,
      )
    }
    await panel.close()
  })

  test('a content script finds no token, in storage or in a database', async () => {
    const found = await options.evaluate(`(async () => {
      const [tab] = await browser.tabs.query({ url: '${crm.url}/*' })
      const read = async () => {
        const reading = [browser.storage.local, browser.storage.session].map((area) => area?.get(null))
        const areas = await Promise.allSettled(reading)
        return JSON.stringify([areas, (await indexedDB.databases()).map(({ name }) => name)])
      }
      return (await browser.scripting.executeScript({ target: { tabId: tab.id }, func: read }))[0].result
    })()`)
    // It could read something: else nothing would be shown by what it does not find.
    expect(found).toMatch(/"fulfilled"/)
    expect(worker.tokens().filter((token) => String(found).includes(token))).toEqual([])
    expect(found).not.toContain('session.lasting')
  })

  test('B-17: a white-label domain is asked for, shown on, and left when it is removed', async () => {
    await options.bringToFront()
    await options.fill(named('domain'), `${WHITE}`)
    await options.click(`${named('domain')}.form.querySelector('button')`)
    await firefox.answer('allow')
    await options.until(shows(`${WHITE} is allowed.`))
    const page = await firefox.open(`https://${WHITE}/sub-accounts/`)
    await page.until(`${inside('clientRow')}.querySelector('.row')`)
    await options.click(`document.querySelector('[aria-label="Remove ${WHITE}"]')`)
    await page.until(`document.querySelector('rebill-lens') === null`)
    const registered = 'browser.scripting.getRegisteredContentScripts().then((all) => all.length)'
    expect(await options.evaluate(registered)).toBe(0)
    await page.close()
  })

  test('the CRM’s own address can be taken back and given again: the open tab follows', async () => {
    const origins = JSON.stringify({ origins: [`${crm.url}/*`] })
    expect(await options.evaluate(`browser.permissions.remove(${origins})`)).toBe(true)
    await list.until(`document.querySelector('rebill-lens') === null`)
    await options.bringToFront()
    await options.evaluate(`void (document.onclick = () => browser.permissions.request(${origins}))`)
    await options.click('document.querySelector("h1")')
    await firefox.answer('allow')
    await list.until(`${inside('clientRow')}.querySelector('.row')`)
  })

  test('an update leaves staff signed in, and open tabs get the new script', async () => {
    await firefox.update()
    await list.until(`document.querySelectorAll('rebill-lens[data-slot="listTools"]').length === 1`)
    await list.until(`${inside('clientRow')}.querySelector('.row')?.innerText.includes('$12.40')`)
  })

  test('no script of ours threw anything, anywhere', async () => {
    expect(await firefox.errors()).toEqual([])
    const page = await firefox.openOwnPage('options.html', OPTIONS)
    await page.evaluate(`void setTimeout(() => { throw new Error('planted') })`)
    // It would be heard of.
    await eventually(() => firefox.errors()).toEqual([expect.stringContaining('planted')])
  })
})
