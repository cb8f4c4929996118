import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildContext } from '../../../worker/context.ts'
import type { Bindings } from '../../../worker/env.ts'
import { lapseGrants } from '../../../worker/credits/wallet-credits.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type Api, NOW, startApi } from '../api/support.ts'
import { moveWallet } from '../notify/support.ts'
import { enter } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.close())

interface View {
  services: Record<string, string | null | boolean>[]
  movements: Record<string, string>[]
  balances: { account: string; opening: string; closing: string }[]
  totals: { price: string }[]
  [name: string]: unknown
}

/** Money at another time than the worker's clock. */
const at = (iso: string) =>
  buildContext({ ...api.worker.house.settings } as unknown as Bindings, new Date(iso))

async function client(id: string, billingMode: 'prepaid' | 'partner' | 'onDemand' = 'prepaid') {
  const agency = await api.agency({ timeZone: 'Europe/Berlin', name: 'Nordlicht' })
  await agency.client({
    id,
    name: '=SUM(A1:A9)',
    billingMode,
    services: {
      'email.outbound': { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '1.5' } },
      'closebot.response': { billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '0.02' } },
      'closebot.tokens': { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '0' } },
    },
  })
  const key = await api.worker.sourceKey(agency.id, `s-${agency.id}`)
  const use = async (
    events: [id: string, service: string, quantity: string, occurredAt: string, unitCost: string][],
  ) => {
    const answer = await api.worker.postUsage(
      key,
      events.map(([name, service, quantity, occurredAt, unitCost]) => ({
        id: name,
        client: id,
        service,
        quantity,
        occurredAt,
        unitCost,
      })),
    )
    const { results } = (await answer.json()) as { results: { outcome: string }[] }
    expect(results.map(({ outcome }) => outcome)).toEqual(events.map(() => 'posted'))
  }
  const viewer = await agency.signIn('viewer')
  const statement = async (query: string) => {
    const answer = await viewer.get(`/v1/clients/${id}/statement?${query}`)
    return (await answer.json()) as View
  }
  return { agency, use, viewer, statement }
}

describe('statements', () => {
  it('W1 W5 opening + money − usage = closing, exactly, by the month of the agency’s own time zone', async () => {
    const { agency, use, statement } = await client('c1')
    await moveWallet(at('2026-10-20T10:00:00Z'), agency.id, 'c1', '5')
    await use([
      // 23:30 UTC on 31 October is 00:30 on 1 November in Berlin.
      ['a', 'email.outbound', '100', '2026-10-31T22:30:00Z', '0.00675'],
      ['b', 'email.outbound', '1000', '2026-10-31T23:30:00Z', '0.00675'],
      ['c', 'closebot.response', '3', '2026-11-20T08:00:00Z', '0.006'],
      ['d', 'closebot.tokens', '4.2', '2026-11-20T08:00:00Z', '1'],
    ])
    await moveWallet(at('2026-11-10T10:00:00Z'), agency.id, 'c1', '25')
    await moveWallet(at('2026-11-12T10:00:00Z'), agency.id, 'c1', '-2.5')
    const october = await statement('month=2026-10')
    expect(october.balances).toEqual([
      { account: 'wallet', currency: 'USD', opening: '0', closing: '3.9875' },
    ])
    expect(october['provisional']).toBe(false)
    const november = await statement('')
    expect(november).toMatchObject({ month: '2026-11', provisional: true, from: '2026-10-31T23:00:00.000Z' })
    // 3.9875 + 25 − 2.5 − 10.125 − 0.06
    expect(november.balances).toEqual([
      { account: 'wallet', currency: 'USD', opening: '3.9875', closing: '16.3025' },
    ])
    expect(november.movements.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['adjustment', '25'],
      ['adjustment', '-2.5'],
    ])
    expect(november.services).toMatchObject([
      { service: 'closebot.response', quantity: '3', price: '0.06', cost: '0.018', margin: '0.7' },
      { service: 'closebot.tokens', quantity: '4.2', price: '0', cost: '4.2', margin: null },
      { service: 'email.outbound', quantity: '1000', price: '10.125', cost: '6.75', margin: '0.333333' },
    ])
    expect(november.totals).toEqual([{ currency: 'USD', price: '10.185' }])
  })

  it('keeps a closed month as it was: late usage counts in the open one', async () => {
    const { agency, use, statement } = await client('c2')
    await use([['a', 'email.outbound', '100', '2026-10-30T12:00:00Z', '0.01']])
    const before = await statement('month=2026-10')
    const [last] = await api.worker.rows('SELECT max(seq) AS seq FROM usage_event')
    await api.ctx.db.writeBatch([
      {
        sql: 'INSERT INTO period_close (agency_id, month, last_seq, closed_at) VALUES (?, ?, ?, 0)',
        args: [agency.id, BigInt(2026 * 12 + 9), last?.['seq'] as bigint],
      },
    ])
    await use([['late', 'email.outbound', '10', '2026-10-30T12:00:00Z', '0.01']])
    expect(await statement('month=2026-10')).toEqual(before)
    expect((await statement('month=2026-11')).services).toMatchObject([{ quantity: '10', price: '0.15' }])
    expect((await statement('month=2026-11')).balances).toMatchObject([{ opening: '-1.5', closing: '-1.65' }])
  })

  it('partner mode: services and a total to invoice outside, and no wallet', async () => {
    const { use, statement, viewer } = await client('c3', 'partner')
    await use([['a', 'email.outbound', '1000', '2026-11-02T08:00:00Z', '0.00675']])
    const view = await statement('month=2026-11')
    expect(view).toMatchObject({
      billingMode: 'partner',
      balances: [],
      movements: [],
      totals: [{ price: '10.125' }],
    })
    const csv = await viewer.get('/v1/clients/c3/statement?month=2026-11&format=csv')
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(Papa.parse(await csv.text(), { header: true, skipEmptyLines: true }).data).toMatchObject([
      {
        type: 'usage',
        service: 'email.outbound',
        quantity: '1000',
        amount: '10.125',
        cost: '6.75',
        margin: '0.333333',
      },
      { type: 'total', amount: '10.125', currency: 'USD' },
    ])
  })

  it('HL-15 CE-02: the client reads the same rows without cost, margin or the name of a system', async () => {
    const { use, statement, viewer } = await client('c4')
    await use([
      ['a', 'email.outbound', '1000', '2026-11-02T08:00:00Z', '0.00675'],
      ['b', 'closebot.response', '3', '2026-11-20T08:00:00Z', '0.006'],
      ['c', 'closebot.tokens', '4.2', '2026-11-20T08:00:00Z', '1'],
      ['d', 'closebot.something-new', '7', '2026-11-20T08:00:00Z', '1'],
    ])
    const own = await statement('view=agency')
    for (const lang of ['en', 'de']) {
      const view = await statement(`view=client&lang=${lang}`)
      expect(view.services).toHaveLength(own.services.length)
      expect(view.services.map(({ price }) => price)).toEqual(own.services.map(({ price }) => price))
      const csv = await (
        await viewer.get(`/v1/clients/c4/statement?view=client&lang=${lang}&format=csv`)
      ).text()
      for (const text of [JSON.stringify(view), csv]) {
        expect(text).not.toMatch(/cost|margin|closebot|highlevel|\bLC\b|leadconnector|monsum|clever/i)
        expect(text).not.toContain('4.2') // what the tokens cost the agency
      }
    }
  })

  it('on the client’s page call credit notes and given credits by their names', async () => {
    const { agency } = await client('c7')
    const owner = await agency.signIn('owner')
    await moveWallet(api.ctx, agency.id, 'c7', '100')
    const soon = new Date(NOW.getTime() + 86_400_000).toISOString()
    await owner.post('/v1/clients/c7/credits', { id: 'g1', amount: '7', reason: 'welcome', expiresAt: soon })
    await api.ctx.db.writeBatch(
      transferStatements(api.ctx, {
        agencyId: agency.id,
        kind: 'creditNote',
        reference: 'test',
        clientId: 'c7',
        entries: [
          { account: 'revenue:credits', currency: 'USD', amount: 2_000_000_000n },
          { account: 'receivables', currency: 'USD', amount: -2_000_000_000n },
        ],
        clientMoves: [{ clientId: 'c7', account: 'receivables', currency: 'USD', amount: -2_000_000_000n }],
      }),
    )
    const later = { ...api.ctx, db: api.ctx.db, now: () => new Date(NOW.getTime() + 2 * 86_400_000) }
    expect(await lapseGrants(later)).toBe(1)
    for (const [lang, words] of [
      ['en', ['Credit note', 'Bonus credit', 'Expired bonus credit']],
      ['de', ['Gutschrift zur Rechnung', 'Bonusguthaben', 'Verfallenes Bonusguthaben']],
    ] as const) {
      const { text } = await (await enter(api, owner, 'c7', lang)).get('/portal/statement')
      const named = Array.from(text.matchAll(/<th scope="row" class="light">([^<]*)</g), ([, word]) => word)
      // moveWallet of the helpers is the one adjustment.
      expect(named.toSorted()).toEqual([...words, lang === 'de' ? 'Korrektur' : 'Adjustment'].toSorted())
    }
  })

  it('refuses months that are none, and clients of others', async () => {
    const { viewer } = await client('c5')
    const answer = await viewer.get('/v1/clients/c5/statement?month=2026-13')
    expect(answer.status).toBe(400)
    expect((await viewer.get('/v1/clients/c5/statement?month=2026-12')).status).toBe(400)
    expect((await viewer.get('/v1/clients/nobody/statement')).status).toBe(404)
    const other = await client('c6')
    expect((await other.viewer.get('/v1/clients/c5/statement')).status).toBe(404)
  })
})
