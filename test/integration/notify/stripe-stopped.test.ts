/** An agency that cannot charge at Stripe is told so once, as a whole, and once when it can again. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runAlerts } from '../../../worker/jobs/alerts.ts'
import { listAlerts } from '../../../worker/notify/list-alerts.ts'
import { addOwn, deliver, fakeKey, giveSecretsKey, setKey } from '../charging/own-key-bench.ts'
import { type Bench, type Wallet, addWallet, move, rows, settle, startBench } from '../charging/support.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
  giveSecretsKey(bench)
})
afterEach(() => bench.close())

const told = (wallet: Wallet) =>
  rows(
    bench,
    `SELECT change, crossing, detail FROM alert WHERE agency_id = ? AND kind = 'stripeStopped' ORDER BY id`,
    [wallet.agencyId],
  )
const lowOf = async (wallet: Wallet) =>
  (
    await rows(bench, `SELECT change FROM alert WHERE agency_id = ? AND kind = 'lowBalance' ORDER BY id`, [
      wallet.agencyId,
    ])
  ).map(({ change }) => change)
const listed = async ({ agencyId }: Wallet, open: 'true' | 'false') => {
  const viewer = { kind: 'staff', agencyId, sessionId: 's', role: 'viewer', device: 'd' } as const
  return (await listAlerts(bench.ctx, viewer, { limit: 50, open })).alerts
}

/** Two runs more find nothing new. */
async function run(): Promise<void> {
  for (let times = 0; times < 3; times += 1) await runAlerts(bench.ctx)
}

test('a key that Stripe refuses: fired and recovered once, with the reason; another agency is told nothing', async () => {
  const [own, other] = [await addOwn(bench), await addOwn(bench)]
  await run()
  expect(await told(own.wallet)).toEqual([])
  bench.stripe.keys.revoke(own.key)
  // Whatever asks first finds it out.
  expect((await own.owner('GET', '/clients/client-1/payment-methods')).json['code']).toBe('upstream_failed')
  await move(bench, own.wallet, '5')
  expect(await settle(bench.ctx, own.wallet)).toBe(0)
  await run()
  expect((await told(own.wallet)).map(({ change }) => change)).toEqual(['fired'])
  // No reload refills its wallet of 5 any more: that is told of the client.
  expect(await lowOf(own.wallet)).toEqual(['fired'])
  expect(await listed(own.wallet, 'true')).toContainEqual(
    expect.objectContaining({
      client: { id: '*', name: 'Agency' },
      kind: 'stripeStopped',
      detail: { cause: 'keyRefused', reason: 'rejected' },
    }),
  )
  expect(await told(other.wallet)).toEqual([])

  const key = fakeKey()
  bench.stripe.keys.allow(key, own.account)
  await setKey(own.owner, { key })
  await run()
  expect(await lowOf(own.wallet)).toEqual(['fired', 'recovered'])
  expect((await told(own.wallet)).map(({ change, crossing }) => [change, crossing])).toEqual([
    ['fired', 1n],
    ['recovered', 1n],
  ])
  const open = await listed(own.wallet, 'true')
  expect(open.filter(({ kind }) => kind === 'stripeStopped')).toEqual([])
})

test('an account that was disconnected: told, and over when the agency sets a key of its own', async () => {
  const own = await addOwn(bench)
  const wallet = await addWallet(bench)
  await bench.ctx.db.writeBatch([
    {
      sql: `INSERT INTO payment_account (agency_id, provider, account, state, updated_at)
            VALUES (?1, 'stripe', 'acct_connected', 'connected', 0), (?2, 'stripe', 'acct_elsewhere', 'deauthorized', 0)`,
      args: [wallet.agencyId, own.wallet.agencyId],
    },
  ])
  bench.stripe.tellOfAccount('acct_connected', 'account.application.deauthorized')
  await deliver(bench)
  await run()
  expect(await told(wallet)).toMatchObject([{ change: 'fired', detail: '{"cause":"deauthorized"}' }])
  // Its key comes before a connection that it has left.
  expect(await told(own.wallet)).toEqual([])
})
