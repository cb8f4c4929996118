/** Any price rule for one client, from now or later; back to the agency's default; what was there before, put back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClientDetail, type ServiceTerms } from '../../../shared/contract/clients.ts'
import { ServiceHistory } from '../../../shared/contract/pricing.ts'
import { NOW, codeOf, problemIn, times } from '../api/support.ts'
import { LOCATION, type SwitchSet, type Switching, startSwitching, switched } from '../api/switching.ts'

const TIERS = {
  kind: 'tiers',
  mode: 'graduated',
  tiers: [
    { upTo: '100', unitPrice: '0.05' },
    { upTo: null, unitPrice: '0.03' },
  ],
} as const
const LATER = '2026-12-01T00:00:00.000Z'

describe('prices of one client', () => {
  let house: Switching
  let sources = 0
  const setUp: Switching['setUp'] = (options) => house.setUp(options)
  beforeAll(async () => {
    house = await startSwitching()
  })
  afterAll(() => house.api.close())
  beforeEach(() => house.reset())

  const use = async ({ agency, id }: SwitchSet, service: string, quantity: string, at: string) => {
    sources += 1
    const key = await house.api.worker.sourceKey(agency.id, `meter-${sources}`)
    const event = { id: `u${sources}`, client: id, service, quantity, unitCost: '0.01', occurredAt: at }
    const answer = await house.api.worker.postUsage(key, [event])
    return ((await answer.json()) as { results: { price?: string }[] }).results[0]?.price
  }
  const shownOf = async ({ staff, id }: SwitchSet, service: string): Promise<ServiceTerms | undefined> =>
    ClientDetail.parse(await (await staff.get(`/v1/clients/${id}`)).json()).services.find(
      (one) => one.service === service,
    )
  const history = async ({ staff, path }: SwitchSet, service: string) =>
    ServiceHistory.parse(await (await staff.get(`${path(service)}/history`)).json()).entries

  it('takes any price rule, rates by it, and shows it', async () => {
    const set = await setUp()
    const { staff, path } = set
    const { service } = await switched(
      await staff.put(path('custom.sms'), { billedBy: 'ledger', rule: TIERS, version: 0 }),
    )
    expect(service).toMatchObject({ billedBy: 'ledger', multiplier: null, rule: TIERS, terms: 'own' })
    expect(await use(set, 'custom.sms', '150', NOW.toISOString())).toBe('6.5')
    // A multiplier names no tiers: it replaces them. Included quantity and cap of a multiplier stay.
    const rule = { kind: 'multiplier', multiplier: '2', included: '10', cap: '5' }
    const second = await switched(
      await staff.put(path('custom.sms'), { billedBy: 'ledger', rule, version: service.version }),
    )
    const third = await switched(
      await staff.put(path('custom.sms'), {
        billedBy: 'ledger',
        multiplier: '3',
        version: second.service.version,
      }),
    )
    expect(third.service.rule).toEqual({ ...rule, multiplier: '3' })
  })

  it('names what is wrong with a rule, and changes nothing', async () => {
    const { id, staff, path } = await setUp()
    const half = { ...TIERS, tiers: [TIERS.tiers[0]] }
    for (const [body, field] of [
      [{ billedBy: 'ledger', rule: { kind: 'magic' } }, 'rule.kind'],
      [{ billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '-1' } }, 'rule.unitPrice'],
      [{ billedBy: 'ledger', rule: half }, 'rule.tiers.0.upTo'],
      [{ billedBy: 'ledger', rule: TIERS, multiplier: '2' }, 'rule'],
      [{ billedBy: 'agency', rule: TIERS }, 'rule'],
      [{ billedBy: 'crm', rule: TIERS }, 'rule'],
      [{ billedBy: 'ledger', multiplier: '2', validFrom: '2026-11-20T00:00:00Z' }, 'validFrom'],
    ] as const) {
      const problem = await problemIn(await staff.put(path('workflow.ai'), { ...body, version: 0 }))
      expect([problem.code, problem.errors?.[0]?.field]).toEqual(['invalid_request', field])
    }
    expect(await house.terms(id)).toEqual([])
  })

  it('caps multipliers only: a unit price is taken on Unlimited', async () => {
    const { staff, path } = await setUp({ plan: 'unlimited' })
    const rule = { kind: 'unitPrice', unitPrice: '0.09' }
    await switched(await staff.put(path('custom.sms'), { billedBy: 'ledger', rule, version: 0 }))
    const above = { billedBy: 'ledger', rule: times('1.06'), version: 0 }
    expect(await codeOf(await staff.put(path('custom.email'), above))).toBe('plan_forbids')
  })

  it('B-11 a later date counts from then on; the CRM takes part in no such date', async () => {
    const set = await setUp()
    const { staff, path } = set
    const first = await switched(
      await staff.put(path('custom.sms'), { billedBy: 'ledger', multiplier: '2', version: 0 }),
    )
    const later = await switched(
      await staff.put(path('custom.sms'), {
        billedBy: 'ledger',
        multiplier: '3',
        validFrom: LATER,
        version: first.service.version,
      }),
    )
    expect(later.service).toMatchObject({ multiplier: '2' })
    expect(later.service.version).toBeGreaterThan(first.service.version)
    const [next, now] = await history(set, 'custom.sms')
    expect([next, now]).toMatchObject([
      { multiplier: '3', validFrom: LATER, holds: false, auditId: later.auditId },
      { multiplier: '2', validFrom: NOW.toISOString(), holds: true },
    ])
    const crm = { billedBy: 'crm', multiplier: '1.1', version: 0 }
    const dated = await problemIn(await staff.put(path('workflow.ai'), { ...crm, validFrom: LATER }))
    expect(dated.errors?.[0]?.field).toBe('validFrom')
    const ledger = { billedBy: 'ledger', multiplier: '1.1', validFrom: LATER, version: 0 }
    const waiting = await switched(await staff.put(path('workflow.ai'), ledger))
    expect(
      await codeOf(await staff.put(path('workflow.ai'), { ...crm, version: waiting.service.version })),
    ).toBe('change_scheduled')
    // Undone before it began, it never does.
    const undone = await switched(
      await staff.post(`${path('custom.sms')}/undo`, {
        auditId: later.auditId,
        version: later.service.version,
      }),
    )
    expect((await history(set, 'custom.sms'))[0]).toMatchObject({
      multiplier: '2',
      validFrom: LATER,
      version: undone.service.version,
    })
  })

  it('B-14 puts back what was there before a switch, once, by a change of its own', async () => {
    const set = await setUp({ services: { 'custom.sms': { billedBy: 'ledger', rule: times('1.2') } } })
    const { id, staff, path } = set
    const old = await shownOf(set, 'custom.sms')
    const change = await switched(
      await staff.put(path('custom.sms'), { billedBy: 'ledger', rule: TIERS, version: old?.version }),
    )
    const undo = { auditId: change.auditId, version: change.service.version }
    const key = { 'idempotency-key': `undo-${id}` }
    expect(await codeOf(await staff.post(`${path('custom.sms')}/undo`, { ...undo, version: 0 }))).toBe(
      'version_conflict',
    )
    const first = await staff.post(`${path('custom.sms')}/undo`, undo, key)
    const again = await staff.post(`${path('custom.sms')}/undo`, undo, key)
    expect([again.headers.get('idempotency-replayed'), await again.text()]).toEqual([
      'true',
      await first.clone().text(),
    ])
    const { service, auditId } = await switched(first)
    expect(service).toMatchObject({ multiplier: '1.2', rule: times('1.2'), terms: 'own' })
    expect(await house.terms(id)).toHaveLength(3)
    const log = await house.audit(id)
    expect(log.find(({ action }) => action === 'service.undone')).toMatchObject({
      before: { rule: TIERS },
      after: { multiplier: '1.2', undoes: change.auditId },
    })
    // What was undone cannot be undone again; the undo itself can.
    const stale = { auditId: change.auditId, version: service.version }
    expect(await codeOf(await staff.post(`${path('custom.sms')}/undo`, stale))).toBe('version_conflict')
    const back = await switched(
      await staff.post(`${path('custom.sms')}/undo`, { auditId, version: service.version }),
    )
    expect(back.service.rule).toEqual(TIERS)
  })

  it('B-14 B-15 undoes what moved together, and sets the CRM back', async () => {
    const set = await setUp({ services: { 'sms.outbound': { billedBy: 'ledger', rule: times('2') } } })
    const { staff, path } = set
    const rebilling = () => house.api.worker.house.highlevel?.rebilling(LOCATION, 'Phone')
    const version = (await shownOf(set, 'sms.outbound'))?.version
    const change = await switched(
      await staff.put(path('sms.outbound'), { billedBy: 'crm', multiplier: '1.05', version }),
    )
    expect(rebilling()).toMatchObject({ enabled: true })
    expect((await shownOf(set, 'call.outbound'))?.billedBy).toBe('crm')
    const undone = await switched(
      await staff.post(`${path('sms.outbound')}/undo`, {
        auditId: change.auditId,
        version: change.service.version,
      }),
    )
    expect(undone.service).toMatchObject({ billedBy: 'ledger', multiplier: '2' })
    expect(rebilling()).toMatchObject({ enabled: false })
    expect(await shownOf(set, 'call.outbound')).toMatchObject({ billedBy: 'agency', terms: 'default' })
  })

  it("follows the agency's default again, under the same conditions as any switch", async () => {
    const set = await setUp({ services: { 'custom.sms': { billedBy: 'ledger', rule: times('1.2') } } })
    const { agency, staff, path } = set
    const owner = await agency.signIn('owner')
    const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
    expect((await owner.put('/v1/services/custom.sms/terms', wish)).status).toBe(200)
    const old = await shownOf(set, 'custom.sms')
    expect(old).toMatchObject({ multiplier: '1.2', terms: 'own' })
    const { service } = await switched(
      await staff.put(path('custom.sms'), { billedBy: 'default', version: old?.version }),
    )
    expect(service).toMatchObject({ billedBy: 'ledger', multiplier: '1.5', terms: 'default' })
    expect(await use(set, 'custom.sms', '100', NOW.toISOString())).toBe('1.5')
    expect(await use(set, 'custom.sms', '100', '2026-11-21T11:00:00Z')).toBe('1.2')
    const list = (await (await staff.get('/v1/clients')).json()) as {
      clients: { rebilling: { state: string } }[]
    }
    expect(list.clients[0]?.rebilling.state).toBe('enabled')

    const poor = await setUp({ payment: undefined } as unknown as Parameters<typeof setUp>[0])
    await house.api.worker.db.writeBatch([
      {
        sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
              VALUES (?1, '*', 'custom.sms', 0, 'ledger', ?2, 'USD', 0), (?1, ?3, 'custom.sms', 0, 'agency', NULL, 'USD', 0)`,
        args: [poor.agency.id, JSON.stringify(times('1.5')), poor.id],
      },
    ])
    const held = await shownOf(poor, 'custom.sms')
    const asked = await poor.staff.put(poor.path('custom.sms'), {
      billedBy: 'default',
      version: held?.version,
    })
    expect(await codeOf(asked)).toBe('no_payment_method')
  })

  it("keeps another agency's client, its history and its changes out of sight", async () => {
    const mine = await setUp()
    const { auditId, service } = await switched(
      await mine.staff.put(mine.path('custom.sms'), { billedBy: 'ledger', multiplier: '2', version: 0 }),
    )
    const other = await setUp()
    const undo = { auditId, version: service.version }
    expect(await codeOf(await other.staff.post(`${mine.path('custom.sms')}/undo`, undo))).toBe('not_found')
    expect(await codeOf(await other.staff.post(`${other.path('custom.sms')}/undo`, undo))).toBe('not_found')
    expect(await codeOf(await other.staff.get(`${mine.path('custom.sms')}/history`))).toBe('not_found')
    const viewer = await mine.agency.signIn('viewer')
    expect(await codeOf(await viewer.post(`${mine.path('custom.sms')}/undo`, undo))).toBe('role_forbids')
    expect(await house.terms(mine.id)).toHaveLength(1)
  })
})
