/** The agency's default terms and its floor prices. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SetServiceResponse } from '../../../shared/contract/clients.ts'
import { DefaultTerms, SetDefaultResponse } from '../../../shared/contract/pricing.ts'
import { type Api, codeOf, problemIn, startApi } from '../api/support.ts'
import { POOR, SERVICE, TERMS, client, ledger, termsOf } from './many.ts'

describe("the agency's own prices", () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  describe('the default', () => {
    it('counts for every client without terms of its own, and names those that keep what they had', async () => {
      const agency = await api.agency()
      const follows = await client(agency, 'a')
      const own = await client(agency, 'b', { services: { [SERVICE]: ledger('1.2') } })
      const poor = await client(agency, 'c', POOR)
      const owner = await agency.signIn('owner')
      const intent = { 'idempotency-key': 'default-1' }
      const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
      const first = await owner.put(TERMS, wish, intent)
      const answer = SetDefaultResponse.parse(await first.clone().json())
      expect(answer).toMatchObject({
        terms: { billedBy: 'ledger', multiplier: '1.5', currency: 'USD', following: 1, own: 2 },
        kept: [{ client: poor, code: 'no_payment_method' }],
      })
      expect(await (await owner.put(TERMS, wish, intent)).text()).toBe(await first.text())
      expect(DefaultTerms.parse(await (await owner.get(TERMS)).json())).toEqual(answer.terms)
      expect(await termsOf(owner, follows)).toMatchObject({ multiplier: '1.5', terms: 'default' })
      expect(await termsOf(owner, own)).toMatchObject({ multiplier: '1.2', terms: 'own' })
      expect(await termsOf(owner, poor)).toMatchObject({ billedBy: 'agency', terms: 'own' })
      const audit = await api.worker.rows(
        "SELECT action, client_id FROM audit_log WHERE agency_id = ? AND action IN ('default.set', 'service.kept')",
        [agency.id],
      )
      expect(audit.map((row) => [row['action'], row['client_id']]).toSorted()).toEqual([
        ['default.set', null],
        ['service.kept', poor],
      ])
      expect(await codeOf(await owner.put(TERMS, { ...wish, multiplier: '2' }))).toBe('version_conflict')
    })

    it('names amounts in the currency of the agency: who pays in another keeps what it had', async () => {
      const agency = await api.agency()
      const euro = await client(agency, 'a', { currency: 'EUR' })
      const owner = await agency.signIn('owner')
      const rule = { kind: 'unitPrice', unitPrice: '0.09' }
      const answer = await owner.put(TERMS, { billedBy: 'ledger', rule, version: 0 })
      expect(SetDefaultResponse.parse(await answer.json()).kept).toEqual([
        { client: euro, code: 'currency_differs' },
      ])
      const version = (await termsOf(owner, euro))?.version
      expect(
        await codeOf(
          await owner.put(`/v1/clients/${euro}/services/${SERVICE}`, { billedBy: 'default', version }),
        ),
      ).toBe('currency_differs')
    })

    it("B-15 is never the CRM, and needs the platform's own rebilling confirmed off; HL-02 keeps to the plan", async () => {
      const agency = await api.agency({ plan: 'unlimited' })
      const owner = await agency.signIn('owner')
      const at = '/v1/services/workflow.ai/terms'
      const wish = { billedBy: 'ledger', multiplier: '1.05', version: 0 }
      expect(await codeOf(await owner.put(at, { ...wish, billedBy: 'crm' }))).toBe('crm_cannot_bill')
      expect(await codeOf(await owner.put(at, wish))).toBe('crm_rebilling_unknown')
      const confirmed = { ...wish, crmRebillingConfirmedOff: true }
      expect(await codeOf(await owner.put(at, { ...confirmed, multiplier: '1.5' }))).toBe('plan_forbids')
      expect((await owner.put(at, confirmed)).status).toBe(200)
    })

    it('B-14 is undone: the older default counts again, also for those that kept what they had', async () => {
      const agency = await api.agency()
      const [follows, poor] = [await client(agency, 'a'), await client(agency, 'b', POOR)]
      const owner = await agency.signIn('owner')
      const set = async (multiplier: string, version: number) =>
        SetDefaultResponse.parse(
          await (await owner.put(TERMS, { billedBy: 'ledger', multiplier, version })).json(),
        )
      const first = await set('1.5', 0)
      const second = await set('2', first.terms.version)
      const undo = (auditId: string, version: number) => owner.post(`${TERMS}/undo`, { auditId, version })
      expect(await codeOf(await undo(first.auditId, second.terms.version))).toBe('version_conflict')
      expect(await codeOf(await undo('nothing', second.terms.version))).toBe('not_found')
      const back = SetDefaultResponse.parse(await (await undo(second.auditId, second.terms.version)).json())
      expect(back.terms).toMatchObject({ billedBy: 'ledger', multiplier: '1.5' })
      expect(await termsOf(owner, follows)).toMatchObject({ multiplier: '1.5', terms: 'default' })
      const again = await set('3', back.terms.version)
      const [row] = await api.worker.rows(
        'SELECT change_id FROM service_terms WHERE agency_id = ? AND client_id = ?',
        [agency.id, poor],
      )
      expect(row?.['change_id']).toBe(first.auditId)
      expect(again.kept).toEqual([])

      const other = await api.agency()
      const [rich, kept] = [await client(other, 'a'), await client(other, 'b', POOR)]
      const theirs = await other.signIn('owner')
      const change = SetDefaultResponse.parse(
        await (await theirs.put(TERMS, { billedBy: 'ledger', multiplier: '1.5', version: 0 })).json(),
      )
      expect(await codeOf(await undo(change.auditId, again.terms.version))).toBe('not_found')
      const { auditId, terms } = change
      const none = await theirs.post(`${TERMS}/undo`, { auditId, version: terms.version })
      expect(SetDefaultResponse.parse(await none.json()).terms).toMatchObject({
        billedBy: 'agency',
        following: 2,
      })
      expect(await termsOf(theirs, rich)).toMatchObject({ billedBy: 'agency', terms: 'default' })
      expect(await termsOf(theirs, kept)).toMatchObject({ billedBy: 'agency', terms: 'default' })
      const staff = await other.signIn('staff')
      expect(await codeOf(await staff.post(`${TERMS}/undo`, { auditId, version: 0 }))).toBe('role_forbids')
    })

    it('is for the owner to set, and of this agency only', async () => {
      const agency = await api.agency()
      const staff = await agency.signIn('staff')
      const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
      expect(await codeOf(await staff.put(TERMS, wish))).toBe('role_forbids')
      const other = await api.agency()
      const theirs = await client(other, 'a')
      await (await agency.signIn('owner')).put(TERMS, wish)
      expect(await termsOf(await other.signIn('viewer'), theirs)).toMatchObject({ billedBy: 'agency' })
    })
  })

  describe('the floor', () => {
    const floorOf = (service: string) => `/v1/services/${service}/floor`

    it('refuses what is below it, unless the owner accepts it, on record', async () => {
      const agency = await api.agency()
      const id = await client(agency, 'a')
      const [owner, staff] = [await agency.signIn('owner'), await agency.signIn('staff')]
      const path = `/v1/clients/${id}/services/${SERVICE}`
      expect((await owner.put(floorOf('*'), { multiplier: '1.1', unitPrice: null })).status).toBe(200)
      const wish = { billedBy: 'ledger', multiplier: '1.05', version: 0 }
      const refused = await problemIn(await staff.put(path, wish))
      expect([refused.code, refused.detail]).toEqual([
        'below_floor',
        expect.stringContaining('1.05x is below the floor of 1.1x'),
      ])
      expect(await codeOf(await staff.put(path, { ...wish, acceptBelowFloor: true }))).toBe('role_forbids')
      expect((await staff.put(path, { ...wish, multiplier: '1.1' })).status).toBe(200)
      const version = (await termsOf(staff, id))?.version
      const accepted = await owner.put(path, { ...wish, version, acceptBelowFloor: true })
      const { auditId } = SetServiceResponse.parse(await accepted.json())
      const [row] = await api.worker.rows('SELECT after FROM audit_log WHERE id = ?', [auditId])
      expect(JSON.parse(String(row?.['after']))).toMatchObject({
        acceptedBelowFloor: ['1.05x is below the floor of 1.1x.'],
      })
      expect(await codeOf(await owner.put(TERMS, wish))).toBe('below_floor')
      expect(await codeOf(await staff.put(floorOf(SERVICE), { multiplier: null, unitPrice: null }))).toBe(
        'role_forbids',
      )
    })

    it('looks at unit prices too, and a floor of the service counts before that of all', async () => {
      const agency = await api.agency()
      const id = await client(agency, 'a')
      const owner = await agency.signIn('owner')
      await owner.put(floorOf('*'), { multiplier: '2', unitPrice: null })
      await owner.put(floorOf(SERVICE), { multiplier: null, unitPrice: '0.05' })
      const path = `/v1/clients/${id}/services`
      const at = (unitPrice: string) => ({
        billedBy: 'ledger',
        rule: { kind: 'unitPrice', unitPrice },
        version: 0,
      })
      expect(await codeOf(await owner.put(`${path}/${SERVICE}`, at('0.049999')))).toBe('below_floor')
      expect((await owner.put(`${path}/${SERVICE}`, at('0.05'))).status).toBe(200)
      // An SMS costs 0.00747: twice that is the least.
      const confirmed = { crmRebillingConfirmedOff: true }
      const sms = `${path}/sms.outbound`
      expect(await codeOf(await owner.put(sms, { ...at('0.01493'), ...confirmed }))).toBe('below_floor')
      expect((await owner.put(sms, { ...at('0.01494'), ...confirmed })).status).toBe(200)
      await owner.put(floorOf(SERVICE), { multiplier: null, unitPrice: null })
      const terms = DefaultTerms.parse(await (await owner.get(TERMS)).json())
      expect(terms.floor).toEqual({ multiplier: '2', unitPrice: null, currency: 'USD' })
    })
  })
})
