import { describe, expect, test } from 'vitest'
import { createSession, type Session } from '../../../extension/session/session.ts'
import { openTokenStore, type TokenStore } from '../../../extension/session/tokens.ts'
import { parseWorkerUrl, workerPattern } from '../../../extension/session/worker-url.ts'
import type { Network } from '../../../extension/rpc/http.ts'
import { memoryArea, NOW, scripted, sessionTokens, signedInStore, WORKER } from './world.ts'

function sessionOf(network: Network, tokens: TokenStore, mayCall = true): Session {
  return createSession({ network, tokens, now: () => NOW, mayCall: async () => mayCall })
}
const EXPIRED = { accessExpiresAt: new Date(NOW + 10_000).toISOString() }

describe('where tokens lie', () => {
  test('the refresh token in local storage, closed to content scripts; the access token in memory', async () => {
    const [local, session] = [memoryArea(), memoryArea()]
    const tokens = await openTokenStore({ local, session })
    await tokens.save(WORKER, sessionTokens(1))
    expect([local.closed, session.closed]).toEqual([true, true])
    expect(JSON.stringify([...local.items])).toContain('refresh-token-number-1')
    expect(JSON.stringify([...local.items])).not.toContain('access-1')
    expect(JSON.stringify([...session.items])).toContain('access-1')
  })

  test('a browser that cannot close local storage keeps the refresh token in a database of its own', async () => {
    const [local, session, own] = [memoryArea(false), memoryArea(), memoryArea(false)]
    const tokens = await openTokenStore({ local, session, own: async () => own })
    await tokens.save(WORKER, sessionTokens(1))
    expect(local.items.size).toBe(0)
    expect(JSON.stringify([...session.items])).not.toContain('refresh-token')
    expect(JSON.stringify([...own.items])).toContain('refresh-token-number-1')
    expect((await tokens.lasting())?.refreshToken).toBe('refresh-token-number-1')
  })

  test.each([
    ['none', {}],
    ['one that does not open', { own: () => Promise.reject(new Error('no databases here')) }],
  ])('where it has %s either, both are kept in memory', async (_what, own) => {
    const [local, session] = [memoryArea(false), memoryArea()]
    const tokens = await openTokenStore({ local, session, ...own })
    await tokens.save(WORKER, sessionTokens(1))
    expect(local.items.size).toBe(0)
    expect(JSON.stringify([...session.items])).toContain('refresh-token-number-1')
    expect((await tokens.lasting())?.refreshToken).toBe('refresh-token-number-1')
  })

  test('a browser that closes local storage opens no other database', async () => {
    const own = (): never => expect.unreachable()
    const tokens = await openTokenStore({ local: memoryArea(), session: memoryArea(), own })
    expect(await tokens.lasting()).toBeNull()
  })
})

describe('pairing', () => {
  test('sends the code and keeps the session; the view shows no token', async () => {
    const network = scripted({ status: 200, body: sessionTokens(1) })
    const tokens = await openTokenStore({ local: memoryArea(), session: memoryArea() })
    const answer = await sessionOf(network, tokens).pair({
      worker: `${WORKER}/`,
      code: ' abcd-efgh ',
      device: 'x',
    })
    expect(answer).toEqual({
      ok: true,
      value: {
        state: 'signedIn',
        worker: WORKER,
        role: 'owner',
        agency: { id: 'agency-1', name: 'Demo agency' },
      },
    })
    expect(network.asked[0]?.url).toBe(`${WORKER}/v1/auth/pair`)
    expect(network.asked[0]?.init.body).toBe('{"code":"abcd-efgh","device":"x"}')
  })

  test('a wrong code is refused in the worker’s words, and nothing is kept', async () => {
    const body = { code: 'pairing_code_invalid', detail: 'This code does not work.', requestId: 'r1' }
    const tokens = await openTokenStore({ local: memoryArea(), session: memoryArea() })
    const session = sessionOf(scripted({ status: 401, body }), tokens)
    const answer = await session.pair({ worker: WORKER, code: 'wrong-code', device: 'x' })
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'refused', code: 'pairing_code_invalid' } })
    expect(await session.view()).toEqual({ state: 'signedOut', worker: null, note: null })
  })

  test('asks for the permission first where the browser has none', async () => {
    const network = scripted()
    const tokens = await openTokenStore({ local: memoryArea(), session: memoryArea() })
    const answer = await sessionOf(network, tokens, false).pair({
      worker: WORKER,
      code: 'abcd-efgh',
      device: 'x',
    })
    expect(answer).toEqual({ ok: false, failure: { kind: 'noPermission', worker: WORKER } })
    expect(network.asked).toHaveLength(0)
  })
})

describe('the access token', () => {
  test('is used as it is while it is good', async () => {
    const network = scripted()
    const answer = await sessionOf(network, await signedInStore()).credentials()
    expect(answer).toEqual({ ok: true, value: { worker: WORKER, token: 'access-1' } })
  })

  test('is refreshed once for ten callers at a time, because a refresh token works once', async () => {
    const network = scripted({ status: 200, body: sessionTokens(2) })
    const session = sessionOf(network, await signedInStore(EXPIRED))
    const answers = await Promise.all(Array.from({ length: 10 }, () => session.credentials()))
    expect(network.asked).toHaveLength(1)
    expect(answers.every((answer) => answer.ok && answer.value.token === 'access-2')).toBe(true)
  })

  test('a refused refresh is the end of the session, with a note', async () => {
    const session = sessionOf(
      scripted({ status: 401, body: { code: 'session_ended' } }),
      await signedInStore(EXPIRED),
    )
    expect(await session.credentials()).toEqual({ ok: false, failure: { kind: 'signedOut' } })
    expect(await session.view()).toEqual({ state: 'signedOut', worker: WORKER, note: 'sessionEnded' })
  })

  test.each([['down' as const], [{ status: 503 }], [{ status: 429 }]])(
    'a refresh that got no say (%j) ends nothing',
    async (reply) => {
      const session = sessionOf(scripted(reply), await signedInStore(EXPIRED))
      expect((await session.credentials()).ok).toBe(false)
      expect((await session.view()).state).toBe('signedIn')
    },
  )

  test('signing out forgets everything here, even when the worker is away', async () => {
    const session = sessionOf(scripted('down'), await signedInStore())
    expect(await session.signOut()).toEqual({
      ok: true,
      value: { state: 'signedOut', worker: WORKER, note: null },
    })
    expect(await session.credentials()).toEqual({ ok: false, failure: { kind: 'signedOut' } })
  })
})

test('the worker’s address: https anywhere, http only on this machine, nothing behind the host', () => {
  expect(parseWorkerUrl(' https://w.example/ ')).toBe('https://w.example')
  expect(parseWorkerUrl('http://127.0.0.1:8787')).toBe('http://127.0.0.1:8787')
  for (const bad of [
    'http://w.example',
    'https://a:b@w.example',
    'https://w.example/api',
    'javascript:alert(1)',
    'w',
  ]) {
    expect(parseWorkerUrl(bad), bad).toBeNull()
  }
  expect(workerPattern('http://127.0.0.1:8787')).toBe('http://127.0.0.1/*')
})
