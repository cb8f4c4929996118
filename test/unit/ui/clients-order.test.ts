import { describe, expect, it } from 'vitest'
import { byUrgency, matches } from '../../../extension/clients/order.ts'
import { readDomain } from '../../../extension/background/site-lists.ts'
import { deviceName } from '../../../extension/entrypoints/options/device.ts'
import type { ClientOverview } from '../../../shared/contract/clients.ts'

const client = (
  name: string,
  status: ClientOverview['status'],
  runwayDays: string | null,
): ClientOverview => ({
  id: `loc-${name}`,
  name,
  status,
  runwayDays,
  billingMode: 'prepaid',
  currency: 'USD',
  balance: '10',
  rebilling: { state: 'enabled', reason: null, fix: null },
  month: { cost: '0', price: '0', fees: '0', profit: '0', margin: null, events: 0 },
})

describe('clients in the popup', () => {
  it('trouble first, then the shortest runway as a number, no usage last', () => {
    const sorted = [
      client('quiet', 'ok', null),
      client('ten', 'ok', '10.5'),
      client('nine', 'ok', '9.5'),
      client('low', 'low', '1.0'),
      client('failed', 'paymentFailed', '30.0'),
    ].sort(byUrgency)
    expect(sorted.map(({ name }) => name)).toEqual(['failed', 'low', 'nine', 'ten', 'quiet'])
  })

  it('are found by any words of name or id', () => {
    const dental = client('Brook Dental', 'ok', null)
    expect(matches(dental, 'dental  bro')).toBe(true)
    expect(matches(dental, 'LOC-')).toBe(true)
    expect(matches(dental, 'plumber')).toBe(false)
    expect(matches(dental, '')).toBe(true)
  })
})

describe('a white-label domain', () => {
  it.each([
    ['crm.agency.example', 'crm.agency.example'],
    ['https://CRM.Agency.example/location/x?y=1', 'crm.agency.example'],
  ])('%s is %s', (typed, domain) => expect(readDomain(typed, [])).toEqual({ ok: true, domain }))

  it.each([
    ['', 'bad'],
    ['localhost', 'bad'],
    ['http://crm.agency.example', 'bad'],
    ['*.agency.example', 'bad'],
    ['10.0.0.1', 'bad'],
    ['app.gohighlevel.com', 'builtIn'],
    ['known.example', 'known'],
  ])('%j is refused: %s', (typed, why) =>
    expect(readDomain(typed, ['known.example'])).toMatchObject({ ok: false, why }),
  )
})

describe('the device name', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36', 'Chrome, Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/156.0 Edg/156.0', 'Edge, Mac OS'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
    ['', 'Chrome'],
  ])('%s', (userAgent, name) => expect(deviceName(userAgent)).toBe(name))
})
