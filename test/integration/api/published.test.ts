import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../../worker/openapi/operations.ts'
import { Catalogue } from '../../../shared/contract/catalogue.ts'
import { type Api, codeOf, postJson, problemIn, startApi } from './support.ts'

describe('what is published, and what every path answers', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  it('serves its description to anybody', async () => {
    const answer = await api.worker.fetch('/openapi.json')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    const document = (await answer.json()) as { openapi: string; paths: object }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/v1/clients/{id}/services/{service}')
  })

  it('HL-02 HL-04 serves the catalogue: services with unit, exact cost and source, plans and fees', async () => {
    const agency = await api.agency()
    await api.worker.db.writeBatch([
      {
        sql: `INSERT INTO cost_rate (agency_id, id, service, unit_cost, currency, valid_from, source, created_at)
              VALUES (?, 'own-1', 'email.outbound', '0.00675', 'USD', ?, 'our invoice', 0)`,
        args: [agency.id, BigInt(Date.parse('2026-11-01T00:00:00Z'))],
      },
    ])
    const viewer = await agency.signIn('viewer')
    const catalogue = Catalogue.parse(await (await viewer.get('/v1/catalogue')).json())
    const cost = (id: string) => catalogue.services.find((service) => service.id === id)?.cost
    expect(cost('email.outbound')).toEqual({
      unitCost: '0.00675',
      currency: 'USD',
      validFrom: '2026-11-01T00:00:00.000Z',
      source: 'our invoice',
    })
    expect(cost('sms.outbound')).toMatchObject({ unitCost: '0.00747', currency: 'USD' })
    expect(cost('whatsapp')).toBeNull()
    expect(catalogue.plans.map(({ id, multiplierCap }) => [id, multiplierCap])).toEqual([
      ['starter', null],
      ['unlimited', '1.05'],
      ['pro', null],
    ])
    expect(catalogue.fees.find(({ id }) => id === 'stripe.us.card')).toMatchObject({
      percent: '2.9',
      fixed: '0.3',
    })
  })

  it('refuses every route of /v1 without a token, as a problem', async () => {
    for (const { method, path, access } of OPERATIONS) {
      if (access === 'anybody') continue
      const where = path.replaceAll(/:\w+/g, 'x')
      const answer = await api.worker.fetch(where, { method: method.toUpperCase() })
      expect([path, await codeOf(answer), answer.headers.get('www-authenticate')]).toEqual([
        path,
        'not_signed_in',
        'Bearer',
      ])
    }
  })

  it('lets a role do no more than its routes say, and a source key nothing that staff do', async () => {
    const agency = await api.agency()
    const viewer = await agency.signIn('viewer')
    const key = await api.worker.sourceKey(agency.id, 'any')
    for (const { method, path, access } of OPERATIONS) {
      if (access === 'anybody') continue
      const where = path.replaceAll(/:\w+/g, 'x')
      const ask = (token: string) =>
        api.worker.fetch(where, {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(method === 'get' ? {} : { body: '{}' }),
        })
      if (access === 'staff' || access === 'owner' || access === 'sourceOrOwner') {
        expect([path, await codeOf(await ask(viewer.tokens.accessToken))]).toEqual([path, 'role_forbids'])
      }
      if (access === 'sourceOrOwner' || access === 'sourceOrViewer') continue
      const other = access === 'source' ? viewer.tokens.accessToken : key
      expect([path, await codeOf(await ask(other))]).toEqual([path, 'not_signed_in'])
    }
  })

  it('answers a body that is too large, broken or of another shape with a problem that names it', async () => {
    const large = await postJson(api.worker, '/v1/auth/pair', { code: 'x'.repeat(600_000), device: 'd' })
    expect(await codeOf(large)).toBe('body_too_large')
    const broken = await api.worker.fetch('/v1/auth/pair', { method: 'POST', body: '{"code":' })
    expect(await codeOf(broken)).toBe('malformed_body')
    const short = await problemIn(await postJson(api.worker, '/v1/auth/pair', { code: 'x', device: '' }))
    expect(short.errors?.map(({ field }) => field)).toEqual(['code', 'device'])
    expect(short.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('slows down who guesses at pairing codes, and says for how long', async () => {
    const headers = { 'cf-connecting-ip': '203.0.113.7' }
    const guess = () =>
      postJson(api.worker, '/v1/auth/pair', { code: 'AAAA-AAAA-AAAA', device: 'd' }, headers)
    // The count starts anew each minute: 21 guesses put more than ten on one side of it.
    const answers = await Promise.all(Array.from({ length: 21 }, guess))
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toBe('60')
    expect(refused && (await codeOf(refused))).toBe('rate_limited')
    // Others are not held up by it.
    const other = await postJson(
      api.worker,
      '/v1/auth/pair',
      { code: 'AAAA-AAAA-AAAA', device: 'd' },
      { 'cf-connecting-ip': '203.0.113.8' },
    )
    expect(await codeOf(other)).toBe('pairing_code_invalid')
  })

  it('logs no token, code or body', () => {
    const logs = api.worker.house.logs().join('\n')
    expect(logs).toContain('refused')
    for (const secret of ['Bearer ', 'AAAA-AAAA', 'rlr_', 'rlk_', 'eyJ']) expect(logs).not.toContain(secret)
  })
})
