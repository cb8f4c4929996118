import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClientDetail, SetServiceRequest } from '../../../shared/contract/clients.ts'
import { pair } from '../../../worker/access/pair.ts'
import { createPairingCode } from '../../../worker/access/pairing-code.ts'
import { readAccess } from '../../../worker/access/tokens.ts'
import type { Context } from '../../../worker/context.ts'
import { setService } from '../../../worker/pricing/set-service.ts'
import { type Agency, codeOf, problemIn, times } from './support.ts'
import {
  COMPANY,
  LOCATION,
  NOT_SAAS,
  type SwitchSet,
  type Switching,
  startSwitching,
  switched,
} from './switching.ts'

describe("switching a service and the CRM's own rebilling", () => {
  let house: Switching
  const setUp: Switching['setUp'] = (options) => house.setUp(options)
  const terms: Switching['terms'] = (id) => house.terms(id)
  const audit: Switching['audit'] = (id) => house.audit(id)
  beforeAll(async () => {
    house = await startSwitching()
  })
  afterAll(() => house.api.close())
  beforeEach(() => house.reset())
  const rebilling = (product: string) => house.api.worker.house.highlevel?.rebilling(LOCATION, product)

  it('B-15 switches to our ledger once the CRM said that its own rebilling is off: terms, audit and version in one', async () => {
    const { agency, id, staff, path } = await setUp()
    const answer = await switched(
      await staff.put(path('workflow.ai'), { billedBy: 'ledger', multiplier: '1.5', version: 0 }),
    )
    const [row] = await terms(id)
    expect(answer.service).toMatchObject({
      service: 'workflow.ai',
      billedBy: 'ledger',
      multiplier: '1.5',
      unitCost: '0.01',
      unitPrice: '0.015',
      version: Number(row?.['number']),
    })
    expect(await terms(id)).toHaveLength(1)
    expect(JSON.parse(String(row?.['rule']))).toEqual(times('1.5'))
    expect(rebilling('workflow_ai')).toEqual({ optIn: true, enabled: false, markup: 0 })
    expect(await audit(id)).toEqual([
      {
        actor: `staff:staff's laptop:${await sessionOf(agency)}`,
        action: 'service.switched',
        subject: 'workflow.ai',
        before: { billedBy: 'agency' },
        after: { billedBy: 'ledger', multiplier: '1.5', crm: 'switchedOff' },
      },
    ])
    const detail = ClientDetail.parse(await (await staff.get(`/v1/clients/${id}`)).json())
    expect(detail.services.find(({ service }) => service === 'workflow.ai')).toEqual(answer.service)
    expect(detail.overview.rebilling.state).toBe('enabled')
  })
  const sessionOf = async (agency: Agency) =>
    (await house.api.worker.rows('SELECT id FROM session WHERE agency_id = ?', [agency.id]))[0]?.['id']

  it('B-15 refuses the switch to our ledger where the CRM cannot be asked, unless staff confirmed that it is off', async () => {
    const faults = house.api.worker.house.highlevel?.faults
    const cases: [string, () => Promise<SwitchSet>, string][] = [
      ['the product is not accepted', () => setUp(), 'sms.outbound'],
      ['the CRM fails', () => setUp(), 'workflow.ai'],
      ['the client is not connected', () => setUp({ connected: false }), 'workflow.ai'],
      ['the sub-account is not in SaaS mode', () => setUp({ location: NOT_SAAS }), 'workflow.ai'],
      ['the CRM has no switch for it', () => setUp(), 'dedicated.ip'],
      ['another platform may bill it', () => setUp(), 'closebot.response'],
    ]
    for (const [why, prepare, service] of cases) {
      const { id, staff, path } = await prepare()
      if (faults !== undefined) faults.refusesPhoneAndEmail = true
      if (faults !== undefined && why === 'the CRM fails') faults.status500 = 2
      const wish = { billedBy: 'ledger', multiplier: '1.2', version: 0 }
      expect([why, await codeOf(await staff.put(path(service), wish))]).toEqual([
        why,
        'crm_rebilling_unknown',
      ])
      expect([why, await terms(id), await audit(id)]).toEqual([why, [], []])
      const confirmed = { ...wish, crmRebillingConfirmedOff: true }
      await switched(await staff.put(path(service), confirmed))
      expect((await audit(id))[0]?.after).toMatchObject({ crm: 'confirmedOff' })
    }
  })

  it('asks nobody where no platform bills the client, or our ledger does already', async () => {
    const { staff, path, id } = await setUp()
    const wish = { billedBy: 'ledger', multiplier: '1.5', version: 0 }
    await switched(await staff.put(path('custom.sms'), wish))
    const { service } = await switched(await staff.put(path('own.thing'), wish))
    await switched(await staff.put(path('own.thing'), { ...wish, multiplier: '2', version: service.version }))
    expect(house.api.worker.house.highlevel?.requests).toEqual([])
    expect((await audit(id)).map(({ after }) => after.crm).toSorted()).toEqual([
      'alreadyOff',
      'neverBills',
      'neverBills',
    ])
  })

  it('lets the CRM bill: sets its markup in percent, and books it only after it said yes', async () => {
    const { id, staff, path } = await setUp()
    const answer = await switched(
      await staff.put(path('workflow.ai'), { billedBy: 'crm', multiplier: '1.525', version: 0 }),
    )
    expect(answer.service).toMatchObject({ billedBy: 'crm', multiplier: '1.525' })
    const [request] = house.api.worker.house.highlevel?.requests ?? []
    expect(request).toMatchObject({
      method: 'POST',
      path: `/saas/update-rebilling/${COMPANY}`,
      version: '2021-04-15',
      body: {
        product: 'workflow_ai',
        locationIds: [LOCATION],
        config: { optIn: true, enabled: true, markup: 52.5 },
      },
    })
    const back = { billedBy: 'agency', version: answer.service.version }
    await switched(await staff.put(path('workflow.ai'), back))
    expect(rebilling('workflow_ai')).toMatchObject({ enabled: false })
    expect((await terms(id)).map((row) => row['billed_by'])).toEqual(['crm', 'agency'])
  })

  it('books nothing where the CRM refuses, and puts on record that it gave no answer', async () => {
    const faults = house.api.worker.house.highlevel?.faults
    const wish = { billedBy: 'crm', multiplier: '1.05', version: 0 }
    const refused = await setUp({ location: NOT_SAAS })
    expect(await codeOf(await refused.staff.put(refused.path('workflow.ai'), wish))).toBe('crm_cannot_bill')
    expect([await terms(refused.id), await audit(refused.id)]).toEqual([[], []])

    const { id, staff, path } = await setUp()
    expect(await codeOf(await staff.put(path('voice.ai'), wish))).toBe('crm_cannot_bill')
    const below = await problemIn(await staff.put(path('workflow.ai'), { ...wish, multiplier: '0.9' }))
    expect([below.code, below.errors?.[0]?.field]).toEqual(['invalid_request', 'multiplier'])
    if (faults !== undefined) faults.status500 = 1
    expect(await codeOf(await staff.put(path('workflow.ai'), wish))).toBe('upstream_failed')
    expect(await terms(id)).toEqual([])
    expect(await audit(id)).toMatchObject([{ action: 'service.switch_unanswered', after: { asked: 'crm' } }])
  })

  it('moves the services of one CRM product together: the CRM has one switch for them', async () => {
    const { id, staff, path } = await setUp()
    await switched(await staff.put(path('sms.outbound'), { billedBy: 'crm', multiplier: '1.05', version: 0 }))
    const after = await terms(id)
    expect(after.length).toBeGreaterThan(5)
    expect(new Set(after.map((row) => row['billed_by']))).toEqual(new Set(['crm']))
    const calls = after.find((row) => row['service'] === 'call.outbound')

    const wish = { billedBy: 'ledger', multiplier: '2', version: Number(calls?.['number']) }
    await switched(await staff.put(path('call.outbound'), wish))
    const detail = ClientDetail.parse(await (await staff.get(`/v1/clients/${id}`)).json())
    const phone = detail.services.filter(({ service }) => /^(sms|mms|call|number|voicemail)\./.test(service))
    expect(new Set(phone.map(({ billedBy }) => billedBy))).toEqual(new Set(['ledger']))
    expect(phone.find(({ service }) => service === 'sms.outbound')?.multiplier).toBe('1.05')
    expect(phone.find(({ service }) => service === 'call.outbound')?.multiplier).toBe('2')
    expect((await audit(id)).filter(({ after: to }) => to.with === 'call.outbound')).toHaveLength(
      phone.length - 1,
    )
  })

  it('B-15 sets the CRM back to what the books say when a switch was overtaken after the CRM was set', async () => {
    const { api } = house
    const overtake = async (first: 'crm' | 'ledger', late: 'crm' | 'ledger') => {
      const { agency, id, staff, path } = await setUp()
      const { code } = await createPairingCode(api.ctx, agency.id, 'staff')
      const actor = await readAccess(api.ctx, (await pair(api.ctx, { code, device: 'slow' })).accessToken)
      const wish = (billedBy: string) => ({ billedBy, multiplier: '1.05', version: 0 }) as const
      const slow: Context = {
        ...api.ctx,
        db: {
          ...api.ctx.db,
          writeBatch: async (statements) => {
            // Its own batch comes after the other's.
            await switched(await staff.put(path('workflow.ai'), wish(first)))
            return api.ctx.db.writeBatch(statements)
          },
        },
      }
      const request = SetServiceRequest.parse(wish(late))
      await expect(
        setService(slow, actor, { clientId: id, service: 'workflow.ai', request, intent: null }),
      ).rejects.toMatchObject({ code: 'version_conflict' })
      expect((await terms(id)).map((row) => row['billed_by'])).toEqual([first])
    }
    await overtake('ledger', 'crm')
    expect(rebilling('workflow_ai')).toMatchObject({ enabled: false })
    await overtake('crm', 'ledger')
    expect(rebilling('workflow_ai')).toEqual({ optIn: true, enabled: true, markup: 5 })
  })
})
