/** The extension's own client of the API against the real worker: what one sends the other takes, and answers as it is read. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorkerApi, type WorkerApi } from '../../../extension/rpc/worker-api.ts'
import type { Network } from '../../../extension/rpc/http.ts'
import type { Session } from '../../../extension/session/session.ts'
import { NOW, type Staff } from './support.ts'
import { type Switching, startSwitching } from './switching.ts'

const network: Network = {
  fetch: (url, init) => fetch(url, init),
  isOnline: () => true,
  timeout: (ms) => AbortSignal.timeout(ms),
  wait: () => Promise.resolve(),
}

describe('the overlay and the worker', () => {
  let house: Switching
  beforeAll(async () => {
    house = await startSwitching()
  })
  afterAll(() => house.api.close())
  beforeEach(() => house.reset())

  function apiOf(staff: Staff): WorkerApi {
    const worker = house.api.worker.house.url.toString().replace(/\/$/, '')
    const credentials = { ok: true, value: { worker, token: staff.tokens.accessToken } } as const
    const session = { credentials: async () => credentials, renounce: async () => {} } as unknown as Session
    return createWorkerApi({ network, session, now: () => NOW.getTime() })
  }
  const key = (name: string) => `key-of-the-test-${name}`
  const valueOf = <T>(answer: { ok: true; value: T } | { ok: false; failure: unknown }): T => {
    if (answer.ok) return answer.value
    throw new Error(JSON.stringify(answer.failure))
  }

  it('previews a change of many, carries it out once, and takes it back', async () => {
    const { agency, id, staff } = await house.setUp()
    const other = await agency.client({
      id: `${id}-other`,
      payment: { customerId: 'cus_fake_o', methodId: 'pm_fake_o' },
    })
    const { prices } = apiOf(staff)
    const wish = { service: 'custom.sms', billedBy: 'ledger', multiplier: '1.5' } as const
    const preview = valueOf(await prices.preview({ ...wish, clients: [id, other, 'nobody'] }))
    expect(preview.clients.map(({ client, changes, overwrites }) => [client, changes, overwrites])).toEqual([
      [id, true, false],
      [other, true, false],
    ])
    expect(preview.unknown).toEqual(['nobody'])
    const clients = preview.clients.map(({ client, version }) => ({ id: client, version }))
    const change = valueOf(await prices.apply({ ...wish, clients, key: key('apply') }))
    expect([change.changed, change.refused]).toEqual([2, 0])
    expect(valueOf(await prices.apply({ ...wish, clients, key: key('apply') })).id).toBe(change.id)
    const undone = valueOf(await prices.undoBulk({ id: change.id }))
    expect([undone.changed, undone.undoes]).toEqual([2, change.id])
    const again = valueOf(await prices.preview({ ...wish, clients: [id] }))
    expect(again.clients[0]?.before).toMatchObject({ billedBy: 'agency', multiplier: null })
  })

  it('lets the CRM bill, takes that back at the CRM too, and follows the default again', async () => {
    const { id, staff } = await house.setUp()
    const { prices, audit } = apiOf(staff)
    const product = () => house.api.worker.house.highlevel?.rebilling('fakeLocation0000001', 'workflow_ai')
    const of = { client: id, service: 'workflow.ai' }
    const set = valueOf(
      await prices.set({ ...of, billedBy: 'crm', multiplier: '1.1', version: 0, key: key('crm') }),
    )
    expect(set.service.billedBy).toBe('crm')
    expect(product()).toMatchObject({ enabled: true, markup: 10 })
    const { version } = set.service
    const undone = valueOf(await prices.undo({ ...of, auditId: set.auditId, version, key: key('undo') }))
    expect(undone.service).toMatchObject({ billedBy: 'agency', terms: 'default' })
    expect(product()).toMatchObject({ enabled: false })
    // The clock stands still, so entries of one instant have no order.
    const entry = valueOf(await audit(id, undefined)).entries.find((each) => each.id === undone.auditId)
    expect(entry).toMatchObject({ action: 'service.undone', subject: 'workflow.ai' })
    const back = await prices.set({
      ...of,
      billedBy: 'default',
      version: undone.service.version,
      key: key('default'),
    })
    expect(back.ok || back.failure).toBe(true)
  })

  it('reads wallets, services and the client of an account, and names a refusal', async () => {
    const { id, staff } = await house.setUp()
    const { overlay, prices } = apiOf(staff)
    expect(valueOf(await overlay.wallets())).toMatchObject({ reading: 'read', connected: 1 })
    expect(valueOf(await overlay.totals()).value.services).toEqual([])
    expect(valueOf(await overlay.find('highlevel', 'fakeLocation0000001')).id).toBe(id)
    expect(await overlay.find('closebot', 'src_demo_0001')).toMatchObject({
      ok: false,
      failure: { kind: 'refused', status: 404 },
    })
    const wish = { client: id, service: 'dedicated.ip', billedBy: 'crm', multiplier: '1.1' } as const
    expect(await prices.set({ ...wish, version: 0, key: key('none') })).toMatchObject({
      ok: false,
      failure: { kind: 'refused', code: 'crm_cannot_bill' },
    })
  })
})
