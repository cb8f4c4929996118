/** The HighLevel stand-in's exchanges and our webhook samples, against what HighLevel publishes. */
import { readFileSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as platform from '../../dev/highlevel/samples-platform.ts'
import type { Sample, SampleOptions } from '../../dev/highlevel/sample.ts'
import * as messages from '../../dev/highlevel/samples.ts'
import { startHighLevel } from '../../dev/highlevel/server.ts'
import type { HighLevelHandle } from '../../dev/highlevel/server.ts'
import { DEMO_IDS } from '../../dev/highlevel/world.ts'
import {
  highLevelAbsent,
  validateHighLevelReply,
  validateHighLevelRequest,
  webhookFolder,
} from './highlevel-schema.ts'

const contractTest = highLevelAbsent === undefined ? test : test.skip
const title = (text: string) => (highLevelAbsent === undefined ? text : `${text} (${highLevelAbsent})`)

let stand: HighLevelHandle
beforeAll(async () => {
  let n = 0
  stand = await startHighLevel({ clock: () => 1_795_000_000_000, ids: () => `${(n += 1)}` })
})
afterAll(() => stand.close())

const { company } = DEMO_IDS
const [location] = DEMO_IDS.locations

async function ask(method: string, path: string, version: string, body?: object | URLSearchParams) {
  const form = body instanceof URLSearchParams
  await fetch(`${stand.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${stand.privateToken()}`,
      version,
      ...(form ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  })
}

contractTest(title('every request and reply of the operations we use'), async () => {
  console.log('highlevel: not checked, as it is published nowhere: what one transaction of a wallet holds')
  const token = { client_id: 'a', client_secret: 'b', grant_type: 'authorization_code', user_type: 'Company' }
  await ask('POST', '/oauth/token', '', new URLSearchParams({ ...token, code: stand.authorizationCode() }))
  await ask(
    'POST',
    '/oauth/token',
    'v3',
    new URLSearchParams({
      clientId: 'a',
      clientSecret: 'b',
      grantType: 'authorization_code',
      code: stand.authorizationCode(),
    }),
  )
  const pair = new URLSearchParams({ companyId: company, locationId: location })
  await ask('POST', '/oauth/locationToken', '2021-07-28', pair)
  await ask('POST', '/oauth/location-token', 'v3', pair)
  await ask('GET', `/companies/${company}`, '2021-07-28')
  await ask('GET', `/locations/search?companyId=${company}&skip=0&limit=100`, '2021-07-28')
  await ask('GET', `/locations/${location}`, '2021-07-28')
  await ask('GET', `/users/?locationId=${location}`, '2021-07-28')
  await ask('GET', `/users/search?companyId=${company}&role=admin&type=account`, '2021-07-28')
  await ask('GET', `/saas/saas-locations/${company}?page=1`, '2021-04-15')
  const config = { optIn: true, enabled: true, markup: 50 }
  await ask('POST', `/saas/update-rebilling/${company}`, '2021-04-15', {
    product: 'Phone',
    locationIds: [location],
    config,
  })
  await ask('POST', `/saas/update-rebilling/${company}`, 'v3', {
    product: 'conversation_AI',
    locationIds: [location],
    config,
  })
  await ask('GET', `/saas/companies/${company}/locations/${location}/wallet-balance`, 'v3')
  await ask('POST', `/saas/companies/${company}/wallet-transactions`, 'v3', {
    skip: 0,
    limit: 1000,
    filters: { locationId: location, settlementTime: { from: '2026-11-01T00:00:00.000Z' } },
  })
  await ask('POST', `/saas/locations/${location}/wallet-transactions`, 'v3', {
    additionalFilter: { messageId: 'x' },
  })
  for (const { method, path, version, query, body, status, reply } of stand.requests) {
    const input = method === 'GET' ? query : body
    expect(status, `${method} ${path} ${JSON.stringify(reply)}`).toBeLessThan(300)
    expect(validateHighLevelRequest(method, path, version, input), `request ${method} ${path}`).toEqual([])
    expect(validateHighLevelReply(method, path, version, status, reply), `reply ${method} ${path}`).toEqual(
      [],
    )
  }
  expect(stand.requests.length).toBe(15)
})

contractTest(title('the checks can fail: unknown field, wrong product, unknown operation'), () => {
  const path = `/saas/update-rebilling/${company}`
  const body = {
    product: 'Phone',
    locationIds: [location],
    config: { optIn: true, enabled: true, markup: 5 },
  }
  expect(validateHighLevelRequest('POST', path, '2021-04-15', body)).toEqual([])
  expect(validateHighLevelRequest('POST', path, 'v3', body)).not.toEqual([])
  expect(validateHighLevelRequest('POST', path, '2021-04-15', { ...body, colour: 'red' })).not.toEqual([])
  expect(validateHighLevelRequest('GET', '/users/', '2021-07-28', {})).not.toEqual([])
  expect(validateHighLevelRequest('GET', '/nowhere', '2021-07-28', {})).not.toEqual([])
  expect(validateHighLevelReply('GET', `/locations/${location}`, 'v3', 200, { place: {} })).not.toEqual([])
})

/** Names of all fields with the JSON types that the published schemas and examples give them. */
function publishedFields(prefix: string): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>()
  const note = (name: string, type: string) => fields.set(name, (fields.get(name) ?? new Set()).add(type))
  for (const folder of ['schemas', 'examples', 'portal-2026-08-30'])
    for (const file of readdirSync(`${webhookFolder}${folder}`).filter((name) =>
      name.startsWith(`${prefix}.`),
    )) {
      const json = JSON.parse(readFileSync(`${webhookFolder}${folder}/${file}`, 'utf8')) as Record<
        string,
        object
      >
      if (folder === 'schemas' || file.includes('.schema.'))
        for (const [name, { type }] of Object.entries(json['properties'] as Record<string, { type: string }>))
          note(name, type)
      else for (const [name, value] of Object.entries(json)) note(name, typeOf(value))
    }
  // Every delivery has these (guide of 2026-06-19); the examples leave them out.
  for (const name of ['appId', 'versionId', 'timestamp', 'webhookId']) note(name, 'string')
  return fields
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)

/** Name of the published files by the factory's name, where the sample's type does not say it. */
const PUBLISHED: Readonly<Record<string, string>> = {
  appInstall: 'AppInstall',
  appUninstall: 'AppUninstall',
  planChange: 'PlanChange',
  saasPlanCreate: 'SaaSPlanCreate',
  appPaymentStatus: 'AppPaymentStatus',
  voiceAiCallEnd: 'VoiceAiCallEnd',
  providerOutboundSms: 'ProviderOutboundMessage',
}

const factories = Object.entries({ ...messages, ...platform }).filter(
  (entry): entry is [string, (options?: SampleOptions) => Sample] => typeof entry[1] === 'function',
)

contractTest(title('our samples use published fields with published types, in both shapes'), () => {
  expect(factories.length).toBe(21)
  for (const [name, make] of factories)
    for (const shape of ['docs', 'portal'] as const) {
      const sample = make({ shape })
      const published = publishedFields(PUBLISHED[name] ?? sample.type ?? '')
      for (const [field, value] of Object.entries(sample)) {
        const types = [...(published.get(field) ?? [])]
        expect(types, `${name} (${shape}): ${field}`).toContain(typeOf(value))
      }
    }
})

contractTest(title('our samples cover every published example of messages, fields and all'), () => {
  const made = factories.flatMap(([, make]) =>
    (['docs', 'portal'] as const).flatMap((shape) => [
      make({ shape, n: 1, conversationProviderId: 'fakeProvider00000001', userId: 'u', source: 'app' }),
      make({ shape, n: 1, messageId: undefined, conversationProviderId: 'p', source: 'app' }),
    ]),
  )
  const keyOf = (body: Record<string, unknown>) =>
    [
      body['type'],
      body['messageType'],
      body['direction'],
      typeOf(body['to']),
      body['messageId'] !== undefined,
    ].join()
  const covered = new Set(made.map(keyOf))
  for (const folder of ['examples', 'portal-2026-08-30'])
    for (const file of readdirSync(`${webhookFolder}${folder}`)) {
      if (!/^(OutboundMessage|InboundMessage)\./.test(file) || file.includes('.schema.')) continue
      const example = JSON.parse(readFileSync(`${webhookFolder}${folder}/${file}`, 'utf8')) as Record<
        string,
        unknown
      >
      // An inbound voicemail is an inbound call with another status.
      expect([...covered], file).toContain(keyOf(example))
    }
})
