/** The whole way in the real worker: usage over HTTP → queue → Stripe → webhook → wallet, and cron for what got lost. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import type { StripeHandle } from '../../../dev/stripe/server.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { type TestWorker, startWorker } from '../../support/worker.ts'

let worker: TestWorker
let stripe: StripeHandle
beforeAll(async () => {
  worker = await startWorker()
  if (worker.house.stripe === null) throw new Error('the test needs the Stripe stand-in')
  stripe = worker.house.stripe
})
afterAll(() => worker.close())

const START = new Date('2026-01-01T00:00:00Z')
const SERVICE = 'sms.outbound'

async function client(agencyId: string, method: string, mode: 'prepaid' | 'onDemand' = 'prepaid') {
  const made = await fetch(`${stripe.url}/v1/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${worker.house.settings['STRIPE_SECRET_KEY'] ?? ''}` },
  })
  const { id: customerId } = (await made.json()) as { id: string }
  await seedAgency(worker.db, { id: agencyId, feeRuleId: 'stripe.us.card' }, START)
  await seedClient(
    worker.db,
    agencyId,
    {
      id: 'client-1',
      billingMode: mode,
      reload: { threshold: parseNano('10'), amount: parseNano('50') },
      payment: { customerId, methodId: stripe.giveMethod(customerId, method) },
      services: { [SERVICE]: { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '2' } } },
    },
    START,
  )
  const key = await worker.sourceKey(agencyId, 'test')
  const use = async (quantity: string) => {
    const id = `event-${quantity}`
    const answer = await worker.postUsage(key, [
      { id, client: 'client-1', service: SERVICE, quantity, unitCost: '0.01' },
    ])
    const { results } = (await answer.json()) as { results: { outcome: string; detail?: string }[] }
    expect(results).toMatchObject([{ outcome: 'posted' }])
  }
  const charges = () =>
    worker.rows('SELECT state, amount, fee, purpose FROM charge WHERE agency_id = ?', [agencyId])
  const balance = async (account = 'wallets') =>
    (
      await worker.rows('SELECT balance FROM client_balance WHERE agency_id = ? AND account = ?', [
        agencyId,
        account,
      ])
    )[0]?.['balance']
  const taken = () => stripe.succeededCharges().filter((charge) => charge.customer === customerId).length
  return { use, charges, balance, taken }
}

const settled = (rows: Record<string, unknown>[]) =>
  rows.length > 0 && rows.every(({ state }) => state === 'succeeded')

test('HL-06 usage brings a wallet below its threshold: charged by the queue, credited once, the webhook changes nothing', async () => {
  const one = await client('workerd-1', 'pm_card_visa')
  await one.use('100')
  const rows = await worker.until('the charge', one.charges, settled)
  expect(rows).toEqual([
    { state: 'succeeded', amount: parseNano('50'), fee: parseNano('1.75'), purpose: 'reload' },
  ])
  const deliveries = await stripe.deliverWebhooks()
  expect(deliveries.length > 0 && deliveries.every(({ status }) => status === 200)).toBe(true)
  const inbox = () => worker.rows('SELECT state FROM payment_inbox')
  await worker.until(
    'the inbox',
    inbox,
    (found) => found.length > 0 && found.every(({ state }) => state === 'done'),
  )
  expect(await one.balance()).toBe(parseNano('48'))
  expect(one.taken()).toBe(1)
  expect((await checkLedger({ db: worker.db })).findings).toEqual([])
})

test('an answer that was lost: the minute finds it, under the same key', async () => {
  const one = await client('workerd-2', 'pm_card_visa')
  stripe.faults.add({ method: 'POST', path: '/v1/payment_intents', kind: 'hangUpAfterSuccess' })
  stripe.faults.add({ method: 'POST', path: '/v1/payment_intents', kind: 'status429' })
  await one.use('100')
  await worker.until(
    'the first try',
    async () => one.taken(),
    (taken) => taken === 1,
  )
  const now = Date.now()
  let minutes = 0
  await worker.until(
    'the charge',
    async () => {
      await worker.house.runMinute(new Date(now + (minutes += 10) * 60_000))
      return one.charges()
    },
    settled,
  )
  expect(one.taken()).toBe(1)
  expect(await one.balance()).toBe(parseNano('48'))
})

test('on demand: charged for what was used', async () => {
  const one = await client('workerd-3', 'pm_card_visa', 'onDemand')
  await one.use('100')
  const rows = await worker.until('the charge', one.charges, settled)
  expect(rows).toMatchObject([{ purpose: 'usage', amount: parseNano('2') }])
  expect(await one.balance('receivables')).toBe(0n)
})

test('a decline: the books stay right and the client is marked', async () => {
  const one = await client('workerd-4', 'pm_card_visa_chargeDeclinedLostCard')
  await one.use('100')
  const failed = (rows: Record<string, unknown>[]) => rows.some(({ state }) => state === 'failed')
  await worker.until('the charge', one.charges, failed)
  expect(await one.balance()).toBe(parseNano('-2'))
  expect(await worker.rows(`SELECT payment_state FROM client WHERE agency_id = 'workerd-4'`)).toEqual([
    { payment_state: 'failed' },
  ])
  expect((await checkLedger({ db: worker.db })).findings).toEqual([])
})
