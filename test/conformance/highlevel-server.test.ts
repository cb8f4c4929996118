/** What the HighLevel stand-in promises beyond shapes: tokens, versions, rebilling, wallets, faults, signatures. */
import { createPublicKey, verify } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appInstall, outboundEmail, outboundSms } from '../../dev/highlevel/samples.ts'
import { startHighLevel } from '../../dev/highlevel/server.ts'
import type { HighLevelHandle } from '../../dev/highlevel/server.ts'
import { makeHighLevelKeys, signHighLevel } from '../../dev/highlevel/webhooks.ts'
import { DEMO_IDS } from '../../dev/highlevel/world.ts'

const { company } = DEMO_IDS
const [first, second, , fourth] = DEMO_IDS.locations

let now_ms: number
let stand: HighLevelHandle
let token: string
beforeEach(async () => {
  now_ms = 1_795_000_000_000
  let n = 0
  stand = await startHighLevel({ clock: () => now_ms, ids: () => `${(n += 1)}` })
  token = stand.privateToken()
})
afterEach(() => stand.close())

interface Answer {
  status: number
  body: Record<string, unknown>
  headers: Headers
}
async function ask(
  method: string,
  path: string,
  version: string,
  body?: object,
  bearer = token,
): Promise<Answer> {
  const response = await fetch(`${stand.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, version, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(200),
  })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  }
}
async function oauth(fields: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${stand.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'a', client_secret: 'b', ...fields }),
  })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  }
}
const rebill = (product: string, version: string, locationIds: readonly string[] = [first]) =>
  ask('POST', `/saas/update-rebilling/${company}`, version, {
    product,
    locationIds,
    config: { optIn: true, enabled: true, markup: 50 },
  })

test('codes and refresh tokens work once; access tokens end after a day', async () => {
  const code = stand.authorizationCode()
  const got = await oauth({ grant_type: 'authorization_code', code })
  expect([got.status, got.body['expires_in'], got.body['userType']]).toEqual([200, 86_399, 'Company'])
  expect((await oauth({ grant_type: 'authorization_code', code })).status).toBe(401)
  const refresh_token = String(got.body['refresh_token'])
  const next = await oauth({ grant_type: 'refresh_token', refresh_token })
  expect(next.body['refresh_token']).not.toBe(refresh_token)
  expect((await oauth({ grant_type: 'refresh_token', refresh_token })).status).toBe(401)
  const access = String(next.body['access_token'])
  const read = () => ask('GET', `/companies/${company}`, '2021-07-28', undefined, access)
  expect((await read()).status).toBe(200)
  now_ms += 86_399_000
  expect((await read()).status).toBe(401)
})

test('a token of one location sees that location only', async () => {
  const made = await ask('POST', '/oauth/locationToken', '2021-07-28', {
    companyId: company,
    locationId: first,
  })
  const bearer = String(made.body['access_token'])
  expect((await ask('GET', `/locations/${first}`, '2021-07-28', undefined, bearer)).status).toBe(200)
  expect((await ask('GET', `/locations/${second}`, '2021-07-28', undefined, bearer)).status).toBe(400)
  expect((await ask('GET', `/companies/${company}`, '2021-07-28', undefined, 'wrong')).status).toBe(401)
})

test('the Version header is wanted and must fit the operation', async () => {
  for (const version of ['', '2021-04-15'])
    expect((await ask('GET', `/companies/${company}`, version)).status).toBe(400)
  const wallet = `/saas/companies/${company}/locations/${first}/wallet-balance`
  expect((await ask('GET', wallet, '2021-04-15')).status).toBe(400)
  expect((await ask('GET', wallet, 'v3')).body).toMatchObject({ balance: 25, complimentaryCredits: 0 })
  // Old paths are gone under v3.
  expect((await ask('POST', '/oauth/locationToken', 'v3', {})).status).toBe(400)
})

test('rebilling: percent markup, products by version, a switch that refuses Phone and Email, remembered', async () => {
  expect((await rebill('Phone', '2021-04-15', [first, second])).body).toEqual({
    success: true,
    location_updated: [first, second],
    message: 'Rebilling updated',
    error: null,
  })
  expect(stand.rebilling(second, 'Phone')).toEqual({ optIn: true, enabled: true, markup: 50 })
  expect((await rebill('Phone', 'v3')).status).toBe(400)
  expect((await rebill('conversationAI', '2021-04-15')).status).toBe(201)
  expect((await rebill('conversationAI', 'v3')).status).toBe(400)
  expect((await rebill('conversation_AI', 'v3')).status).toBe(201)
  stand.faults.refusesPhoneAndEmail = true
  expect((await rebill('Email', '2021-04-15')).status).toBe(400)
  expect(stand.rebilling(first, 'Email')).toBeUndefined()
  // A location that is not in SaaS mode is left out, and the reply says so.
  expect((await rebill('contentAI', 'v3', [first, fourth])).body).toMatchObject({
    success: false,
    location_updated: [first],
  })
})

test('wallet transactions: newest first, filtered, in pages', async () => {
  for (let n = 1; n <= 5; n++)
    stand.world.transactions.push({
      id: `fakeTransaction000${n}`,
      locationId: n === 5 ? second : first,
      date: `2026-11-0${n}T12:00:00.000Z`,
      description: `Outbound SMS Ref-fakeMessage0000000${n}`,
      amount: -0.00747,
      balance: 25 - n,
      chargeType: n % 2 === 0 ? 'Email' : 'Phone',
      messageId: `fakeMessage0000000${n}`,
    })
  const list = async (path: string, body: object) => {
    const { body: reply } = await ask('POST', `/saas/${path}/wallet-transactions`, 'v3', body)
    return (reply['transactions'] as { id: string }[]).map(({ id }) => Number(id.at(-1)))
  }
  const agency = `companies/${company}`
  expect(await list(agency, {})).toEqual([5, 4, 3, 2, 1])
  expect(await list(agency, { skip: 1, limit: 2 })).toEqual([4, 3])
  expect(await list(agency, { filters: { locationId: second } })).toEqual([5])
  expect(await list(`locations/${first}`, { filters: { chargeType: 'Email' } })).toEqual([4, 2])
  expect(
    await list(agency, {
      filters: { settlementTime: { from: '2026-11-02T00:00:00.000Z', to: '2026-11-03T23:00:00.000Z' } },
    }),
  ).toEqual([3, 2])
  expect(await list(agency, { additionalFilter: { messageId: 'fakeMessage00000003' } })).toEqual([3])
  expect((await ask('POST', `/saas/${agency}/wallet-transactions`, 'v3', { limit: 1001 })).status).toBe(400)
})

test('users: account admins of a location, and none where there is none', async () => {
  const users = async (path: string) =>
    (await ask('GET', path, '2021-07-28')).body['users'] as { roles: object }[]
  expect((await users(`/users/?locationId=${first}`)).map(({ roles }) => roles)).toEqual([
    { type: 'account', role: 'admin', locationIds: [first] },
  ])
  expect(await users(`/users/?locationId=${fourth}`)).toEqual([])
  expect((await users(`/users/search?companyId=${company}&type=agency`)).length).toBe(1)
})

test('faults: 429 with headers, 500, 401, and an answer that never comes though the work is done', async () => {
  stand.faults.status429 = 1
  const limited = await rebill('contentAI', 'v3')
  expect([limited.status, limited.headers.get('x-ratelimit-remaining')]).toEqual([429, '0'])
  stand.faults.status500 = 1
  expect((await rebill('contentAI', 'v3')).status).toBe(500)
  stand.faults.status401 = 1
  expect((await rebill('contentAI', 'v3')).status).toBe(401)
  expect(stand.rebilling(first, 'contentAI')).toBeUndefined()
  stand.faults.timeoutAfterWork = 1
  await expect(rebill('contentAI', 'v3')).rejects.toThrow('timeout')
  expect(stand.rebilling(first, 'contentAI')?.markup).toBe(50)
})

test('webhooks are signed over the raw bytes, with Ed25519 and with RSA', () => {
  const keys = makeHighLevelKeys()
  const raw = JSON.stringify(outboundSms({ body: 'Grüße 😀' }), null, 1)
  const edwards = Buffer.from(signHighLevel(raw, keys)['x-ghl-signature'] ?? '', 'base64')
  const legacy = Buffer.from(signHighLevel(raw, keys, 'rsa')['x-wh-signature'] ?? '', 'base64')
  const edwardsKey = createPublicKey(keys.ed25519.publicPem)
  const legacyKey = createPublicKey(keys.rsa.publicPem)
  expect(verify(null, Buffer.from(raw), edwardsKey, edwards)).toBe(true)
  expect(verify('sha256', Buffer.from(raw), legacyKey, legacy)).toBe(true)
  const again = Buffer.from(JSON.stringify(JSON.parse(raw)))
  expect(verify(null, again, edwardsKey, edwards)).toBe(false)
  expect(verify('sha256', again, legacyKey, legacy)).toBe(false)
})

test('samples: fields can be set and taken away, ids follow the number', () => {
  const sms = outboundSms({ n: 7, body: 'x', messageId: undefined, locationId: second })
  expect(sms).toMatchObject({ locationId: second, body: 'x', webhookId: 'fakeWebhook00000007' })
  expect('messageId' in sms).toBe(false)
  expect('locationId' in appInstall({ locationId: undefined })).toBe(false)
  expect(appInstall({ companyId: 'fakeCompany00000009' })['companyId']).toBe('fakeCompany00000009')
  expect([outboundEmail({ shape: 'docs' })['to'], outboundEmail()['to']]).toEqual([
    ['client@example.com'],
    'client@example.com',
  ])
})
