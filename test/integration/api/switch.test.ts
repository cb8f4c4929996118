import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SeedClient } from '../../../dev/seed.ts'
import { codeOf, problemIn, times } from './support.ts'
import { type Switching, startSwitching, switched } from './switching.ts'

describe('PUT /v1/clients/:id/services/:service', () => {
  let house: Switching
  const setUp: Switching['setUp'] = (options) => house.setUp(options)
  const terms: Switching['terms'] = (id) => house.terms(id)
  beforeAll(async () => {
    house = await startSwitching()
  })
  afterAll(() => house.api.close())
  beforeEach(() => house.reset())

  it('HL-02 refuses 1.5x on Unlimited with the reason, takes it on Pro, and anything but absorbing on Starter', async () => {
    const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
    const unlimited = await setUp({ plan: 'unlimited' })
    const problem = await problemIn(await unlimited.staff.put(unlimited.path('workflow.ai'), wish))
    expect(problem).toMatchObject({
      status: 409,
      code: 'plan_forbids',
      detail: '1.5x is above the 1.05x that the Unlimited plan allows.',
    })
    await switched(await unlimited.staff.put(unlimited.path('workflow.ai'), { ...wish, multiplier: '1.05' }))
    const pro = await setUp({ plan: 'pro' })
    await switched(await pro.staff.put(pro.path('workflow.ai'), wish))
    const starter = await setUp({ plan: 'starter' })
    expect(await codeOf(await starter.staff.put(starter.path('workflow.ai'), wish))).toBe(
      'plan_forbids_rebilling',
    )
    await switched(await starter.staff.put(starter.path('workflow.ai'), { billedBy: 'agency', version: 0 }))
  })

  it("HL-02 takes the agency's own cap for our ledger, never for the CRM", async () => {
    const { agency, staff, path } = await setUp({ plan: 'unlimited' })
    await (await agency.signIn('owner')).put('/v1/agency', { multiplierCap: '3' })
    const wish = { billedBy: 'ledger', multiplier: '3', version: 0 }
    await switched(await staff.put(path('workflow.ai'), wish))
    expect(await codeOf(await staff.put(path('whatsapp'), { ...wish, multiplier: '3.1' }))).toBe(
      'plan_forbids',
    )
    expect(await codeOf(await staff.put(path('whatsapp'), { ...wish, billedBy: 'crm' }))).toBe('plan_forbids')
  })

  it('HL-07 HL-11 HL-14 keeps the order: LC Phone, an account admin, then a payment method', async () => {
    const wish = { billedBy: 'ledger', multiplier: '1.2', version: 0 }
    const refusal = async (changes: Parameters<typeof setUp>[0], service: string) => {
      const { staff, path } = await setUp(changes)
      return problemIn(await staff.put(path(service), wish))
    }
    const noPayment = { payment: undefined } as unknown as Partial<SeedClient>
    expect((await refusal({ phoneSystem: 'twilio' }, 'sms.outbound')).code).toBe('phone_not_lc')
    const noAdmin = await refusal({ hasAccountAdmin: false, ...noPayment }, 'workflow.ai')
    expect(noAdmin).toMatchObject({
      status: 409,
      code: 'no_account_admin',
      detail: expect.stringContaining('account admin'),
    })
    expect((await refusal(noPayment, 'workflow.ai')).code).toBe('no_payment_method')
    // Nothing was asked of the CRM on the way to a refusal.
    expect(house.api.worker.house.highlevel?.requests).toEqual([])

    const twilio = await setUp({ phoneSystem: 'twilio' })
    await switched(await twilio.staff.put(twilio.path('workflow.ai'), wish))
    const invoiced = await setUp({ billingMode: 'postpaid', ...noPayment })
    await switched(await invoiced.staff.put(invoiced.path('workflow.ai'), wish))
  })

  it('refuses a suspended client, also to the CRM; absorbing stays possible', async () => {
    const { id, staff, path } = await setUp()
    await house.api.worker.db.writeBatch([
      { sql: 'UPDATE client SET suspended = 1 WHERE id = ?', args: [id] },
    ])
    const wish = { billedBy: 'crm', multiplier: '1.2', version: 0 }
    expect(await codeOf(await staff.put(path('workflow.ai'), wish))).toBe('suspended')
    await switched(await staff.put(path('workflow.ai'), { billedBy: 'agency', version: 0 }))
  })

  it('refuses a switch that somebody else overtook: one of two at once wins', async () => {
    const { id, staff, path } = await setUp()
    const wish = (multiplier: string) => ({ billedBy: 'ledger', multiplier, version: 0 })
    const answers = await Promise.all(
      ['1.1', '1.2', '1.3'].map((one) => staff.put(path('custom.sms'), wish(one))),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    expect(await terms(id)).toHaveLength(1)
    expect(await codeOf(await staff.put(path('custom.sms'), wish('1.4')))).toBe('version_conflict')
  })

  it('answers the same key with the same answer, and changes nothing again', async () => {
    const { id, staff, path } = await setUp()
    const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
    const key = { 'idempotency-key': 'intent-1' }
    const first = await staff.put(path('custom.sms'), wish, key)
    const again = await staff.put(path('custom.sms'), wish, key)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(await again.text()).toBe(await first.text())
    const other = await staff.put(path('custom.sms'), { ...wish, multiplier: '1.6' }, key)
    expect([other.status, await codeOf(other)]).toEqual([422, 'idempotency_key_reused'])
    expect(await terms(id)).toHaveLength(1)

    const at = { 'idempotency-key': 'intent-2' }
    const both = await Promise.all([
      staff.put(path('custom.email'), wish, at),
      staff.put(path('custom.email'), wish, at),
    ])
    const [one, two] = await Promise.all(both.map((answer) => answer.text()))
    expect(one).toBe(two)
    expect(await terms(id)).toHaveLength(2)
  })

  it('keeps no answer for a refused request: the same key may try again', async () => {
    const { staff, path } = await setUp({ connected: false })
    const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
    const key = { 'idempotency-key': 'intent-3' }
    expect((await staff.put(path('workflow.ai'), wish, key)).status).toBe(409)
    expect((await staff.put(path('workflow.ai'), wish, key)).status).toBe(409)
  })

  it('lets a viewer switch nothing, nor somebody who signed out', async () => {
    const { agency, id, staff, path } = await setUp()
    const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
    const viewer = await agency.signIn('viewer')
    expect(await codeOf(await viewer.put(path('custom.sms'), wish))).toBe('role_forbids')
    await staff.post('/v1/auth/sign-out')
    expect(await codeOf(await staff.put(path('custom.sms'), wish))).toBe('session_ended')
    expect(await terms(id)).toEqual([])
  })

  it('names the field at fault and changes nothing', async () => {
    const { id, staff, path } = await setUp()
    for (const [body, field] of [
      [{ billedBy: 'ledger', version: 0 }, 'multiplier'],
      [{ billedBy: 'ledger', multiplier: '1.1234567', version: 0 }, 'multiplier'],
      [{ billedBy: 'ledger', multiplier: 1.5, version: 0 }, 'multiplier'],
      [{ billedBy: 'nobody', version: 0 }, 'billedBy'],
      [{ billedBy: 'agency' }, 'version'],
      [[], '(body)'],
    ] as const) {
      const problem = await problemIn(await staff.put(path('custom.sms'), body))
      expect([problem.code, problem.errors?.[0]?.field]).toEqual(['invalid_request', field])
    }
    expect(await codeOf(await staff.put(path('Not%20A%20Service'), { billedBy: 'agency', version: 0 }))).toBe(
      'invalid_request',
    )
    const headers = { authorization: `Bearer ${staff.tokens.accessToken}` }
    const broken = await house.api.worker.fetch(path('custom.sms'), { method: 'PUT', headers, body: '{' })
    expect(await codeOf(broken)).toBe('malformed_body')
    expect(await terms(id)).toEqual([])
  })

  it('starts new terms now: usage from before keeps the old ones (B-11)', async () => {
    const { agency, id, staff, path } = await setUp({
      services: { 'custom.sms': { billedBy: 'ledger', rule: times('2') } },
    })
    const [before] = await terms(id)
    await switched(
      await staff.put(path('custom.sms'), {
        billedBy: 'ledger',
        multiplier: '3',
        version: Number(before?.['number']),
      }),
    )
    const key = await house.api.worker.sourceKey(agency.id, `src-${id}`)
    await house.api.worker.db.writeBatch([
      {
        sql: 'INSERT INTO directory (system, external_id, agency_id, client_id) VALUES (?, ?, ?, ?)',
        args: [`src-${id}`, id, agency.id, id],
      },
    ])
    const event = (at: string) => ({
      id: at,
      client: id,
      service: 'custom.sms',
      quantity: '1',
      unitCost: '1',
      occurredAt: at,
    })
    const answer = await house.api.worker.postUsage(key, [
      event('2026-11-21T11:59:59Z'),
      event('2026-11-21T12:00:00Z'),
    ])
    const { results } = (await answer.json()) as { results: { price: string }[] }
    expect(results.map(({ price }) => price)).toEqual(['2', '3'])
  })
})
