/** The policy to charge now: a wallet that falls below 0 is charged what is missing, also without a reload. */
import { expect, test } from 'vitest'
import { benchOfEach } from './each-bench.ts'
import { addPostpaid, use } from './postpaid-bench.ts'
import {
  type Wallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  drain,
  move,
  passTime,
  signIn,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()
const USED_AT = '2026-11-21T11:00:00Z'

/** A prepaid client with a card and no reload, whose wallet is empty; 0.09 a message. */
async function empty(policy: object | null = { policy: 'chargeNow' }): Promise<Wallet> {
  const wallet = await addPostpaid(bench, { mode: 'prepaid' })
  if (policy !== null) await setPolicy(wallet, policy)
  return wallet
}

async function setPolicy(wallet: Wallet, policy: object): Promise<void> {
  const owner = await signIn(bench, wallet, 'owner')
  expect(await owner('PUT', '/clients/client-1/funds-policy', policy)).toMatchObject({ status: 200 })
}

const amounts = (wallet: Wallet) => takenFrom(bench, wallet).map(({ amount }) => amount)

test('X-07 what is missing is charged as soon as usage takes the wallet below 0, at least the minimum', async () => {
  const wallet = await empty()
  await use(bench, wallet, '105', USED_AT)
  await drain(bench)
  expect(amounts(wallet)).toEqual([945])
  expect(await balanceOf(bench, wallet)).toBe(0n)
  // At 0 nothing is missing; 0.09 is less than can be charged, so 0.50 is.
  await passTime(bench, 1)
  expect(amounts(wallet)).toEqual([945])
  await use(bench, wallet, '1', USED_AT)
  await drain(bench)
  expect(amounts(wallet)).toEqual([945, 50])
  expect(await balanceOf(bench, wallet)).toBe(usd('0.41'))
  expect((await chargesOf(bench, wallet)).map(({ purpose }) => purpose)).toEqual(['reload', 'reload'])
  expect(await brokenBooks(bench)).toEqual([])
})

test.each(['block', 'limit'])('X-07 under %s nothing is charged', async (policy) => {
  const wallet = await empty({ policy, overdraft: '100' })
  await use(bench, wallet, '105', USED_AT)
  await passTime(bench, 3)
  expect(amounts(wallet)).toEqual([])
  expect(await balanceOf(bench, wallet)).toBe(-usd('9.45'))
})

test('X-07 a wallet that stands below 0 when the policy is set is charged at once; one that a crash left, by the sweep', async () => {
  const wallet = await empty(null)
  await use(bench, wallet, '100', USED_AT)
  await passTime(bench, 1)
  expect(amounts(wallet)).toEqual([])
  await setPolicy(wallet, { policy: 'chargeNow' })
  await drain(bench)
  expect(amounts(wallet)).toEqual([900])
  await move(bench, wallet, '-20', 'EUR')
  await passTime(bench, 1)
  expect(amounts(wallet)).toEqual([900, 2_000])
  expect(await balanceOf(bench, wallet)).toBe(0n)
})

test('X-07 X-08 fifty usages at the same moment: one charge in flight, and nothing is missing in the end', async () => {
  const wallet = await empty()
  await Promise.all(Array.from({ length: 50 }, () => use(bench, wallet, '10', USED_AT)))
  const open = (await chargesOf(bench, wallet)).filter(({ state }) => state === 'prepared')
  expect(open).toHaveLength(1)
  await drain(bench)
  await passTime(bench, 1)
  expect(await balanceOf(bench, wallet)).toBe(0n)
  expect(amounts(wallet).reduce((sum, amount) => sum + amount, 0)).toBe(4_500)
  expect(await brokenBooks(bench)).toEqual([])
})

test('X-07 a decline rests as any other; the caps of a reload that is off still count', async () => {
  const declined = await empty()
  bench.stripe.setOutcome(declined.methodId, { kind: 'decline', code: 'processing_error', message: 'Later.' })
  await use(bench, declined, '100', USED_AT)
  await passTime(bench, 0.6)
  expect((await chargesOf(bench, declined)).map(({ state }) => state)).toEqual(['failed'])
  bench.stripe.setOutcome(declined.methodId, { kind: 'succeed' })
  await passTime(bench, 2)
  expect(amounts(declined)).toEqual([900])

  const capped = await empty(null)
  await bench.ctx.db.writeBatch([
    {
      sql: `INSERT INTO reload_settings (agency_id, client_id, enabled, threshold, amount, charge_cap, month_cap)
            VALUES (?, 'client-1', 0, ?, ?, ?, NULL)`,
      args: [capped.agencyId, usd('10'), usd('50'), usd('4')],
    },
  ])
  await setPolicy(capped, { policy: 'chargeNow' })
  await use(bench, capped, '100', USED_AT)
  await passTime(bench, 2)
  expect(amounts(capped)).toEqual([400])
})
