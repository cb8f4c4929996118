/** Another key while money is under way: each attempt ends where it was begun, once, whatever key comes or goes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  BACK,
  type Own,
  addOwn,
  askedWith,
  deliver,
  enterCard,
  fakeKey,
  giveSecretsKey,
  openAccount,
  ownerOf,
  setKey,
} from './own-key-bench.ts'
import {
  type Bench,
  addWallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  drain,
  move,
  passTime,
  rows,
  settle,
  startBench,
  usd,
} from './support.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
  giveSecretsKey(bench)
})
afterEach(() => bench.close())

const PAYMENTS = '/v1/payment_intents'
const short = async ({ wallet }: Own) => {
  await move(bench, wallet, '5')
  await settle(bench.ctx, wallet)
}
const taken = (account: string) => bench.stripe.succeededCharges(account).length
const states = async () =>
  (await rows(bench, 'SELECT state FROM payment_key ORDER BY account')).map((row) => row['state'])
const standing = async ({ owner }: Own) => (await owner('GET', '/agency/stripe')).json['state']

/** A new key of the same account; the stand-in knows both. */
function rolled(own: Own): string {
  const key = fakeKey()
  bench.stripe.keys.allow(key, own.account)
  return key
}

describe('a new key of the same account', () => {
  test('while an answer is lost: the next try has the same idempotency key, and one payment is made', async () => {
    const own = await addOwn(bench)
    bench.stripe.clearRequests()
    bench.stripe.faults.add({ method: 'POST', path: PAYMENTS, kind: 'hangUpAfterSuccess' })
    await short(own)
    await drain(bench)
    const key = rolled(own)
    await setKey(own.owner, { key })
    bench.stripe.keys.revoke(own.key)
    await passTime(bench, 1)
    const tries = bench.stripe.requests.filter(({ path }) => path === PAYMENTS)
    expect(new Set(tries.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
    expect(tries.every(({ status }) => status === 200)).toBe(true)
    await deliver(bench)
    expect(taken(own.account)).toBe(1)
    expect(await balanceOf(bench, own.wallet)).toBe(usd('55'))
    expect(await states()).toEqual(['active'])
  })

  test('while the old one is being refused: the refusal is of the old, and the new one stands', async () => {
    const own = await addOwn(bench)
    bench.stripe.keys.revoke(own.key)
    const { accessTo } = await import('../../../worker/payments/keys.ts')
    const access = await accessTo(bench.ctx, { agencyId: own.wallet.agencyId, account: own.account })
    if ('closed' in access) throw new Error(access.closed)
    await setKey(own.owner, { key: rolled(own) })
    await access.onRefused?.('rejected')
    expect(await states()).toEqual(['active'])
    await short(own)
    await drain(bench)
    expect(taken(own.account)).toBe(1)
  })
})

describe('a key that Stripe does not take any more', () => {
  test('stops the agency with a state, a log line and an audit row; what is under way waits, and a new key resumes it', async () => {
    const own = await addOwn(bench)
    const other = await addOwn(bench)
    bench.stripe.keys.revoke(own.key)
    await short(own)
    await drain(bench)
    expect(await standing(own)).toBe('keyRefused')
    expect((await own.owner('GET', '/agency/stripe/key')).json['key']).toMatchObject({
      state: 'refused',
      reason: 'rejected',
    })
    expect(bench.log.filter((line) => line.startsWith('error stripe_key_refused'))).toHaveLength(1)
    const asked = askedWith(bench, own.account).length
    const refused = bench.stripe.requests.filter(({ status }) => status === 401).length
    await passTime(bench, 30)
    for (const answer of [
      await own.owner('POST', '/clients/client-1/top-ups', { amount: '20' }),
      await own.owner('POST', '/agency/payment-method', BACK),
    ]) {
      expect(answer).toMatchObject({ status: 409, json: { code: 'stripe_disconnected' } })
    }
    expect(askedWith(bench, own.account)).toHaveLength(asked)
    expect(bench.stripe.requests.filter(({ status }) => status === 401)).toHaveLength(refused)
    expect(await chargesOf(bench, own.wallet)).toMatchObject([{ state: 'sent', provider_ref: null }])
    // Nobody else's charging stops.
    await short(other)
    await drain(bench)
    expect(taken(other.account)).toBe(1)

    await setKey(own.owner, { key: rolled(own) })
    await passTime(bench, 0.1)
    await deliver(bench)
    expect(await standing(own)).toBe('ownKey')
    expect(taken(own.account)).toBe(1)
    expect(await balanceOf(bench, own.wallet)).toBe(usd('55'))
    const audit = await rows(
      bench,
      `SELECT action, actor FROM audit_log WHERE agency_id = ? AND action LIKE 'stripe.key%' ORDER BY id`,
      [own.wallet.agencyId],
    )
    expect(audit.map(({ action }) => action)).toEqual(['stripe.keySet', 'stripe.keyRefused', 'stripe.keySet'])
    expect(audit[1]?.['actor']).toBe('system:payments.key')
    expect(await brokenBooks(bench)).toEqual([])
  })

  test('a webhook that came meanwhile is not lost, even after it was given up', async () => {
    const own = await addOwn(bench, { method: 'pm_success_de' })
    await short(own)
    await drain(bench)
    await deliver(bench)
    const [charge] = await chargesOf(bench, own.wallet)
    bench.stripe.keys.revoke(own.key)
    bench.stripe.succeedProcessing(String(charge?.['provider_ref']))
    await deliver(bench)
    await passTime(bench, 40)
    const failed = await rows(bench, `SELECT DISTINCT error FROM payment_inbox WHERE state = 'failed'`)
    expect(failed).toEqual([{ error: 'key_refused' }])
    expect(await balanceOf(bench, own.wallet)).toBe(usd('5'))
    await setKey(own.owner, { key: rolled(own) })
    await passTime(bench, 0.1)
    expect(await balanceOf(bench, own.wallet)).toBe(usd('55'))
    expect(await rows(bench, `SELECT 1 FROM payment_inbox WHERE state = 'failed'`)).toEqual([])
  })

  test('a permission that was taken away from it is named', async () => {
    const own = await addOwn(bench)
    bench.stripe.keys.restrict(own.key, 'payment_intent_write')
    await short(own)
    await drain(bench)
    expect((await own.owner('GET', '/agency/stripe/key')).json['key']).toMatchObject({
      state: 'refused',
      reason: 'rak_payment_intent_write',
    })
    expect(taken(own.account)).toBe(0)
  })

  test('one that charging can do without stops only what needs it', async () => {
    const own = await addOwn(bench)
    bench.stripe.keys.restrict(own.key, 'setup_intent_read')
    await enterCard(bench, own, 'pm_card_mastercard')
    await short(own)
    await drain(bench)
    expect(await standing(own)).toBe('ownKey')
    expect(taken(own.account)).toBe(1)
  })
})

describe('to another account', () => {
  test('a debit under way ends at the old one, its refund goes there too, and new cards are entered at the new one', async () => {
    const own = await addOwn(bench, { method: 'pm_success_de' })
    await short(own)
    await drain(bench)
    await deliver(bench)
    const [charge] = await chargesOf(bench, own.wallet)
    const next = openAccount(bench, own.wallet.agencyId, 'acct_next')
    expect(await setKey(own.owner, next)).toMatchObject({
      key: { account: 'acct_next' },
      kept: [{ account: own.account, state: 'retired' }],
      clientsElsewhere: 1,
    })
    bench.stripe.succeedProcessing(String(charge?.['provider_ref']))
    await deliver(bench)
    expect(await balanceOf(bench, own.wallet)).toBe(usd('55'))
    const path = `/clients/client-1/charges/${String(charge?.['id'])}/refunds`
    expect((await own.owner('POST', path, { amount: '50', reason: 'moved' })).status).toBe(200)
    await deliver(bench)
    expect(await balanceOf(bench, own.wallet)).toBe(usd('5'))
    // The old account begins nothing any more: the client enters a card at the new one.
    await own.owner('PUT', '/clients/client-1/reload', { enabled: true, threshold: '10', amount: '50' })
    await passTime(bench, 2)
    expect(taken(own.account)).toBe(1)
    bench.stripe.clearRequests()
    await enterCard(bench, own)
    await drain(bench)
    await deliver(bench)
    expect(taken('acct_next')).toBe(1)
    expect(askedWith(bench, own.account)).toEqual([])
    expect(await balanceOf(bench, own.wallet)).toBe(usd('55'))
    expect(await brokenBooks(bench)).toEqual([])
  })

  test("from the deployment's: a charge without an answer is found there, and a card stays there until another is entered", async () => {
    const wallet = await addWallet(bench, { balance: '5' })
    const owner = ownerOf(bench, wallet)
    bench.stripe.faults.add({ method: 'POST', path: PAYMENTS, kind: 'hangUpAfterSuccess' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    const opened = openAccount(bench, wallet.agencyId, 'acct_own')
    expect(await setKey(owner, opened)).toMatchObject({ clientsElsewhere: 1 })
    bench.stripe.clearRequests()
    await passTime(bench, 1)
    expect(askedWith(bench, 'acct_own')).toEqual([])
    expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    expect(taken(bench.stripe.world.ownAccount)).toBe(1)
    const [listed] = (await owner('GET', '/clients/client-1/payment-methods')).json['methods'] as {
      id: string
    }[]
    await owner('POST', '/clients/client-1/payment-methods/remove', { methodId: listed?.id })
    await enterCard(bench, { owner })
    expect((await owner('GET', '/agency/stripe/key')).json['clientsElsewhere']).toBe(0)
    expect((await owner('POST', '/clients/client-1/top-ups', { amount: '20' })).status).toBe(200)
    expect(taken('acct_own')).toBe(1)
  })
})

describe('taken away', () => {
  test('while a debit is under way: nothing begins, the debit ends, and then the key is erased', async () => {
    const own = await addOwn(bench, { method: 'pm_success_de' })
    await short(own)
    await drain(bench)
    await deliver(bench)
    const [charge] = await chargesOf(bench, own.wallet)
    const removed = await own.owner('DELETE', '/agency/stripe/key')
    expect(removed.json).toMatchObject({ key: null, kept: [{ account: own.account, state: 'removed' }] })
    expect((await own.owner('GET', '/agency/stripe')).json).toEqual({ account: '', state: 'own' })
    await passTime(bench, 2)
    expect(await states()).toEqual(['removed'])
    bench.stripe.succeedProcessing(String(charge?.['provider_ref']))
    await deliver(bench)
    await passTime(bench, 0.2)
    expect(await balanceOf(bench, own.wallet)).toBe(usd('55'))
    expect(await rows(bench, 'SELECT state, sealed_key, sealed_webhook_secret FROM payment_key')).toEqual([
      { state: 'erased', sealed_key: null, sealed_webhook_secret: null },
    ])
    const path = `/clients/client-1/charges/${String(charge?.['id'])}/refunds`
    expect(await own.owner('POST', path, { amount: '1', reason: 'late' })).toMatchObject({
      status: 409,
      json: { code: 'stripe_disconnected' },
    })
    await move(bench, own.wallet, '-54')
    expect(await settle(bench.ctx, own.wallet)).toBe(0)
    // Set again, it reaches what was paid there.
    await setKey(own.owner, own)
    expect((await own.owner('POST', path, { amount: '1', reason: 'late' })).status).toBe(200)
  })

  test('on an account that is connected too: the same customers are charged through the connection', async () => {
    const wallet = await addWallet(bench, { threshold: '0' })
    const owner = ownerOf(bench, wallet)
    const opened = openAccount(bench, wallet.agencyId, 'acct_connected')
    await bench.ctx.db.writeBatch([
      { sql: 'DELETE FROM payment_customer WHERE agency_id = ?', args: [wallet.agencyId] },
      {
        sql: `INSERT INTO payment_account (agency_id, provider, account, state, updated_at)
              VALUES (?, 'stripe', 'acct_connected', 'connected', 0)`,
        args: [wallet.agencyId],
      },
    ])
    await setKey(owner, opened)
    await enterCard(bench, { owner })
    const paid = async () => {
      expect((await owner('POST', '/clients/client-1/top-ups', { amount: '20' })).status).toBe(200)
      await deliver(bench)
      const request = bench.stripe.requests.findLast(({ path }) => path === PAYMENTS)
      return { keyAccount: request?.keyAccount, account: request?.account }
    }
    // Both endpoints are told, under one id.
    expect(await paid()).toEqual({ keyAccount: 'acct_connected', account: null })
    expect(await balanceOf(bench, wallet)).toBe(usd('20'))
    await owner('DELETE', '/agency/stripe/key')
    expect((await owner('GET', '/agency/stripe')).json).toEqual({
      account: 'acct_connected',
      state: 'connected',
    })
    expect(await paid()).toEqual({ keyAccount: bench.stripe.world.ownAccount, account: 'acct_connected' })
    expect(await balanceOf(bench, wallet)).toBe(usd('40'))
    expect(await brokenBooks(bench)).toEqual([])
  })
})
