import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Me, PairingCode, SessionTokens } from '../../../shared/contract/auth.ts'
import { createPairingCode } from '../../../worker/access/pairing-code.ts'
import { signAccess, signRefresh } from '../../../worker/access/tokens.ts'
import { type Api, NOW, codeOf, elsewhere, postJson, startApi, staffWith } from './support.ts'

describe('signing in', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())
  const refresh = (refreshToken: string) => postJson(api.worker, '/v1/auth/refresh', { refreshToken })
  const pair = (code: string) =>
    postJson(api.worker, '/v1/auth/pair', { code, device: 'laptop' }, elsewhere())

  it('turns a pairing code into a session of its role, a quarter of an hour at a time', async () => {
    const agency = await api.agency({ name: 'Example Agency', plan: 'unlimited', timeZone: 'Europe/Berlin' })
    const viewer = await agency.signIn('viewer')
    expect(viewer.tokens).toMatchObject({ role: 'viewer', agency: { id: agency.id, name: 'Example Agency' } })
    expect(Date.parse(viewer.tokens.accessExpiresAt) - NOW.getTime()).toBe(15 * 60_000)
    expect(Me.parse(await (await viewer.get('/v1/me')).json())).toEqual({
      role: 'viewer',
      device: "viewer's laptop",
      agency: {
        id: agency.id,
        name: 'Example Agency',
        plan: 'unlimited',
        currency: 'USD',
        timeZone: 'Europe/Berlin',
      },
    })
  })

  it('takes any name for a device', async () => {
    const { id } = await api.agency()
    const { code } = await createPairingCode(api.ctx, id, 'owner')
    const device = 'Büro-PC 🖥 "links"'
    const answer = await postJson(api.worker, '/v1/auth/pair', { code, device }, elsewhere())
    const staff = staffWith(api.worker, SessionTokens.parse(await answer.json()))
    expect(Me.parse(await (await staff.get('/v1/me')).json()).device).toBe(device)
  })

  it('takes a code as it was typed, once, and only while it lives', async () => {
    const { id } = await api.agency()
    const { code } = await createPairingCode(api.ctx, id, 'staff')
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    expect((await pair(typed)).status).toBe(200)
    expect(await codeOf(await pair(code))).toBe('pairing_code_invalid')

    const old = await createPairingCode(
      { ...api.ctx, now: () => new Date(NOW.getTime() - 600_000) },
      id,
      'staff',
    )
    expect(await codeOf(await pair(old.code))).toBe('pairing_code_invalid')
    expect(await codeOf(await pair('AAAA-AAAA-AAAA'))).toBe('pairing_code_invalid')
  })

  it('gives one of two devices the session when both use a code at once', async () => {
    const { id } = await api.agency()
    const { code } = await createPairingCode(api.ctx, id, 'staff')
    const statuses = (await Promise.all([pair(code), pair(code), pair(code)])).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 401, 401])
  })

  it('keeps no secret in the database', async () => {
    const agency = await api.agency()
    const { code } = await createPairingCode(api.ctx, agency.id, 'owner')
    const { tokens } = await agency.signIn('owner')
    const rows = await api.worker.rows('SELECT hex(hash) AS h FROM pairing_code')
    const sessions = await api.worker.rows('SELECT hex(refresh_hash) AS h, device, id FROM session')
    const all = JSON.stringify([rows, sessions, await api.worker.rows('SELECT after FROM audit_log')])
    expect(all).not.toContain(code)
    expect(all).not.toContain(tokens.refreshToken)
    expect(all).toContain("owner's laptop")
  })

  it('rotates the refresh token, and ends the session when an old one comes back', async () => {
    const agency = await api.agency()
    const { tokens } = await agency.signIn('staff')
    const second = SessionTokens.parse(await (await refresh(tokens.refreshToken)).json())
    expect(second.refreshToken).not.toBe(tokens.refreshToken)
    expect((await staffWith(api.worker, second).get('/v1/clients')).status).toBe(200)

    expect(await codeOf(await refresh(tokens.refreshToken))).toBe('session_ended')
    // Also for the newest: nobody can tell who of the two is the thief.
    expect(await codeOf(await refresh(second.refreshToken))).toBe('session_ended')
    expect(await codeOf(await staffWith(api.worker, second).get('/v1/me'))).toBe('session_ended')
  })

  it('ends a session for a real old token only: a made-up one changes nothing', async () => {
    const agency = await api.agency()
    const { tokens } = await agency.signIn('staff')
    const forged = tokens.refreshToken.replace(/^rlr_.{4}/, 'rlr_AAAA')
    expect(await codeOf(await refresh(forged))).toBe('session_ended')
    expect((await refresh(tokens.refreshToken)).status).toBe(200)
  })

  it('knows its own refresh tokens by their kept hash: the signing secret alone makes none', async () => {
    const agency = await api.agency()
    await agency.signIn('staff')
    const [row] = await api.worker.rows('SELECT id FROM session WHERE agency_id = ?', [agency.id])
    const made = await signRefresh(api.ctx, {
      agencyId: agency.id,
      sessionId: String(row?.['id']),
      generation: 1n,
    })
    expect(await codeOf(await refresh(made))).toBe('session_ended')
  })

  it('lets one of two refreshes through that come at the same moment', async () => {
    const agency = await api.agency()
    const { tokens } = await agency.signIn('staff')
    const answers = await Promise.all([refresh(tokens.refreshToken), refresh(tokens.refreshToken)])
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
    expect(answers.some(({ status }) => status === 401)).toBe(true)
  })

  it('signs out', async () => {
    const agency = await api.agency()
    const staff = await agency.signIn('staff')
    expect((await staff.post('/v1/auth/sign-out')).status).toBe(204)
    expect(await codeOf(await refresh(staff.tokens.refreshToken))).toBe('session_ended')
  })

  it('lets owners, and nobody else, make a code for one more device', async () => {
    const agency = await api.agency()
    const staff = await agency.signIn('staff')
    expect(await codeOf(await staff.post('/v1/auth/pairing-codes', { role: 'owner' }))).toBe('role_forbids')
    const owner = await agency.signIn('owner')
    const answer = await owner.post('/v1/auth/pairing-codes', { role: 'viewer' })
    expect(answer.status).toBe(201)
    const { code } = PairingCode.parse(await answer.json())
    expect(SessionTokens.parse(await (await pair(code)).json()).role).toBe('viewer')
  })

  it('believes no token that is altered, unsigned, over, or of another kind', async () => {
    const agency = await api.agency()
    const { tokens } = await agency.signIn('owner')
    const ask = (authorization: string | null) =>
      api.worker.fetch('/v1/clients', { headers: authorization === null ? {} : { authorization } })
    const [head, , signature] = tokens.accessToken.split('.')
    const claims = {
      typ: 'access',
      sub: 'x',
      agency: agency.id,
      role: 'owner',
      device: 'd',
      exp: 9_999_999_999,
    }
    const payload = btoa(JSON.stringify(claims)).replaceAll('=', '')
    const none = btoa(JSON.stringify({ alg: 'none', typ: 'JWT' })).replaceAll('=', '')
    for (const wrong of [
      null,
      tokens.accessToken,
      'Bearer ',
      `Bearer ${head}.${payload}.${signature}`,
      `Bearer ${none}.${payload}.`,
      `Bearer ${tokens.refreshToken}`,
      'Bearer rlk_not_a_staff_token',
    ]) {
      expect(await codeOf(await ask(wrong))).toBe('not_signed_in')
    }
    // An Origin is no proof of anything.
    const origin = await api.worker.fetch('/v1/clients', { headers: { origin: 'chrome-extension://abc' } })
    expect(await codeOf(origin)).toBe('not_signed_in')
  })

  it('refuses an access token whose time is over', async () => {
    const agency = await api.agency()
    const early = { ...api.ctx, now: () => new Date(NOW.getTime() - 15 * 60_000) }
    const session = { agencyId: agency.id, id: 's', role: 'owner' as const, device: 'd' }
    const ask = async (ctx: typeof api.ctx) => {
      const { token } = await signAccess(ctx, session)
      return api.worker.fetch('/v1/clients', { headers: { authorization: `Bearer ${token}` } })
    }
    expect((await ask({ ...early, now: () => new Date(NOW.getTime() - 14 * 60_000) })).status).toBe(200)
    expect(await codeOf(await ask(early))).toBe('not_signed_in')
  })
})
