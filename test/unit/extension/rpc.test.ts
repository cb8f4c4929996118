import { describe, expect, test, vi } from 'vitest'
import { send, type Network } from '../../../extension/rpc/http.ts'
import { dispatch, type Gate, type Handlers, type Sender } from '../../../extension/rpc/listen.ts'
import type { ServiceSwitch, Verb } from '../../../extension/rpc/messages.ts'
import { createOverviewCache } from '../../../extension/rpc/overview-cache.ts'
import { createWorkerApi } from '../../../extension/rpc/worker-api.ts'
import { createSession } from '../../../extension/session/session.ts'
import { sampleOverview, sampleTerms } from '../../support/browser-samples.ts'
import { NOW, scripted, sessionTokens, signedInStore, WORKER } from './world.ts'

const GET = { worker: WORKER, method: 'GET', path: '/v1/me' } as const
const PUT = { worker: WORKER, method: 'PUT', path: '/v1/x', body: {} } as const

describe('one call', () => {
  test('a read is sent again twice when nobody answers or a gateway is in the way; then it is given up', async () => {
    const network = scripted('down', { status: 502 }, { status: 503 })
    expect(await send(network, GET)).toMatchObject({ ok: false, failure: { kind: 'refused', status: 503 } })
    expect(network.asked).toHaveLength(3)
    expect(network.waited).toEqual([250, 1_000])
  })

  test('a write is sent once', async () => {
    const network = scripted('down')
    expect(await send(network, PUT)).toEqual({ ok: false, failure: { kind: 'unreachable' } })
    expect(network.asked).toHaveLength(1)
  })

  test.each([
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { kind: 'rateLimited', retryAfterSeconds: 7 },
    ],
    [
      { status: 429, headers: { 'Retry-After': 'soon' } },
      { kind: 'rateLimited', retryAfterSeconds: 10 },
    ],
    [{ status: 500 }, { kind: 'refused', status: 500, code: 'unknown' }],
    [
      { status: 409, body: { code: 'version_conflict', detail: 'd' } },
      { kind: 'refused', code: 'version_conflict' },
    ],
    [{ status: 200 }, { kind: 'badAnswer' }],
  ])('%j is told as %j', async (reply, failure) => {
    expect(await send(scripted(reply), PUT)).toMatchObject({ ok: false, failure })
  })

  test('offline is known without asking; a timeout is told from an address that is not there', async () => {
    expect(await send({ ...scripted(), isOnline: () => false }, GET)).toEqual({
      ok: false,
      failure: { kind: 'offline' },
    })
    const network: Network = { ...scripted('down'), timeout: () => AbortSignal.abort() }
    expect(await send(network, PUT)).toEqual({ ok: false, failure: { kind: 'timeout' } })
  })

  test('carries no cookies and follows no redirect', async () => {
    const network = scripted({ status: 200, body: {} })
    await send(network, { ...GET, token: 't' })
    expect(network.asked[0]?.init).toMatchObject({
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
    })
    expect(network.asked[0]?.init.headers).toMatchObject({ Authorization: 'Bearer t' })
  })
})

describe('the worker’s endpoints', () => {
  async function api(...replies: Parameters<typeof scripted>) {
    const network = scripted(...replies)
    const session = createSession({
      network,
      tokens: await signedInStore(),
      now: () => NOW,
      mayCall: async () => true,
    })
    return { network, api: createWorkerApi({ network, session, now: () => NOW }) }
  }
  const intent: ServiceSwitch = {
    client: 'a/b',
    service: 'sms.outbound',
    billedBy: 'ledger',
    multiplier: '1.5',
    version: 3,
    key: 'key-12345678',
  }

  test('a switch is a PUT with its version and its key', async () => {
    const { network, api: worker } = await api({
      status: 200,
      body: { service: sampleTerms(), auditId: 'a' },
    })
    expect(await worker.prices.set(intent)).toMatchObject({ ok: true })
    const [asked] = network.asked
    expect(asked?.url).toBe(`${WORKER}/v1/clients/a%2Fb/services/sms.outbound`)
    expect(asked?.init.headers).toMatchObject({ 'Idempotency-Key': 'key-12345678' })
    expect(JSON.parse(String(asked?.init.body))).toEqual({
      billedBy: 'ledger',
      multiplier: '1.5',
      version: 3,
    })
  })

  test('after a 401 it refreshes once and asks again; a second 401 is signed out', async () => {
    const refreshed = { status: 200, body: sessionTokens(2) }
    const page = { status: 200, body: { clients: [], nextCursor: null } }
    const good = await api({ status: 401 }, refreshed, page)
    expect(await good.api.list(['a'], false)).toMatchObject({ ok: true })
    expect(good.network.asked[2]?.init.headers).toMatchObject({ Authorization: 'Bearer access-2' })
    const bad = await api({ status: 401 }, refreshed, { status: 401 })
    expect(await bad.api.list(['a'], false)).toEqual({ ok: false, failure: { kind: 'signedOut' } })
  })

  test('an answer of another shape is named, not shown', async () => {
    const { api: worker } = await api({ status: 200, body: { service: {} } })
    expect(await worker.prices.set(intent)).toEqual({ ok: false, failure: { kind: 'badAnswer' } })
  })
})

describe('the overviews kept for a moment', () => {
  function cache() {
    let now = 0
    const fetch = vi.fn(async (ids: readonly string[]) => ({
      ok: true as const,
      value: ids.filter((id) => id !== 'unknown').map((id) => sampleOverview(0, { id })),
    }))
    return {
      fetch,
      pass: (ms: number) => (now += ms),
      overviews: createOverviewCache({ now: () => now, fetch }),
    }
  }

  test('two tabs asking for the same clients share one request, of 50 ids at most', async () => {
    const { fetch, overviews } = cache()
    const ids = Array.from({ length: 80 }, (_, index) => `c${index}`)
    await Promise.all([overviews.get(ids, false), overviews.get(ids.slice(10), false)])
    expect(fetch.mock.calls.map(([asked]) => asked.length)).toEqual([50, 30])
  })

  test('asks again after 15 s, or when told to; says how old the oldest row is', async () => {
    const { fetch, overviews, pass } = cache()
    await overviews.get(['a'], false)
    pass(10_000)
    const answer = await overviews.get(['a', 'b'], false)
    expect(answer).toMatchObject({ ok: true, value: { at: 0 } })
    expect(fetch.mock.calls.map(([asked]) => asked)).toEqual([['a'], ['b']])
    pass(5_001)
    await overviews.get(['a', 'b'], false)
    await overviews.get(['b'], true)
    expect(fetch.mock.calls.slice(2).map(([asked]) => asked)).toEqual([['a'], ['b']])
  })

  test('a client the worker does not know is not asked for at every scroll', async () => {
    const { fetch, overviews } = cache()
    await overviews.get(['unknown'], false)
    expect(await overviews.get(['unknown'], false)).toMatchObject({ ok: true, value: { value: [] } })
    expect(fetch).toHaveBeenCalledOnce()
  })

  test('what another session asked for never comes out after a sign-out', async () => {
    const { overviews } = cache()
    const asked = overviews.get(['a'], false)
    overviews.clear()
    expect(await asked).toEqual({ ok: false, failure: { kind: 'interrupted' } })
  })
})

describe('who may ask what', () => {
  const gate: Gate = {
    extensionId: 'ext',
    ownOrigin: 'chrome-extension://ext/',
    isCrmPage: async (url) => url.startsWith('https://crm.example'),
  }
  const handled = vi.fn(async () => ({ ok: true, value: null }) as const)
  const handlers = new Proxy({}, { get: () => handled }) as Handlers
  const tab: Sender = { id: 'ext', url: 'https://crm.example/x', frameId: 0, tab: { id: 1 } }
  const own: Sender = { id: 'ext', url: 'chrome-extension://ext/options.html' }
  const message = (verb: Verb, input: object = {}) => ({ rebillLens: 1, verb, input })
  const pair = message('session.pair', { worker: WORKER, code: 'abcd-efgh', device: 'x' })
  const list = message('clients.list', { ids: ['a'] })

  test.each([
    ['our page, any verb', pair, own, true],
    ['a CRM tab, a list', list, tab, true],
    ['a CRM tab, pairing', pair, tab, false],
    ['another site’s tab', list, { ...tab, url: 'https://evil.example/' }, false],
    ['a frame in the CRM', list, { ...tab, frameId: 3 }, false],
    ['another extension', list, { ...own, id: 'other' }, false],
    ['a look-alike of our origin', pair, { ...own, url: 'https://chrome-extension.example/ext/' }, false],
    ['no message of ours', { hello: 1 }, own, false],
    ['an inherited name as verb', message('toString' as Verb), own, false],
    ['too many ids', message('clients.list', { ids: Array.from({ length: 101 }, () => 'a') }), tab, false],
    ['an id with a space', message('clients.detail', { id: 'a b' }), tab, false],
    [
      'a multiplier that is none',
      message('services.set', {
        client: 'a',
        service: 's',
        billedBy: 'ledger',
        multiplier: '1e9',
        version: 1,
        key: '12345678',
      }),
      tab,
      false,
    ],
  ])('%s', async (_name, envelope, sender, allowed) => {
    handled.mockClear()
    const answer = await dispatch(gate, handlers, envelope, sender)
    expect(answer.ok).toBe(allowed)
    expect(handled).toHaveBeenCalledTimes(allowed ? 1 : 0)
  })
})
