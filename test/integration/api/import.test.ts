import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoWorld } from '../../../dev/highlevel/world.ts'
import { type Api, startApi } from './support.ts'

describe('POST /v1/clients/import', () => {
  let api: Api
  const company = demoWorld().company.id
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())
  const stored = (agency: string) =>
    api.worker.rows(
      'SELECT id, name, billing_mode, has_account_admin FROM client WHERE agency_id = ? ORDER BY id',
      [agency],
    )

  it('brings HighLevel’s sub-accounts in, with who has an account admin, and takes what they send from then on', async () => {
    const agency = await api.agency({ company })
    const owner = await agency.signIn('owner')
    const price = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
    expect((await owner.put('/v1/services/custom.sms/terms', price)).status).toBe(200)
    const answer = await owner.post('/v1/clients/import')
    expect([answer.status, await answer.json()]).toEqual([200, { found: 4, added: 4 }])
    expect(await stored(agency.id)).toMatchObject([
      { id: 'fakeLocation0000001', name: 'Bright Dental', billing_mode: 'prepaid', has_account_admin: 1n },
      { id: 'fakeLocation0000002', has_account_admin: 1n },
      { id: 'fakeLocation0000003', has_account_admin: 1n },
      { id: 'fakeLocation0000004', has_account_admin: 0n },
    ])
    const found = await api.worker.rows(
      "SELECT client_id FROM directory WHERE system = 'highlevel' AND agency_id = ? AND client_id IS NOT NULL",
      [agency.id],
    )
    expect(found).toHaveLength(4)
    // HL-14: the agency's default bills nobody who has not been switched on.
    const own = await api.worker.rows(
      "SELECT billed_by FROM service_terms WHERE agency_id = ? AND client_id <> '*'",
      [agency.id],
    )
    expect(own.map((row) => row['billed_by'])).toEqual(['agency', 'agency', 'agency', 'agency'])
    const again = await owner.post('/v1/clients/import')
    expect(await again.json()).toEqual({ found: 4, added: 0 })
    const list = (await (await owner.get('/v1/clients')).json()) as { clients: unknown[] }
    expect(list.clients).toHaveLength(4)
    expect(
      await api.worker.rows('SELECT 1 FROM service_terms WHERE agency_id = ?', [agency.id]),
    ).toHaveLength(5)
  })

  it('changes nothing where HighLevel fails, where nothing is connected, or for staff who are not the owner', async () => {
    const agency = await api.agency({ company: 'anotherCompany00001' })
    const owner = await agency.signIn('owner')
    const { highlevel } = api.worker.house
    if (highlevel === null) throw new Error('no stand-in')
    highlevel.faults.status500 = 1
    const failed = await owner.post('/v1/clients/import')
    expect([failed.status, ((await failed.json()) as { code: string }).code]).toEqual([
      502,
      'upstream_failed',
    ])
    const staff = await agency.signIn('staff')
    expect((await staff.post('/v1/clients/import')).status).toBe(403)
    expect(await stored(agency.id)).toEqual([])
  })
})
