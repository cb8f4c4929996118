/** What the overlay asks for besides clients: the platform's wallets, a service's last days, its config. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEMO_IDS } from '../../../dev/highlevel/world.ts'
import { ExtensionConfig } from '../../../shared/contract/extension-config.ts'
import { PlatformWallets } from '../../../shared/contract/platform-wallets.ts'
import { ServiceTotals } from '../../../shared/contract/service-totals.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { buildApp } from '../../../worker/app.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type Agency, type Api, type Staff, NOW, codeOf, startApi, times } from './support.ts'

const [A, B, C] = DEMO_IDS.locations
const CONFIG: ExtensionConfig = {
  flags: { 'margin-lens': false },
  selectors: [{ page: 'manageClient', slot: 'clientPanel', selector: '.moved', place: 'prepend' }],
}

describe('what the overlay asks for', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi({ EXTENSION_CONFIG: JSON.stringify(CONFIG) })
  })
  afterAll(() => api.close())

  describe('the wallets at the platform', () => {
    beforeEach(async () => {
      // Only one agency at a time may be the company: the directory has each outside id once.
      await api.worker.db.writeBatch([{ sql: 'DELETE FROM directory', args: [] }])
      api.worker.house.highlevel?.clearRequests()
      Object.assign(api.worker.house.highlevel?.faults ?? {}, { status401: 0, status429: 0, status500: 0 })
    })
    const requests = () => api.worker.house.highlevel?.requests ?? []

    async function connected(): Promise<{ agency: Agency; staff: Staff }> {
      const agency = await api.agency({ company: DEMO_IDS.company })
      for (const location of [A, B, C]) {
        await agency.client({ id: `${agency.id}-${location}`, name: `Client of ${location}`, location })
      }
      return { agency, staff: await agency.signIn('staff') }
    }
    async function fund(agency: Agency, clientId: string, amount: string) {
      const nano = parseNano(amount)
      await api.worker.db.writeBatch(
        transferStatements(api.ctx, {
          agencyId: agency.id,
          kind: 'topUp',
          reference: 'test',
          clientId,
          entries: [
            { account: 'stripe:clearing', currency: 'USD', amount: nano },
            { account: 'wallets', currency: 'USD', amount: -nano },
          ],
          clientMoves: [{ clientId, account: 'wallets', currency: 'USD', amount: nano }],
        }),
      )
    }
    const read = async (staff: Staff) =>
      PlatformWallets.parse(await (await staff.get('/v1/platform-wallets')).json())

    it('CB-10 shows them beside the wallets of our ledger, asks once a minute, and puts the lowest first', async () => {
      const { agency, staff } = await connected()
      const [first, second, third] = api.worker.house.highlevel?.world.locations ?? []
      Object.assign(first?.wallet ?? {}, { balance: 12.345, complimentaryCredits: 0.5 })
      Object.assign(second?.wallet ?? {}, { balance: -3.1, complimentaryCredits: 0 })
      Object.assign(third?.wallet ?? {}, { balance: 40, complimentaryCredits: 0 })
      await fund(agency, `${agency.id}-${A}`, '20')
      await fund(agency, `${agency.id}-${B}`, '5.5')
      const wallets = await read(staff)
      expect(wallets).toMatchObject({
        platform: 'highlevel',
        reading: 'read',
        at: NOW.toISOString(),
        currency: 'USD',
        balance: '49.245',
        complimentaryCredits: '0.5',
        connected: 3,
        asked: 3,
        ledger: [{ currency: 'USD', held: '25.5', owed: '0' }],
      })
      expect(wallets.wallets.map(({ name, balance }) => [name, balance])).toEqual([
        [`Client of ${B}`, '-3.1'],
        [`Client of ${A}`, '12.345'],
        [`Client of ${C}`, '40'],
      ])
      expect(requests().map(({ method, version }) => `${method} ${version}`)).toEqual(
        Array.from({ length: 3 }, () => 'GET v3'),
      )
      expect(await read(staff)).toEqual(wallets)
      expect(requests()).toHaveLength(3)
    })

    it.each([
      ['status401', 'refused'],
      ['status429', 'rateLimited'],
      ['status500', 'unanswered'],
    ] as const)('after %s it says "%s" and stops asking', async (fault, reading) => {
      const { staff } = await connected()
      Object.assign(api.worker.house.highlevel?.faults ?? {}, { [fault]: 3 })
      expect(await read(staff)).toMatchObject({ reading, balance: null, wallets: [], connected: 3 })
      expect(requests().length).toBeLessThanOrEqual(3)
      Object.assign(api.worker.house.highlevel?.faults ?? {}, { [fault]: 0 })
      // What failed is kept for some seconds only, and here the clock stands still.
      expect(await read(staff)).toMatchObject({ reading })
    })

    it('says that nothing is connected, and is for staff, not for viewers', async () => {
      const agency = await api.agency()
      const staff = await agency.signIn('staff')
      expect(await read(staff)).toMatchObject({ reading: 'notConnected', at: null, connected: 0, ledger: [] })
      expect(requests()).toEqual([])
      const viewer = await agency.signIn('viewer')
      expect(await codeOf(await viewer.get('/v1/platform-wallets'))).toBe('role_forbids')
    })

    it('says so where the deployment has no token', async () => {
      const { staff } = await connected()
      const { HIGHLEVEL_TOKEN: _, ...settings } = api.worker.house.settings as Record<string, unknown>
      const answer = await askHere(settings, staff, '/v1/platform-wallets')
      expect(PlatformWallets.parse(await answer.json())).toMatchObject({
        reading: 'notConfigured',
        connected: 3,
        wallets: [],
      })
    })
  })

  it('adds the last days up by service, behind the fence of the agency', async () => {
    const agency = await api.agency()
    const client = await agency.client({
      id: 'o-used',
      services: { 'email.outbound': { billedBy: 'ledger', rule: times('2') } },
    })
    const key = await api.worker.sourceKey(agency.id, 'o-source')
    await api.worker.db.writeBatch([
      {
        sql: `INSERT INTO directory (system, external_id, agency_id, client_id) VALUES ('o-source', ?, ?, ?)`,
        args: [client, agency.id, client],
      },
    ])
    const event = (id: string, service: string, day: string, unitCost: string) => ({
      id,
      client,
      service,
      quantity: '1000',
      occurredAt: `2026-${day}T10:00:00Z`,
      unitCost,
    })
    await api.worker.postUsage(key, [
      event('o-1', 'email.outbound', '11-20', '0.001'),
      event('o-2', 'email.outbound', '10-25', '0.001'),
      event('o-3', 'workflow.ai', '11-21', '0.01'),
    ])
    const staff = await agency.signIn('viewer')
    const totals = ServiceTotals.parse(await (await staff.get('/v1/services/totals')).json())
    expect([totals.from, totals.to]).toEqual(['2026-10-23', '2026-11-21'])
    expect(totals.services).toMatchObject([
      {
        service: 'workflow.ai',
        group: 'workflow',
        product: 'workflow_ai',
        cost: '10',
        price: '0',
        events: 1,
      },
      { service: 'email.outbound', group: 'email', product: 'Email', cost: '2', price: '4', events: 2 },
    ])
    const short = ServiceTotals.parse(await (await staff.get('/v1/services/totals?days=2')).json())
    expect(short.services.map(({ service, events }) => [service, events])).toEqual([
      ['workflow.ai', 1],
      ['email.outbound', 1],
    ])
    const other = await (await api.agency()).signIn('viewer')
    expect((await (await other.get('/v1/services/totals')).json()) as object).toMatchObject({ services: [] })
    expect(await codeOf(await staff.get('/v1/services/totals?days=0'))).toBe('invalid_request')
  })

  describe('flags and selectors', () => {
    it('come from the deployment as they are', async () => {
      const staff = await (await api.agency()).signIn('viewer')
      const answer = await staff.get('/v1/extension/config')
      expect(ExtensionConfig.parse(await answer.json())).toEqual(CONFIG)
    })

    it.each([
      ['no JSON', '{'],
      ['no object', '7'],
      ['a flag that is no yes or no', JSON.stringify({ flags: { 'client-row': 'no' }, selectors: [] })],
      ['an unknown part', JSON.stringify({ ...CONFIG, script: 'alert(1)' })],
      ['a place that there is not', withSelector({ place: 'replace' })],
      ['a selector without end', withSelector({ selector: 'a'.repeat(301) })],
      ['too many selectors', JSON.stringify({ flags: {}, selectors: Array(51).fill(CONFIG.selectors[0]) })],
    ])('%s stands for none, as a whole', async (_what, text) => {
      const staff = await (await api.agency()).signIn('viewer')
      const settings = { ...api.worker.house.settings, EXTENSION_CONFIG: text }
      const answer = await askHere(settings, staff, '/v1/extension/config')
      expect([answer.status, await answer.json()]).toEqual([200, { flags: {}, selectors: [] }])
    })
  })

  function withSelector(change: object): string {
    return JSON.stringify({ flags: {}, selectors: [{ ...CONFIG.selectors[0], ...change }] })
  }

  /** The same app in this process, with other settings, over the same database. */
  async function askHere(settings: object, staff: Staff, path: string): Promise<Response> {
    const always = { limit: async () => ({ success: true }) }
    return buildApp().request(
      path,
      { headers: { authorization: `Bearer ${staff.tokens.accessToken}` } },
      { ...settings, RATE_LIMIT: always, PAIRING_RATE_LIMIT: always },
    )
  }
})
