import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agency, type CorrectionsHouse, NOW, daysAgo, startCorrections } from './support.ts'

const services = {
  'sms.outbound': { billedBy: 'ledger' as const, rule: { kind: 'multiplier' as const, multiplier: '2' } },
}
const reported = (account: string, id: string) => ({
  source: 'highlevel',
  system: 'highlevel',
  account,
  id,
  service: 'sms.outbound',
  quantity: '1',
  occurredAt: daysAgo(0),
  receivedAt: NOW.toISOString(),
  ownTime: true,
  repeatWindowDays: 0,
  unitCost: null,
  estimated: true,
  attributes: {},
})

describe('dead letters', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  const lines = (agency: Agency) =>
    house.worker.rows('SELECT id FROM usage_event WHERE agency_id = ?', [agency.id])
  const list = async (agency: Agency, query = '') =>
    (await agency.call('GET', `/v1/dead-letters${query}`)).body.deadLetters as {
      id: string
      subject: string
    }[]

  it('keeps usage of an account nobody has connected, and books it once when it is replayed', async () => {
    const agency = await house.agency()
    const queue = await house.worker.house.queue('USAGE_QUEUE')
    await queue.send(reported('strayLocation00001', 'm1'))
    const found = await house.worker.until(
      'the letter',
      () => list(agency),
      (all) => all.some(({ subject }) => subject === 'm1'),
    )
    const letter = found.find(({ subject }) => subject === 'm1')
    expect(letter).toMatchObject({
      queue: 'usage',
      reason: 'unknown_account',
      assigned: false,
      account: 'strayLocation00001',
      service: 'sms.outbound',
      replayedAt: null,
    })
    await agency.client('c1', { location: 'strayLocation00001', services })
    const first = await agency.call('POST', `/v1/dead-letters/${letter?.id}/replay`)
    expect(first.status).toBe(200)
    await house.worker.until(
      'the line',
      () => lines(agency),
      (all) => all.length === 1,
    )
    expect((await agency.call('POST', `/v1/dead-letters/${letter?.id}/replay`)).body.code).toBe(
      'already_replayed',
    )
    expect(await list(agency)).toEqual([])
    expect(await list(agency, '?state=replayed')).toMatchObject([{ id: letter?.id, assigned: true }])
    const audit = await house.worker.rows(
      "SELECT actor, subject FROM audit_log WHERE agency_id = ? AND action = 'dead_letter.replayed'",
      [agency.id],
    )
    expect(audit).toMatchObject([{ subject: letter?.id }])
  })

  it('another agency’s letter is not there, and only the owner may replay', async () => {
    const agency = await house.agency()
    const other = await house.agency()
    await agency.client('c1', { location: 'ownLocation0000001', services })
    await house.worker.db.writeBatch([
      {
        sql: 'INSERT INTO dead_letter (id, queue, body, reason, created_at, replayed_at) VALUES (?, ?, ?, ?, 0, NULL)',
        args: ['letter-own', 'usage', JSON.stringify(reported('ownLocation0000001', 'm2')), 'missing_fx'],
      },
    ])
    expect((await list(agency)).map(({ id }) => id)).toContain('letter-own')
    expect((await list(other)).map(({ id }) => id)).not.toContain('letter-own')
    expect((await other.call('POST', '/v1/dead-letters/letter-own/replay')).status).toBe(404)
    const staff = await agency.token('staff')
    expect((await agency.call('GET', '/v1/dead-letters', undefined, staff)).status).toBe(403)
  })

  it('gives them out page by page', async () => {
    const agency = await house.agency()
    await agency.client('c1', { location: 'pageLocation000001', services })
    await house.worker.db.writeBatch(
      Array.from({ length: 5 }, (_, i) => ({
        sql: 'INSERT INTO dead_letter (id, queue, body, reason, created_at, replayed_at) VALUES (?, ?, ?, ?, 0, NULL)',
        args: [`page-${i}`, 'usage', JSON.stringify(reported('pageLocation000001', `p${i}`)), 'missing_fx'],
      })),
    )
    const first = (await agency.call('GET', '/v1/dead-letters?limit=3')).body
    const second = (await agency.call('GET', `/v1/dead-letters?limit=3&cursor=${first.nextCursor}`)).body
    expect([...first.deadLetters, ...second.deadLetters].map(({ id }: { id: string }) => id)).toEqual([
      'page-4',
      'page-3',
      'page-2',
      'page-1',
      'page-0',
    ])
    expect(second.nextCursor).toBeNull()
  })
})
