import { describe, expect, it } from 'vitest'
import type { ClientDetail } from '../../../shared/contract/clients.ts'
import { marginPpm, monthsByCurrency } from '../../../extension/clients/month.ts'
import { clientsCsv, daysCsv, servicesCsv } from '../../../extension/entrypoints/sidepanel/csv.ts'
import { readDetails, READ_MAX, type Reading } from '../../../extension/entrypoints/sidepanel/read-details.ts'
import { rowsOf, turned } from '../../../extension/entrypoints/sidepanel/rows.ts'
import { byCost, byService } from '../../../extension/entrypoints/sidepanel/services.ts'
import { share } from '../../../extension/ui/share.ts'
import { sampleDetail, sampleOverview, sampleServices, sampleTerms } from '../../support/browser-samples.ts'

const month = (cost: string, price: string, profit: string) => ({
  cost,
  price,
  fees: '0',
  profit,
  margin: price === '0' ? null : '0.5',
  events: 1,
})
const CLIENTS = [
  sampleOverview(0, { name: 'Ash', balance: '100', runwayDays: '9.5', month: month('1', '3', '2') }),
  sampleOverview(1, {
    name: 'Birch',
    balance: '-3',
    runwayDays: '10.5',
    status: 'low',
    month: month('5', '0', '-5'),
  }),
  sampleOverview(2, { name: 'Cedar', balance: '20', runwayDays: null, month: month('2', '12', '10') }),
]
const ask = (order: Parameters<typeof turned>[0], filter: 'all' | 'loss' | 'look' = 'all', query = '') =>
  rowsOf(CLIENTS, { filter, query, order }).map(({ name }) => name)

describe('the table', () => {
  it('sorts figures as figures, and what has none comes last whichever way', () => {
    expect(ask({ by: 'balance', descending: false })).toEqual(['Birch', 'Cedar', 'Ash'])
    expect(ask({ by: 'runway', descending: false })).toEqual(['Ash', 'Birch', 'Cedar'])
    expect(ask({ by: 'runway', descending: true })).toEqual(['Birch', 'Ash', 'Cedar'])
    expect(ask({ by: 'profit', descending: true })).toEqual(['Cedar', 'Ash', 'Birch'])
    expect(ask({ by: 'urgency', descending: false })[0]).toBe('Birch')
  })

  it('filters and finds', () => {
    expect(ask({ by: 'name', descending: false }, 'loss')).toEqual(['Birch'])
    expect(ask({ by: 'name', descending: false }, 'look')).toEqual(['Birch'])
    expect(ask({ by: 'name', descending: true }, 'all', 'ce')).toEqual(['Cedar'])
  })

  it('starts names from A and profits from the largest, and turns round on the second click', () => {
    const first = turned({ by: 'urgency', descending: false }, 'profit')
    expect(first).toEqual({ by: 'profit', descending: true })
    expect(turned(first, 'profit')).toEqual({ by: 'profit', descending: false })
    expect(turned(first, 'name')).toEqual({ by: 'name', descending: false })
  })
})

describe('sums', () => {
  it('never add two currencies, and put the larger first', () => {
    const euro = sampleOverview(3, { currency: 'EUR', month: month('100', '150', '50') })
    const sums = monthsByCurrency([...CLIENTS, euro])
    expect(sums.map(([currency]) => currency)).toEqual(['EUR', 'USD'])
    expect(sums[1]?.[1]).toEqual({
      cost: 8_000_000_000n,
      price: 15_000_000_000n,
      fees: 0n,
      profit: 7_000_000_000n,
    })
    expect(marginPpm({ cost: 0n, price: 0n, fees: 0n, profit: 0n })).toBeNull()
  })

  it('by service add the clients, and leave out what was not used', () => {
    const details: ClientDetail[] = [0, 1].map((index) =>
      sampleDetail(sampleOverview(index), sampleServices()),
    )
    const services = byService(details)
    expect(services.map(({ service, clients }) => [service, clients])).toEqual([
      ['call.outbound', 2],
      ['email.outbound', 2],
      ['sms.outbound', 2],
    ])
    expect(services[0]?.month.profit).toBe(2n * 2_999_600_000n)
  })

  it('read the dearest clients of one currency, a few at a time, and stop at the bound', async () => {
    const many = Array.from({ length: 80 }, (_, index) => sampleOverview(index))
    let open = 0
    let most = 0
    const told: Reading[] = []
    await readDetails(
      byCost(many, 'USD'),
      async () => {
        open += 1
        most = Math.max(most, open)
        await Promise.resolve()
        open -= 1
        return { ok: true, value: { at: 0, value: sampleDetail(sampleOverview(0), [sampleTerms()]) } }
      },
      (reading) => told.push(reading),
      new AbortController().signal,
    )
    expect(most).toBe(3)
    const last = told.at(-1)
    expect(last?.is === 'done' && last.details.length).toBe(READ_MAX)
  })

  it('of some are not told as sums of all', async () => {
    const told: Reading[] = []
    await readDetails(
      CLIENTS,
      async () => ({ ok: false, failure: { kind: 'offline' } }),
      (reading) => told.push(reading),
      new AbortController().signal,
    )
    expect(told.at(-1)).toEqual({ is: 'failed', failure: { kind: 'offline' } })
  })
})

describe('the export', () => {
  const odd = sampleOverview(0, { id: 'x', name: '=HYPERLINK("a";1), b', balance: '-1.5', runwayDays: null })
  it('is CSV as each language’s spreadsheets read it', () => {
    const english = clientsCsv([odd], 'en').split('\r\n')
    expect(english[0]).toMatch(/^id,name,status,rebilling,currency,balance,runway_days,/)
    expect(english[1]).toBe(`x,"'=HYPERLINK(""a"";1), b",ok,enabled,USD,-1.5,,20.10,31.25,1.21,9.94,0.318`)
    expect(clientsCsv([odd], 'de').split('\r\n')[1]).toBe(
      `x;"'=HYPERLINK(""a"";1), b";ok;enabled;USD;-1,5;;20,10;31,25;1,21;9,94;0,318`,
    )
  })

  it('has a table of services under the reader’s names, and the days of a chart', () => {
    const services = byService([sampleDetail(sampleOverview(0), sampleServices())])
    const nameOf = (service: string, label: string): string => `${label} (${service})`
    expect(servicesCsv(services, 'USD', { language: 'de', nameOf }).split('\r\n').slice(0, 2)).toEqual([
      'service;name;clients;currency;month_cost;month_price;month_fees;month_profit;month_margin',
      'call.outbound;Calls, made (call.outbound);1;USD;6,8392;10,2588;0,42;2,9996;0,292393',
    ])
    const series = {
      currency: 'USD',
      isComplete: true,
      days: [{ day: '2026-11-21', cost: '6.75', price: '10.125', fees: '0.354375', events: 3 }],
    }
    expect(daysCsv(series, 'en')).toBe(
      'day,currency,events,cost,price,fees,profit\r\n2026-11-21,USD,3,6.75,10.125,0.354375,3.020625\r\n',
    )
  })
})

it('a share is a length that is never below zero or endless', () => {
  expect([share(1n, 3n), share(5n, 5n), share(-1n, 3n), share(1n, 0n)]).toEqual([
    '33.33%',
    '100.00%',
    '0%',
    '0%',
  ])
})
