import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HighLevelHandle, startHighLevel } from '../../../dev/highlevel/server.ts'
import { type HlWalletTransaction, demoWorld } from '../../../dev/highlevel/world.ts'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import type { Context } from '../../../worker/context.ts'
import { voidUsage } from '../../../worker/corrections/void-usage.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import { pullWallets } from '../../../worker/reconcile/highlevel/pull-wallets.ts'
import { readWallet } from '../../../worker/reconcile/highlevel/read-wallet.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import { type LedgerBench, NOW, addAgency, addClient, rows, startLedger } from '../../support/ledger.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const X15: PriceRule = { kind: 'multiplier', multiplier: '1.5' }

describe('estimate → exact from HighLevel’s wallet', () => {
  let bench: LedgerBench
  let next = 0
  const open: HighLevelHandle[] = []
  beforeAll(async () => {
    bench = await startLedger()
  })
  afterAll(async () => {
    await Promise.all(open.map((highlevel) => highlevel.close()))
    await bench.close()
  })

  /** An agency with a HighLevel of its own; its context speaks to that one. */
  const setUp = async (rule: PriceRule = X15, billedBy: 'ledger' | 'crm' = 'ledger') => {
    next += 1
    const id = `agency${next}`
    const company = `testCompany${String(next).padStart(8, '0')}`
    const world = demoWorld()
    world.company.id = company
    const highlevel = await startHighLevel({ world })
    open.push(highlevel)
    await addAgency(bench, id, { company })
    await addClient(bench, id, `${id}-c1`, { services: { 'sms.outbound': { billedBy, rule } } })
    const settings = {
      ...bench.ctx.settings,
      HIGHLEVEL_API_URL: highlevel.url,
      HIGHLEVEL_TOKEN: highlevel.privateToken(),
    }
    let at = NOW
    const ctx: Context = { ...bench.ctx, settings, now: () => at }
    const others = (
      await rows(bench, `SELECT external_id FROM directory WHERE external_id <> ?`, [company])
    ).map(({ external_id: other }) => String(other))
    // Each test pulls its own company only: the others' HighLevels do not know this token.
    for (const other of others)
      await bench.ctx.db.writeBatch([{ sql: 'DELETE FROM directory WHERE external_id = ?', args: [other] }])
    return {
      id,
      company,
      ctx,
      highlevel,
      later: (ms: number) => void (at = new Date(at.getTime() + ms)),
      sms: (message: string, quantity: string, changes: object = {}) =>
        recordUsage(ctx, id, [
          {
            agencyId: id,
            source: 'highlevel',
            system: 'highlevel',
            account: '',
            id: message,
            clientId: `${id}-c1`,
            service: 'sms.outbound',
            quantity,
            occurredAt: at.toISOString(),
            receivedAt: at.toISOString(),
            ownTime: true,
            repeatWindowDays: 0,
            unitCost: null,
            estimated: true,
            attributes: {},
            ...changes,
          },
        ]),
      charge: (tx: Partial<HlWalletTransaction> & { id: string; amount: number }) => {
        world.transactions.push({
          locationId: 'fakeLocation0000001',
          date: at.toISOString(),
          description: 'Outbound SMS',
          balance: 0,
          chargeType: 'SMS',
          ...tx,
        } as HlWalletTransaction)
      },
      lines: () =>
        rows(
          bench,
          'SELECT id, kind, quantity, cost, price, estimated FROM usage_event WHERE agency_id = ? ORDER BY seq',
          [id],
        ),
      transactions: () =>
        rows(bench, 'SELECT id, state, reason FROM wallet_transaction WHERE agency_id = ? ORDER BY id', [id]),
      exceptions: () =>
        rows(
          bench,
          'SELECT kind, subject, service, amount, resolved_at IS NOT NULL AS resolved FROM reconcile_exception WHERE agency_id = ? ORDER BY kind, subject',
          [id],
        ),
      check: async () => {
        await sealLedger(bench.ctx)
        return (await checkLedger(bench.ctx)).findings
      },
    }
  }

  it('posts the difference of cost and price once, by message id in a field or in the description', async () => {
    const own = await setUp()
    // Estimated at 0.00747 a segment: 1 and 2 segments.
    await own.sms('m1', '1')
    await own.sms('m2', '2')
    await own.sms('m3', '1')
    own.charge({ id: 't1', amount: -0.0083, messageId: 'm1' })
    own.charge({ id: 't2', amount: -0.01494, description: 'Outbound SMS to a contact Ref-m2' })
    await pullWallets(own.ctx)
    own.later(HOUR_MS)
    await pullWallets(own.ctx)
    expect((await own.lines()).slice(3)).toEqual([
      {
        id: 'm1~wallet:t1',
        kind: 'adjustment',
        quantity: '0',
        cost: 830_000n,
        price: 1_245_000n,
        estimated: -1n,
      },
      { id: 'm2~wallet:t2', kind: 'adjustment', quantity: '0', cost: 0n, price: 0n, estimated: -1n },
    ])
    expect(await own.transactions()).toEqual([
      { id: 't1', state: 'matched', reason: null },
      { id: 't2', state: 'matched', reason: null },
    ])
    expect(await own.exceptions()).toEqual([])
    expect(await own.check()).toEqual([])
  })

  it('sums several transactions of one message, a refund too, in any order of arrival', async () => {
    const own = await setUp()
    await own.sms('m1', '1')
    own.charge({ id: 't1', amount: -0.004, messageId: 'm1' })
    await pullWallets(own.ctx)
    own.charge({ id: 't2', amount: -0.005, messageId: 'm1' })
    own.charge({ id: 't3', amount: 0.002, messageId: 'm1' })
    own.later(HOUR_MS)
    await pullWallets(own.ctx)
    const sums = await rows(
      bench,
      'SELECT sum(cost) AS cost, sum(price) AS price, sum(estimated) AS estimated FROM usage_event WHERE agency_id = ?',
      [own.id],
    )
    expect(sums).toEqual([{ cost: 7_000_000n, price: 10_500_000n, estimated: 0n }])
    expect(await own.check()).toEqual([])
  })

  it.each([
    ['where the price is no multiple of it', { kind: 'unitPrice', unitPrice: '0.02' }, 'ledger'],
    ['where the CRM bills', X15, 'crm'],
  ] as const)('moves the cost only, %s', async (_where, rule, billedBy) => {
    const own = await setUp(rule, billedBy)
    await own.sms('m1', '1')
    own.charge({ id: 't1', amount: -0.009, messageId: 'm1' })
    await pullWallets(own.ctx)
    expect((await own.lines())[1]).toMatchObject({ cost: 1_530_000n, price: 0n })
  })

  it('stops where a server gives the same page again and again', async () => {
    const own = await setUp()
    for (let i = 0; i < 1_000; i += 1) own.charge({ id: `t${i}`, amount: -0.001, messageId: `m${i}` })
    // The stand-in slices the newest first; one that ignores `skip` is made by taking it out of the request.
    const ends: string[] = []
    const real = globalThis.fetch
    globalThis.fetch = (input, init) =>
      real(input, { ...init, body: String(init?.body).replace(/"skip":\d+/, '"skip":0') } as RequestInit)
    try {
      ends.push(
        await readWallet(own.ctx, own.company, { from: new Date(0), to: NOW }, () => Promise.resolve()),
      )
    } finally {
      globalThis.fetch = real
    }
    expect(ends).toEqual(['repeated'])
    expect(own.highlevel.requests).toHaveLength(2)
  })

  it('reads every page until a short one', async () => {
    const own = await setUp()
    for (let i = 0; i < 2_300; i += 1) own.charge({ id: `t${i}`, amount: -0.001, messageId: `m${i}` })
    await pullWallets(own.ctx)
    expect(own.highlevel.requests.map(({ body }) => body['skip'])).toEqual([0, 1000, 2000])
    expect(await own.transactions()).toHaveLength(2_300)
    expect(bench.log.some((line) => line.includes('"end":"short"'))).toBe(true)
  })

  it('matches a transaction that came before its usage', async () => {
    const own = await setUp()
    own.charge({ id: 't1', amount: -0.009, messageId: 'm1' })
    await pullWallets(own.ctx)
    expect(await own.transactions()).toEqual([{ id: 't1', state: 'waiting', reason: null }])
    await own.sms('m1', '1')
    own.later(HOUR_MS)
    await pullWallets(own.ctx)
    expect(await own.transactions()).toEqual([{ id: 't1', state: 'matched', reason: null }])
  })

  it('B-06: names after 72 hours what never got a match, on both sides, and takes it back when it comes', async () => {
    const own = await setUp()
    await own.sms('m1', '1')
    await own.sms('custom', '1', { service: 'custom.sms' })
    own.charge({ id: 't1', amount: -0.009, messageId: 'unknown' })
    own.charge({ id: 't2', amount: -0.02, description: 'Workflow AI', chargeType: 'WORKFLOW_AI' })
    await pullWallets(own.ctx)
    expect(await own.exceptions()).toMatchObject([{ kind: 'no_message_id', subject: 't2' }])
    own.later(72 * HOUR_MS - MINUTE_MS)
    await pullWallets(own.ctx)
    expect(await own.exceptions()).toHaveLength(1)
    own.later(2 * MINUTE_MS)
    await pullWallets(own.ctx)
    const named = [
      { kind: 'no_event', subject: 't1', service: null, amount: 9_000_000n, resolved: 0n },
      { kind: 'no_message_id', subject: 't2', service: null, amount: 20_000_000n, resolved: 0n },
      { kind: 'no_transaction', subject: 'm1', service: 'sms.outbound', amount: 7_470_000n, resolved: 0n },
    ]
    expect(await own.exceptions()).toEqual(named)
    await pullWallets(own.ctx)
    expect(await own.exceptions()).toEqual(named)
    own.charge({ id: 't3', amount: -0.00747, messageId: 'm1', date: NOW.toISOString() })
    own.highlevel.world.transactions.reverse()
    await bench.ctx.db.writeBatch([`UPDATE job_mark SET at = ${NOW.getTime()} WHERE job LIKE 'wallet:%'`])
    await pullWallets(own.ctx)
    expect((await own.exceptions()).map(({ subject, resolved }) => [subject, resolved])).toEqual([
      ['t1', 0n],
      ['t2', 0n],
      ['m1', 1n],
    ])
  })

  it('does not post what would be wrong: void usage, another currency, an amount of the wrong sign', async () => {
    const own = await setUp()
    for (const id of ['m1', 'm2', 'm3']) await own.sms(id, '1')
    await voidUsage(own.ctx, { kind: 'system', job: 'test' }, own.id, { source: 'highlevel', id: 'm1' })
    own.charge({ id: 't1', amount: -0.009, messageId: 'm1' })
    own.charge({ id: 't2', amount: -0.009, messageId: 'm2', currency: 'eur' } as never)
    own.charge({ id: 't3', amount: 0.009, messageId: 'm3' })
    await pullWallets(own.ctx)
    expect(await own.transactions()).toEqual([
      { id: 't1', state: 'exception', reason: 'voided_usage' },
      { id: 't2', state: 'exception', reason: 'currency_differs' },
      { id: 't3', state: 'exception', reason: 'sign_unclear' },
    ])
    expect((await own.lines()).filter(({ kind }) => kind === 'adjustment')).toEqual([])
    expect((await own.exceptions()).map(({ kind }) => kind)).toEqual([
      'currency_differs',
      'sign_unclear',
      'voided_usage',
    ])
  })

  it('calls nothing missing when the platform did not answer', async () => {
    const own = await setUp()
    await own.sms('m1', '1')
    own.later(100 * HOUR_MS)
    own.highlevel.faults.status500 = 1
    await pullWallets(own.ctx)
    expect(await own.exceptions()).toEqual([])
    await pullWallets(own.ctx)
    expect(await own.exceptions()).toMatchObject([{ kind: 'no_transaction', subject: 'm1' }])
  })
})
