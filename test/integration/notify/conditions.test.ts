/**
 * Each condition of payments, caps and disputes is told once when it begins and once when it ends, driven by what causes
 * it: Stripe's answers and webhooks, usage, staff, and time. Every step is looked at twice more.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAlerts } from '../../../worker/jobs/alerts.ts'
import type { AlertKind } from '../../../worker/notify/kinds.ts'
import { type Api, NOW, startApi } from '../api/support.ts'
import { benchOfEach } from '../charging/each-bench.ts'
import {
  type Wallet,
  addWallet,
  balanceOf,
  chargesOf,
  drain,
  passTime,
  rows,
  settle,
  signIn,
  stripePost,
  takenFrom,
  usd,
} from '../charging/support.ts'

const TOLD = 'SELECT subject, change, crossing, detail FROM alert WHERE agency_id = ? AND kind = ?'

const detailOf = (row: Record<string, unknown> | undefined) =>
  JSON.parse(String(row?.['detail'])) as Record<string, string>

describe('conditions of charges, by the payments queue and the minute', () => {
  const bench = benchOfEach()

  const told = (wallet: Wallet, kind: AlertKind) =>
    rows(bench, `${TOLD} ORDER BY at, crossing`, [wallet.agencyId, kind])

  /** The changes told of a kind so far, after two more runs that must find nothing new. */
  async function changesOf(wallet: Wallet, kind: AlertKind): Promise<string[]> {
    const before = await told(wallet, kind)
    await runAlerts(bench.ctx)
    await runAlerts(bench.ctx)
    expect(await told(wallet, kind)).toEqual(before)
    return before.map(({ change }) => String(change))
  }

  async function deliver(): Promise<void> {
    await bench.stripe.deliverWebhooks()
    await drain(bench)
  }

  /** A wallet of 5 below its threshold of 10, charged 50 with this method. */
  async function charged(method = 'pm_card_visa'): Promise<Wallet> {
    const wallet = await addWallet(bench, { balance: '5', method })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await deliver()
    return wallet
  }

  async function disputed(): Promise<{ wallet: Wallet; dispute: string }> {
    const wallet = await charged()
    const { id } = bench.stripe.dispute(String(takenFrom(bench, wallet)[0]?.id))
    await deliver()
    return { wallet, dispute: id }
  }

  it('X-09 a dispute is told by its webhook, and its end when it is won', async () => {
    const { wallet, dispute } = await disputed()
    expect(await changesOf(wallet, 'dispute')).toEqual(['fired'])
    const [alert] = await told(wallet, 'dispute')
    expect(alert).toMatchObject({ subject: dispute, crossing: 1n })
    expect(detailOf(alert)).toEqual({ amount: String(usd('50')), currency: 'USD' })
    bench.stripe.closeDispute(dispute, 'won')
    await deliver()
    expect(await changesOf(wallet, 'dispute')).toEqual(['fired', 'recovered'])
    // The mark that the dispute left is not told a second time, as a failed payment.
    expect(await changesOf(wallet, 'failedReload')).toEqual([])
  })

  it('X-09 a lost dispute is over when it is decided; lifted by staff, the next failed payment is told again', async () => {
    const { wallet, dispute } = await disputed()
    bench.stripe.closeDispute(dispute, 'lost')
    await deliver()
    expect(await changesOf(wallet, 'dispute')).toEqual(['fired', 'recovered'])
    const staff = await signIn(bench, wallet)
    expect((await staff('PUT', '/clients/client-1/suspension', { suspended: false })).status).toBe(200)
    expect(await changesOf(wallet, 'dispute')).toEqual(['fired', 'recovered'])
    expect(await changesOf(wallet, 'failedReload')).toEqual([])

    bench.stripe.setOutcome(wallet.methodId, {
      kind: 'decline',
      code: 'processing_error',
      message: 'Try again.',
    })
    await passTime(bench, 0.5)
    expect((await chargesOf(bench, wallet)).map(({ state }) => state)).toEqual(['succeeded', 'failed'])
    expect(await changesOf(wallet, 'failedReload')).toEqual(['fired'])
    bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
    await passTime(bench, 2)
    expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    expect(await changesOf(wallet, 'failedReload')).toEqual(['fired', 'recovered'])
  })

  it('X-09 lifted by staff while the dispute is open: charges go on and the mark is gone; the dispute stays told until it is decided', async () => {
    const { wallet, dispute } = await disputed()
    const state = async () =>
      (
        await rows(bench, 'SELECT suspended, payment_state FROM client WHERE agency_id = ?', [
          wallet.agencyId,
        ])
      )[0]
    expect(await state()).toEqual({ suspended: 1n, payment_state: 'failed' })
    await passTime(bench, 1)
    expect(await balanceOf(bench, wallet)).toBe(usd('5'))
    const staff = await signIn(bench, wallet)
    expect((await staff('PUT', '/clients/client-1/suspension', { suspended: false })).status).toBe(200)
    expect(await state()).toEqual({ suspended: 0n, payment_state: 'ok' })
    await passTime(bench, 1)
    expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    expect(await changesOf(wallet, 'dispute')).toEqual(['fired'])
    expect(await changesOf(wallet, 'failedReload')).toEqual([])
    bench.stripe.closeDispute(dispute, 'won')
    await deliver()
    expect(await changesOf(wallet, 'dispute')).toEqual(['fired', 'recovered'])
    expect(await state()).toEqual({ suspended: 0n, payment_state: 'ok' })
  })

  it('X-09 lifting a suspension, or a dispute that is won, forgives no payment that failed', async () => {
    const { wallet, dispute } = await disputed()
    const staff = await signIn(bench, wallet)
    const state = async () =>
      (await rows(bench, 'SELECT payment_state FROM client WHERE agency_id = ?', [wallet.agencyId]))[0]
    await staff('PUT', '/clients/client-1/suspension', { suspended: false })
    bench.stripe.setOutcome(wallet.methodId, { kind: 'decline', code: 'processing_error', message: 'Later.' })
    await passTime(bench, 0.5)
    for (const suspended of [true, false]) await staff('PUT', '/clients/client-1/suspension', { suspended })
    expect(await state()).toEqual({ payment_state: 'failed' })
    bench.stripe.closeDispute(dispute, 'won')
    await deliver()
    expect(await state()).toEqual({ payment_state: 'failed' })
    expect(await changesOf(wallet, 'failedReload')).toEqual(['fired'])
  })

  it('HL-06 a declined reload is told once, however often it is declined, and that it went through', async () => {
    const wallet = await charged('pm_card_visa_chargeDeclinedInsufficientFunds')
    expect(await changesOf(wallet, 'failedReload')).toEqual(['fired'])
    await passTime(bench, 2, () => runAlerts(bench.ctx))
    expect((await chargesOf(bench, wallet)).map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(await changesOf(wallet, 'failedReload')).toEqual(['fired'])
    bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
    await passTime(bench, 8)
    expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    expect(await changesOf(wallet, 'failedReload')).toEqual(['fired', 'recovered'])
  })

  it('authentication required is told as that, and its end when the client has confirmed', async () => {
    const wallet = await charged('pm_card_authenticationRequired')
    expect(await changesOf(wallet, 'actionRequired')).toEqual(['fired'])
    await passTime(bench, 12, () => runAlerts(bench.ctx))
    expect(await changesOf(wallet, 'actionRequired')).toEqual(['fired'])
    expect(await changesOf(wallet, 'failedReload')).toEqual([])
    const [charge] = await chargesOf(bench, wallet)
    const staff = await signIn(bench, wallet)
    const page = `/clients/client-1/charges/${String(charge?.['id'])}/authentication`
    expect((await staff('POST', page, { returnUrl: 'https://agency.example/thanks' })).status).toBe(200)
    // The bank is satisfied.
    bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
    await stripePost(bench, `/v1/payment_intents/${String(charge?.['provider_ref'])}/confirm`, {})
    await deliver()
    expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    expect(await changesOf(wallet, 'actionRequired')).toEqual(['fired', 'recovered'])
  })

  it('a charge cap that keeps a wallet low is told once over all its rests, until staff raise it', async () => {
    const wallet = await addWallet(bench, { balance: '-429.80', chargeCap: '100' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired'])
    expect(detailOf((await told(wallet, 'reloadCapped'))[0])).toEqual({ cap: 'chargeCap' })
    await passTime(bench, 25, () => runAlerts(bench.ctx))
    expect((await chargesOf(bench, wallet)).map(({ amount }) => amount)).toEqual([usd('100'), usd('100')])
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired'])

    const staff = await signIn(bench, wallet)
    const reload = { enabled: true, threshold: '10', amount: '50', chargeCap: '500' }
    expect((await staff('PUT', '/clients/client-1/reload', reload)).status).toBe(200)
    await drain(bench)
    expect(await balanceOf(bench, wallet)).toBe(usd('20.20'))
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired', 'recovered'])
  })

  it('a rest after a charge cap that ends between two minutes is not told as over, nor as begun again', async () => {
    const wallet = await addWallet(bench, { balance: '-429.80', chargeCap: '100' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired'])
    const [pause] = await rows(bench, 'SELECT until FROM reload_pause WHERE agency_id = ?', [wallet.agencyId])
    // Just after the rest a webhook of the first charge comes: alerts are looked at before the sweep charges again.
    bench.at = new Date(Number(pause?.['until']) + 1_000)
    await deliver()
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired'])
    await passTime(bench, 0.1)
    expect(takenFrom(bench, wallet)).toHaveLength(2)
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired'])
    // The same again, but somebody has filled the wallet in the meantime: now it is over.
    const [next] = await rows(bench, 'SELECT until FROM reload_pause WHERE agency_id = ?', [wallet.agencyId])
    const staff = await signIn(bench, wallet)
    await staff('POST', '/clients/client-1/payments', { amount: '300', reference: 'R1' })
    bench.at = new Date(Number(next?.['until']) + 1_000)
    await runAlerts(bench.ctx)
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired', 'recovered'])
  })

  it('a month cap is told once, and its end when the agency’s next month begins', async () => {
    const wallet = await addWallet(bench, { balance: '-95', monthCap: '100' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    expect(await balanceOf(bench, wallet)).toBe(usd('5'))
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired'])
    expect(detailOf((await told(wallet, 'reloadCapped'))[0])).toEqual({ cap: 'monthCap' })
    // Midnight in New York.
    bench.at = new Date('2026-12-01T04:59:59Z')
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired'])
    bench.at = new Date('2026-12-01T05:00:00Z')
    await passTime(bench, 0.1)
    expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    expect(await changesOf(wallet, 'reloadCapped')).toEqual(['fired', 'recovered'])
  })
})

describe('B-04 spend caps, by the worker’s cron', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  async function capped(cap: { soft: string | null; hard: string | null }, timeZone = 'UTC') {
    const agency = await api.agency({ timeZone })
    await agency.client({
      id: 'c1',
      services: { 'custom.sms': { billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '1' } } },
    })
    const owner = await agency.signIn('owner')
    const key = await api.worker.sourceKey(agency.id, 'meter')
    const setCap = async (changed: typeof cap) =>
      expect((await owner.put('/v1/clients/c1/caps/custom.sms', changed)).status).toBe(200)
    await setCap(cap)
    const use = async (id: string, quantity: string) => {
      const event = { id, client: 'c1', service: 'custom.sms', quantity, unitCost: '0.1' }
      const answer = await api.worker.postUsage(key, [{ ...event, occurredAt: NOW.toISOString() }])
      expect(await answer.json()).toMatchObject({ results: [{ outcome: 'posted' }] })
    }
    const told = () => api.worker.rows(`${TOLD} ORDER BY at, crossing, subject`, [agency.id, 'spendCap'])
    /** What was told after the minutes that begin here, each run twice: the second must find nothing new. */
    const toldBy = async (...minutes: Date[]) => {
      for (const minute of minutes) {
        await api.worker.house.runMinute(minute)
        const once = await told()
        await api.worker.house.runMinute(minute)
        expect(await told()).toEqual(once)
      }
      const all = await told()
      return all.map(({ subject, change, crossing }) => [subject, change, crossing])
    }
    return { setCap, use, told, toldBy }
  }

  // The cron's jobs run once a minute: time only goes forward in this file.
  const minute = (after: number) => new Date(NOW.getTime() + after * 60_000)

  it('tells the soft and the hard crossing once each, and a raised cap as the end of both', async () => {
    const { setCap, use, told, toldBy } = await capped({ soft: '5', hard: '8' })
    await use('a', '4.99')
    expect(await toldBy(minute(1))).toEqual([])
    await use('b', '0.01')
    const soft = ['custom.sms:soft', 'fired', 1n]
    expect(await toldBy(minute(2), minute(3))).toEqual([soft])
    expect(detailOf((await told())[0])).toEqual({
      service: 'custom.sms',
      level: 'soft',
      cap: String(usd('5')),
      currency: 'USD',
    })
    await use('c', '4')
    const hard = ['custom.sms:hard', 'fired', 1n]
    expect(await toldBy(minute(4), minute(5))).toEqual([soft, hard])
    await setCap({ soft: '10', hard: '20' })
    const ended = [
      ['custom.sms:hard', 'recovered', 1n],
      ['custom.sms:soft', 'recovered', 1n],
    ]
    expect(await toldBy(minute(6), minute(7))).toEqual([soft, hard, ...ended])
    await use('d', '1')
    const again = ['custom.sms:soft', 'fired', 2n]
    expect(await toldBy(minute(8), minute(9))).toEqual([soft, hard, ...ended, again])
  })

  it('ends with the local month of the agency', async () => {
    const { use, toldBy } = await capped({ soft: null, hard: '5' }, 'Europe/Berlin')
    await use('a', '5')
    const fired = ['custom.sms:hard', 'fired', 1n]
    expect(await toldBy(minute(10))).toEqual([fired])
    expect(await toldBy(new Date('2026-11-30T22:59:00Z'))).toEqual([fired])
    const ended = ['custom.sms:hard', 'recovered', 1n]
    expect(await toldBy(new Date('2026-11-30T23:00:00Z'), new Date('2026-11-30T23:01:00Z'))).toEqual([
      fired,
      ended,
    ])
  })
})
