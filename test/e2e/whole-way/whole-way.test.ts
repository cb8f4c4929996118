/**
 * The whole way once, with real parts: HighLevel's signed webhooks → worker in workerd → queue → ledger over HTTP →
 * reload at Stripe's stand-in → its signed webhook → wallet; then the CRM's pages and the popup in Chromium show it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPairingCode } from '../../../worker/access/pairing-code.ts'
import type { Context } from '../../../worker/context.ts'
import { type DemoCrm, startDemoCrm } from '../../../dev/crm/server.ts'
import { DEMO_AGENCY, DEMO_CLIENTS, seedDemo } from '../../../dev/demo/world.ts'
import { outboundCall, outboundEmail, outboundSms } from '../../../dev/highlevel/samples.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { eventually } from '../../support/browser-eventually.ts'
import { type ExtensionBrowser, launchWithExtension } from '../../support/chromium.ts'
import { expectPicture } from '../../support/pictures/expect-picture.ts'
import { type TestWorker, startWorker } from '../../support/worker.ts'

const [dental, gym, roofing, law] = DEMO_CLIENTS.map(({ id }) => id) as [string, string, string, string]

describe('from a signed webhook to the figure in the CRM', () => {
  let worker: TestWorker
  let crm: DemoCrm
  let browser: ExtensionBrowser
  const now = new Date()

  beforeAll(async () => {
    worker = await startWorker({ stripe: { autoDeliver: true } })
    await seedDemo(worker.house, worker.db, now)
    crm = await startDemoCrm({ clients: DEMO_CLIENTS.map(({ id, name }) => ({ id, name })), now })
    browser = await launchWithExtension({ hostMap: crm.hostMap, grants: ['http://127.0.0.1/*'] })
  })
  afterAll(async () => {
    await browser?.close()
    await crm?.close()
    await worker?.close()
  })

  const balance = async (client: string) =>
    (
      await worker.rows(
        "SELECT balance FROM client_balance WHERE agency_id = ? AND client_id = ? AND account = 'wallets'",
        [DEMO_AGENCY, client],
      )
    )[0]?.['balance']

  it('the extension pairs with a one-time code', async () => {
    const ctx = {
      settings: worker.house.settings,
      db: worker.db,
      now: () => new Date(),
      newId: () => crypto.randomUUID(),
    }
    const { code } = await createPairingCode(ctx as unknown as Context, DEMO_AGENCY, 'owner')
    const page = await browser.openOwnPage('options.html', { width: 900, height: 860 })
    await page.locator('[name="worker"]').fill(worker.house.url)
    await page.locator('[name="code"]').fill(code)
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByText('Example Agency').waitFor()
    await page.close()
  })

  it('webhooks become usage, usage empties a wallet, one charge fills it, a decline marks the client', async () => {
    const at = new Date(now.getTime() - 60_000).toISOString()
    // 600 started minutes at 0.0166: cost 9.96; × 1.5 = 14.94, × 1.05 = 10.458, × 2 = 19.92.
    for (const [n, locationId] of [dental, gym, roofing, law].entries()) {
      await worker.sendHighLevel(outboundCall({ locationId, at, n: n * 10 + 1, callDuration: 36_000 }))
      await worker.sendHighLevel(outboundSms({ locationId, at, n: n * 10 + 2 }))
      await worker.sendHighLevel(outboundEmail({ locationId, at, n: n * 10 + 3 }))
      await worker.sendHighLevel(outboundSms({ locationId, at, n: n * 10 + 2 }))
    }
    await worker.until(
      'every line',
      () => worker.rows('SELECT count(*) AS n FROM usage_event'),
      (rows) => rows[0]?.['n'] === 12n,
    )
    const charges = await worker.until(
      'both charges to end',
      () => worker.rows('SELECT client_id, state, amount FROM charge ORDER BY client_id'),
      (rows) =>
        rows.length === 2 && rows.every((row) => row['state'] === 'succeeded' || row['state'] === 'failed'),
    )
    expect(charges).toEqual([
      { client_id: gym, state: 'succeeded', amount: 20_000_000_000n },
      { client_id: roofing, state: 'failed', amount: 25_000_000_000n },
    ])
    // 10.05 − 1.05 × (9.96 + 0.00747 + 0.000675) = −0.41655225 exactly; + one charge of 20 lands above the threshold.
    expect(await balance(gym)).toBe(10_050_000_000n - 10_466_552_250n + 20_000_000_000n)
    expect(await balance(dental)).toBe(40_000_000_000n - 14_952_217_500n)
    expect(worker.house.stripe?.succeededCharges()).toHaveLength(1)
    expect(await worker.rows('SELECT payment_state FROM client WHERE id = ?', [roofing])).toEqual([
      { payment_state: 'failed' },
    ])
    const fee = await worker.rows("SELECT balance FROM account_balance WHERE account = 'fees:stripe'")
    expect(fee).toEqual([{ balance: 880_000_000n }])
    expect(await checkLedger({ db: worker.db })).toMatchObject({ findingsTotal: 0 })
  })

  it('the sub-accounts list shows each client’s balance and state', async () => {
    const page = await browser.newPage(`${crm.url}/sub-accounts/`)
    const row = (id: string) => page.locator(`#loc-${id} rebill-lens`)
    await row(gym).getByText('$19.58').waitFor()
    await eventually(() => row(dental).locator('.row').innerText()).toMatch(/\$25\.05/)
    await eventually(() => row(roofing).locator('.row').innerText()).toMatch(/Payment failed/)
    await eventually(() => row(law).locator('.row').innerText()).toMatch(/\$0\.00/)
    await expectPicture(page, 'overlay-list')
    await page.close()
  })

  it('a switch on the client’s page changes the price, after a confirmation, and the audit log has it', async () => {
    const page = await browser.newPage(`${crm.url}/accounts/detail/${dental}`)
    await page.locator('rebill-lens').first().waitFor()
    const line = page.locator('tbody[data-service="sms.outbound"]')
    await line.waitFor()
    await expectPicture(page, 'overlay-client')
    await line.getByLabel('Multiplier').fill('2')
    await line.getByRole('button', { name: 'Apply' }).click()
    await expectPicture(page, 'overlay-confirm')
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
    await line.getByText('Saved.').waitFor()
    await eventually(() => line.locator('td.price').innerText()).toBe('$0.01494')
    const terms = await worker.until(
      'the new terms',
      () =>
        worker.rows(
          "SELECT rule, billed_by FROM service_terms WHERE agency_id = ? AND client_id = ? AND service = 'sms.outbound' ORDER BY number DESC LIMIT 1",
          [DEMO_AGENCY, dental],
        ),
      (rows) => String(rows[0]?.['rule']).includes('"2"'),
    )
    expect(terms[0]?.['billed_by']).toBe('ledger')
    const audit = await worker.rows(
      "SELECT action, actor FROM audit_log WHERE agency_id = ? AND client_id = ? AND action LIKE 'service%'",
      [DEMO_AGENCY, dental],
    )
    expect(audit).toHaveLength(1)
    expect(String(audit[0]?.['actor'])).toMatch(/^staff:/)
    await page.close()
  })

  it('the popup lists the same balances, low ones first', async () => {
    const popup = await browser.openOwnPage('popup.html', { width: 380, height: 600 })
    await popup.locator('[data-tab="clients"]').click()
    await popup.getByText('Corner Gym').waitFor()
    const list = await popup.locator('.client').allInnerTexts()
    expect(list.join('\n')).toContain('$19.58')
    expect(list[0]).toMatch(/Delta Roofing|Elm Street Law/)
    await popup.close()
  })
})
