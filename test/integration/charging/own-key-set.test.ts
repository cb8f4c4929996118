/** An agency's own restricted key: proven at Stripe before it is kept, kept sealed, told to nobody, taken away. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addOwn, fakeKey, fakeSecret, giveSecretsKey, openAccount, wholeDatabase } from './own-key-bench.ts'
import { type Bench, addWallet, rows, signIn, startBench } from './support.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
  giveSecretsKey(bench)
})
afterEach(() => bench.close())

const PATH = '/agency/stripe/key'
const kept = () => rows(bench, 'SELECT * FROM payment_key')

async function agency() {
  const wallet = await addWallet(bench)
  const owner = await signIn(bench, wallet, 'owner')
  return { wallet, owner, opened: openAccount(bench, wallet.agencyId, 'acct_own') }
}

test('a key that may do what charging needs is kept, and shown by its last four characters', async () => {
  const { wallet, owner, opened } = await agency()
  expect((await owner('GET', PATH)).json).toMatchObject({
    key: null,
    webhookPath: `/hooks/stripe/${wallet.agencyId}`,
    permissions: expect.arrayContaining(['PaymentIntents: write']),
  })
  bench.stripe.clearRequests()
  const set = await owner('PUT', PATH, { key: opened.key, webhookSecret: opened.secret })
  expect(set).toMatchObject({
    status: 200,
    json: {
      key: { account: 'acct_own', state: 'active', mode: 'test', last4: opened.key.slice(-4), reason: null },
      kept: [],
      clientsElsewhere: 1,
      agencyCardKnown: false,
    },
  })
  expect((await owner('GET', '/agency/stripe')).json).toEqual({ account: 'acct_own', state: 'ownKey' })
  // The proof changed nothing at Stripe.
  expect(bench.stripe.requests.filter(({ method, status }) => method !== 'GET' && status < 400)).toEqual([])
  const store = bench.stripe.world.store('acct_own')
  expect(
    [store.customers, store.paymentIntents, store.refunds, store.events].map(({ size }) => size),
  ).toEqual([0, 0, 0, 0])
})

test('one that may read its account as well is kept for the same account', async () => {
  const { owner, opened } = await agency()
  bench.stripe.keys.allow(opened.key, 'acct_own', [])
  const set = await owner('PUT', PATH, { key: opened.key, webhookSecret: opened.secret })
  expect(set.json['key']).toMatchObject({ account: 'acct_own', state: 'active' })
  const [whose] = bench.stripe.requests.filter(({ path }) => path === '/v1/account')
  expect(whose?.status).toBe(200)
})

test('secrets are in no answer, no log, no audit row, and nowhere in the database in plain text', async () => {
  const own = await addOwn(bench)
  const rejected = fakeKey()
  const answers = [
    await own.owner('GET', PATH),
    await own.owner('GET', '/agency/stripe'),
    await own.owner('PUT', PATH, { key: rejected, webhookSecret: own.secret }),
    await own.owner('PUT', PATH, { key: `${own.key}!`, webhookSecret: `${own.secret}!\n` }),
    await own.owner('DELETE', PATH),
  ]
  const seen = [
    await wholeDatabase(bench),
    bench.log.join('\n'),
    JSON.stringify(answers.map(({ json }) => json)),
  ].join('\n')
  expect(seen).toContain(own.key.slice(-4))
  for (const secret of [own.key, own.secret, rejected, own.key.slice(8), own.secret.slice(6)]) {
    expect(seen).not.toContain(secret)
  }
  const audit = await rows(
    bench,
    `SELECT action, after FROM audit_log WHERE agency_id = ? AND action LIKE 'stripe.key%' ORDER BY id`,
    [own.wallet.agencyId],
  )
  expect(audit.map(({ action }) => action)).toEqual([
    'stripe.keySet',
    'stripe.keyRemoved',
    'stripe.keyErased',
  ])
  expect(JSON.parse(String(audit[0]?.['after']))).toEqual({
    state: 'active',
    mode: 'test',
    last4: own.key.slice(-4),
    newWebhookSecret: true,
  })
})

test("a sealed secret is worth nothing in another agency's row, or in the other column", async () => {
  const { accessTo } = await import('../../../worker/payments/keys.ts')
  const [a, b] = [await addOwn(bench), await addOwn(bench)]
  const at = { agencyId: b.wallet.agencyId, account: b.account }
  expect(await accessTo(bench.ctx, at)).toMatchObject({ key: b.key, ownAccount: b.account })
  for (const column of ['sealed_key', 'sealed_webhook_secret']) {
    const whose = column === 'sealed_key' ? a : b
    await bench.ctx.db.writeBatch([
      {
        sql: `UPDATE payment_key SET sealed_key = (SELECT ${column} FROM payment_key WHERE agency_id = ?) WHERE agency_id = ?`,
        args: [whose.wallet.agencyId, b.wallet.agencyId],
      },
    ])
    expect(await accessTo(bench.ctx, at)).toEqual({ closed: 'key_unreadable' })
  }
})

describe('what is not kept', () => {
  test('a full secret key, a publishable one, something else, a key without its webhook secret: Stripe is not asked', async () => {
    const { owner, opened } = await agency()
    bench.stripe.clearRequests()
    const wrong = async (body: object) => {
      const answer = await owner('PUT', PATH, body)
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_request' } })
      return (answer.json['errors'] as { field: string; reason: string }[])[0]
    }
    const full = await wrong({ key: fakeKey('sk'), webhookSecret: opened.secret })
    expect(full).toMatchObject({ field: 'key', reason: expect.stringContaining('Make a restricted key') })
    for (const key of [fakeKey('pk'), 'rk_prod_x', '', `${opened.key} `]) {
      expect(await wrong({ key, webhookSecret: opened.secret })).toMatchObject({
        field: 'key',
        reason: expect.stringContaining('rk_live_'),
      })
    }
    expect(await wrong({ key: opened.key, webhookSecret: 'secret' })).toMatchObject({
      field: 'webhookSecret',
    })
    expect(bench.stripe.requests).toEqual([])
    expect(await wrong({ key: opened.key })).toMatchObject({ field: 'webhookSecret' })
    expect(await kept()).toEqual([])
  })

  test('a key that lacks permissions: each is named, as the Dashboard and as Stripe call it', async () => {
    const { owner, opened } = await agency()
    for (const right of ['credit_note_write', 'dispute_read']) bench.stripe.keys.restrict(opened.key, right)
    const answer = await owner('PUT', PATH, { key: opened.key, webhookSecret: opened.secret })
    expect(answer).toMatchObject({
      status: 409,
      json: {
        code: 'stripe_permission_missing',
        errors: [
          { field: 'key', reason: 'lacks Credit notes: write (rak_credit_note_write)' },
          { field: 'key', reason: 'lacks Disputes: read (rak_dispute_read)' },
        ],
      },
    })
    expect(await kept()).toEqual([])
  })

  test.each([
    'payment_intent_write',
    'customer_write',
    'payment_method_write',
    'setup_intent_write',
    'checkout_session_write',
    'charge_write',
    'invoice_write',
    'charge_read',
    'balance_transaction_source_read',
  ])('a key without %s', async (right) => {
    const { owner, opened } = await agency()
    bench.stripe.keys.restrict(opened.key, right)
    const answer = await owner('PUT', PATH, { key: opened.key, webhookSecret: opened.secret })
    expect(answer.json['code']).toBe('stripe_permission_missing')
    expect(answer.json['detail']).toContain(`rak_${right}`)
    expect(await kept()).toEqual([])
  })

  test('a key that Stripe does not know, and one while Stripe cannot be asked', async () => {
    const { owner, opened } = await agency()
    const request = { key: opened.key, webhookSecret: opened.secret }
    expect(await owner('PUT', PATH, { ...request, key: fakeKey() })).toMatchObject({
      status: 409,
      json: { code: 'stripe_key_refused' },
    })
    bench.stripe.faults.add({ method: 'GET', path: '/v1/disputes', kind: 'status500BeforeWork' })
    expect(await owner('PUT', PATH, request)).toMatchObject({ json: { code: 'upstream_failed' } })
    bench.stripe.faults.add({ path: '/v1/account', kind: 'hangUpBeforeWork' })
    expect(await owner('PUT', PATH, request)).toMatchObject({ json: { code: 'upstream_failed' } })
    expect(await kept()).toEqual([])
  })

  test('without SECRETS_KEY nothing is kept', async () => {
    const { owner, opened } = await agency()
    Object.assign(bench.ctx.settings, { SECRETS_KEY: undefined })
    const answer = await owner('PUT', PATH, { key: opened.key, webhookSecret: opened.secret })
    expect(answer.json['code']).toBe('not_configured')
    expect(await kept()).toEqual([])
  })
})

test('only an owner sets or takes away; a viewer sees that there is one', async () => {
  const own = await addOwn(bench)
  for (const role of ['viewer', 'staff'] as const) {
    const one = await signIn(bench, own.wallet, role)
    expect((await one('GET', PATH)).json['key']).toMatchObject({ last4: own.key.slice(-4) })
    const body = { key: own.key, webhookSecret: fakeSecret() }
    expect((await one('PUT', PATH, body)).json['code']).toBe('role_forbids')
    expect((await one('DELETE', PATH)).json['code']).toBe('role_forbids')
  }
  const other = await signIn(bench, await addWallet(bench), 'owner')
  expect((await other('GET', PATH)).json['key']).toBeNull()
  expect((await other('DELETE', PATH)).json['code']).toBe('not_found')
  expect(await kept()).toMatchObject([{ state: 'active' }])
})

test("test and live mode of one account are two places: a live key does not charge test mode's customers", async () => {
  const own = await addOwn(bench)
  const live = fakeKey('rk', 'live')
  bench.stripe.keys.allow(live, own.account)
  const set = await own.owner('PUT', PATH, { key: live, webhookSecret: fakeSecret() })
  expect(set.json).toMatchObject({
    key: { account: `${own.account}/live`, mode: 'live' },
    kept: [{ account: own.account, mode: 'test', state: 'retired' }],
    clientsElsewhere: 1,
  })
  expect(await own.owner('POST', '/clients/client-1/top-ups', { amount: '20' })).toMatchObject({
    status: 409,
    json: { code: 'stripe_disconnected' },
  })
})
