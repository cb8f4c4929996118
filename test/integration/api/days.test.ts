/** Usage by local day: sealed and not sealed alike, in the agency's time zone, behind the fence of the agency. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DayList, ProfitLines } from '../../../shared/contract/days.ts'
import { formatNano, parseNano } from '../../../shared/money/nano.ts'
import { type DayScope, dayStatements, lastDays } from '../../../worker/clients/day-statements.ts'
import { type Agency, type Api, type Staff, NOW, codeOf, problemIn, startApi, times } from './support.ts'

const ledger = { billedBy: 'ledger', rule: times('1.5') } as const
const sumOf = (amounts: readonly string[]) =>
  formatNano(amounts.reduce((sum, amount) => sum + parseNano(amount), 0n))

describe('usage day by day', () => {
  let api: Api
  const keys = new Map<string, string>()
  let count = 0
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  /** Books 1,000 mails (6.75) at each of these instants. */
  async function use(agency: Agency, client: string, instants: readonly string[]) {
    const source = `days-${client}`
    const key = keys.get(source) ?? (await api.worker.sourceKey(agency.id, source))
    keys.set(source, key)
    await api.worker.db.writeBatch([
      {
        sql: 'INSERT OR IGNORE INTO directory (system, external_id, agency_id, client_id) VALUES (?, ?, ?, ?)',
        args: [source, client, agency.id, client],
      },
    ])
    const events = instants.map((occurredAt) => {
      count += 1
      return {
        id: `mail-${count}`,
        client,
        service: 'email.outbound',
        quantity: '1000',
        occurredAt,
        unitCost: '0.00675',
      }
    })
    const answer = await api.worker.postUsage(key, events)
    const { results } = (await answer.json()) as { results: { outcome: string; detail?: string }[] }
    expect(results.map(({ outcome, detail }) => detail ?? outcome)).toEqual(events.map(() => 'posted'))
  }
  const read = async (staff: Staff, path: string) => DayList.parse(await (await staff.get(path)).json())
  /** Days with anything on them. */
  const used = (list: DayList) =>
    list.series.flatMap(({ currency, days }) =>
      days.filter(({ events }) => events > 0).map(({ day, price, events }) => [currency, day, price, events]),
    )

  it('parts the days at midnight of the agency, before and after the minute is sealed', async () => {
    const agency = await api.agency({ timeZone: 'America/New_York' })
    await agency.client({ id: 'd-zone', services: { 'email.outbound': ledger } })
    // New York is five hours behind in November: 04:59:59Z is the day before.
    await use(agency, 'd-zone', ['2026-11-20T04:59:59Z', '2026-11-21T04:59:59Z', '2026-11-21T05:00:00Z'])
    const staff = await agency.signIn('viewer')
    const live = await read(staff, '/v1/clients/d-zone/days')
    expect([live.from, live.to]).toEqual(['2026-10-23', '2026-11-21'])
    expect(live.series.map(({ days }) => days.length)).toEqual([30])
    expect(used(live)).toEqual([
      ['USD', '2026-11-19', '10.125', 1],
      ['USD', '2026-11-20', '10.125', 1],
      ['USD', '2026-11-21', '10.125', 1],
    ])
    await api.worker.house.runMinute(new Date(NOW.getTime() + 60_000))
    const [tail] = await api.worker.rows(
      'SELECT count(*) AS n FROM usage_event WHERE seq > (SELECT sealed_seq FROM ledger_head)',
    )
    expect(tail?.['n']).toBe(0n)
    expect(await read(staff, '/v1/clients/d-zone/days')).toEqual(live)

    await use(agency, 'd-zone', ['2026-11-20T06:00:00Z'])
    expect(used(await read(staff, '/v1/clients/d-zone/days'))[1]).toEqual(['USD', '2026-11-20', '20.25', 2])
    const short = await read(staff, '/v1/clients/d-zone/days?days=2')
    expect([short.from, used(short).length]).toEqual(['2026-11-20', 2])
  })

  it("adds up all clients by currency; the sums equal the lines, and a client's month", async () => {
    const agency = await api.agency()
    await agency.client({ id: 'd-one', services: { 'email.outbound': ledger } })
    // Another charge, another share of fees.
    await agency.client({
      id: 'd-two',
      services: { 'email.outbound': ledger },
      reload: { threshold: parseNano('5'), amount: parseNano('10') },
    })
    await agency.client({ id: 'd-absorbed' })
    await use(agency, 'd-one', ['2026-11-03T10:00:00Z', '2026-11-20T10:00:00Z'])
    await api.worker.house.runMinute(new Date(NOW.getTime() + 120_000))
    await use(agency, 'd-two', ['2026-11-20T10:00:00Z', '2026-11-21T10:00:00Z'])
    await use(agency, 'd-absorbed', ['2026-11-20T10:00:00Z'])
    const staff = await agency.signIn('viewer')
    const [series, ...others] = (await read(staff, '/v1/days?days=30')).series
    expect([series?.currency, series?.isComplete, others]).toEqual(['USD', true, []])
    const days = series?.days ?? []
    const [lines] = await api.worker.rows(
      'SELECT sum(cost) AS cost, sum(price) AS price, count(*) AS n FROM usage_event WHERE agency_id = ?',
      [agency.id],
    )
    expect(parseNano(sumOf(days.map(({ cost }) => cost)))).toBe(lines?.['cost'])
    expect(parseNano(sumOf(days.map(({ price }) => price)))).toBe(lines?.['price'])
    expect(BigInt(days.reduce((sum, { events }) => sum + events, 0))).toBe(lines?.['n'])
    expect(days.find(({ day }) => day === '2026-11-20')).toMatchObject({
      cost: '20.25',
      price: '20.25',
      events: 3,
    })

    for (const id of ['d-one', 'd-two']) {
      const own = (await read(staff, `/v1/clients/${id}/days`)).series[0]?.days ?? []
      const { overview } = (await (await staff.get(`/v1/clients/${id}`)).json()) as {
        overview: { month: { price: string; fees: string } }
      }
      expect(sumOf(own.map(({ price }) => price))).toBe(overview.month.price)
      expect(sumOf(own.map(({ fees }) => fees))).toBe(overview.month.fees)
    }
  })

  it('draws a line for each client and for each service; the lines add up to the days', async () => {
    const agency = await api.agency()
    const ids = ['p-one', 'p-two', 'p-idle']
    await agency.client({ id: 'p-one', services: { 'email.outbound': ledger } })
    await agency.client({
      id: 'p-two',
      services: { 'email.outbound': ledger },
      reload: { threshold: parseNano('5'), amount: parseNano('10') },
    })
    await agency.client({ id: 'p-idle' })
    await use(agency, 'p-one', ['2026-11-19T10:00:00Z', '2026-11-20T10:00:00Z'])
    await api.worker.house.runMinute(new Date(NOW.getTime() + 180_000))
    await use(agency, 'p-two', ['2026-11-20T10:00:00Z'])
    await use(agency, 'p-one', ['2026-11-21T10:00:00Z'])
    const staff = await agency.signIn('viewer')
    const lines = async (path: string) => ProfitLines.parse(await (await staff.get(path)).json())

    const byClient = await lines(`/v1/days/clients?ids=${ids.join(',')},p-nobody&days=4`)
    expect([byClient.from, byClient.to]).toEqual(['2026-11-18', '2026-11-21'])
    // 10.125 − 6.75, less the share of a 50.00 charge's fee (1.75): 0.354375; of a 10.00 charge's (0.59): 0.597375.
    expect(byClient.lines).toEqual([
      {
        id: 'p-one',
        currency: 'USD',
        isComplete: true,
        profits: ['0', '3.020625', '3.020625', '3.020625'],
      },
      { id: 'p-two', currency: 'USD', isComplete: true, profits: ['0', '0', '2.777625', '0'] },
    ])
    const ofAgency = await lines('/v1/days/services?days=4')
    expect(ofAgency.lines).toEqual([
      {
        id: 'email.outbound',
        currency: 'USD',
        isComplete: true,
        profits: ['0', '3.020625', '5.79825', '3.020625'],
      },
    ])
    const ofOne = await lines('/v1/clients/p-one/days/services?days=4')
    expect(ofOne.lines.map(({ id, profits }) => [id, profits])).toEqual([
      ['email.outbound', byClient.lines[0]?.profits],
    ])
    const days = (await read(staff, '/v1/days?days=4')).series[0]?.days ?? []
    expect(
      days.map(({ price, cost, fees }) => formatNano(parseNano(price) - parseNano(cost) - parseNano(fees))),
    ).toEqual(ofAgency.lines[0]?.profits)
    const other = await (await api.agency()).signIn('viewer')
    expect(ProfitLines.parse(await (await other.get('/v1/days/clients?ids=p-one')).json()).lines).toEqual([])
    expect(await codeOf(await other.get('/v1/clients/p-one/days/services'))).toBe('not_found')
    for (const query of [
      '',
      'ids=',
      `ids=${Array.from({ length: 51 }, (_, n) => `c${n}`).join(',')}`,
      'ids=a&days=93',
    ]) {
      expect(await codeOf(await staff.get(`/v1/days/clients?${query}`))).toBe('invalid_request')
    }
  })

  it('has no series where nothing was used', async () => {
    const agency = await api.agency()
    await agency.client({ id: 'd-idle' })
    const staff = await agency.signIn('viewer')
    expect(await read(staff, '/v1/clients/d-idle/days?days=1')).toEqual({
      from: '2026-11-21',
      to: '2026-11-21',
      series: [],
    })
    expect((await read(staff, '/v1/days')).series).toEqual([])
  })

  it("answers the same 404 for another agency's client as for one that is not there", async () => {
    const mine = await api.agency()
    const theirs = await api.agency()
    await theirs.client({ id: 'd-theirs', services: { 'email.outbound': ledger } })
    await use(theirs, 'd-theirs', ['2026-11-20T10:00:00Z'])
    const staff = await mine.signIn('owner')
    const answers = []
    for (const id of ['d-theirs', 'd-nobody']) {
      const { requestId: _, ...rest } = await problemIn(await staff.get(`/v1/clients/${id}/days`))
      answers.push(rest)
    }
    expect(answers[0]).toMatchObject({ status: 404, code: 'not_found' })
    expect(answers[0]).toEqual(answers[1])
    expect((await read(staff, '/v1/days')).series).toEqual([])
    expect(await codeOf(await api.worker.fetch('/v1/days'))).toBe('not_signed_in')
    for (const days of ['0', '93', 'x', '1.5']) {
      expect(await codeOf(await staff.get(`/v1/days?days=${days}`))).toBe('invalid_request')
    }
  })

  it('reads the days asked for and what is not sealed, and no more', async () => {
    const scopes: DayScope[] = [
      { clientIds: ['d-one'], by: null },
      { clientIds: null, by: null },
      { clientIds: ['d-one', 'd-two'], by: 'client' },
      { clientIds: null, by: 'service' },
    ]
    for (const scope of scopes) {
      for (const statement of dayStatements('agency-1', lastDays(NOW, 'UTC', 30), scope)) {
        const { sql, args } = statement as { sql: string; args: string[] }
        const plan = await api.worker.rows(`EXPLAIN QUERY PLAN ${sql}`, args)
        const text = plan.map((row) => String(row['detail'])).join('\n')
        // The outer loops come first: the days and their sums, or the lines above the sealed one.
        expect(text).toMatch(
          sql.includes('usage_event')
            ? /^SEARCH s USING INTEGER PRIMARY KEY \(rowid>\?\)/
            : scope.clientIds === null
              ? /^SCAN d .*\nSEARCH s USING PRIMARY KEY \(agency_id=\? AND day=\?\)/
              : /^SCAN d .*\nSEARCH s USING PRIMARY KEY \(agency_id=\? AND day=\? AND client_id=\?\)/,
        )
        expect(text).not.toMatch(/SCAN (?!d |d$|json_each )/m)
      }
    }
  })
})
