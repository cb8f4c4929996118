import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agency, type CorrectionsHouse, startCorrections } from './support.ts'

const services = {
  'email.outbound': { billedBy: 'ledger' as const, rule: { kind: 'multiplier' as const, multiplier: '2' } },
}
const mail = (id: string, day: string, changes: object = {}) => ({
  id,
  client: 'c1',
  service: 'email.outbound',
  quantity: '1000',
  occurredAt: `${day}T12:00:00Z`,
  ...changes,
})
const RANGE = {
  source: 'meter',
  from: '2026-06-01T00:00:00Z',
  to: '2026-07-01T00:00:00Z',
  reason: 'old meter',
}

describe('backfills', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  const open = async (agency: Agency): Promise<string> => {
    await agency.client('c1', { services })
    const answer = await agency.call('POST', '/v1/backfills', RANGE, agency.key)
    expect(answer.status).toBe(201)
    return answer.body.id as string
  }
  const outcomes = (body: { results: { outcome: string; code?: string }[] }) =>
    body.results.map(({ outcome, code }) => code ?? outcome)

  it('takes usage beyond 35 days, once, in its range only', async () => {
    const agency = await house.agency()
    const id = await open(agency)
    expect(outcomes((await agency.post([mail('m1', '2026-06-10')])).body)).toEqual(['usage_too_old'])
    const events = [mail('m1', '2026-06-10'), mail('m2', '2026-06-30'), mail('m3', '2026-07-01')]
    const path = `/v1/backfills/${id}/usage`
    expect(outcomes((await agency.call('POST', path, { events }, agency.key)).body)).toEqual([
      'posted',
      'posted',
      'outside_backfill',
    ])
    expect(outcomes((await agency.call('POST', path, { events }, agency.key)).body)).toEqual([
      'duplicate',
      'duplicate',
      'outside_backfill',
    ])
    expect(await agency.wallet('c1')).toBe(-2_700_000_000n)
    expect((await agency.call('GET', `/v1/backfills/${id}`)).body).toMatchObject({ state: 'open', lines: 2 })
    expect(await agency.findings()).toEqual([])
  })

  it('closed, it takes no more; reverted, all of its lines are void and nothing else is', async () => {
    const agency = await house.agency()
    const id = await open(agency)
    const path = `/v1/backfills/${id}/usage`
    await agency.call(
      'POST',
      path,
      { events: [mail('m1', '2026-06-10'), mail('m2', '2026-06-11')] },
      agency.key,
    )
    await agency.post([mail('now', '2026-11-20')])
    await agency.call('POST', path, { events: [mail('m3', '2026-06-12')] }, agency.key)
    await agency.call('POST', '/v1/usage/meter/m2/void')
    expect((await agency.call('POST', `/v1/backfills/${id}/close`)).body).toMatchObject({
      state: 'closed',
      lines: 3,
    })
    expect(
      (await agency.call('POST', path, { events: [mail('m4', '2026-06-13')] }, agency.key)).body.code,
    ).toBe('backfill_closed')
    expect((await agency.call('POST', `/v1/backfills/${id}/revert`)).body).toMatchObject({
      state: 'reverted',
    })
    expect((await agency.call('POST', `/v1/backfills/${id}/revert`)).body).toMatchObject({
      state: 'reverted',
    })
    expect(await agency.wallet('c1')).toBe(-1_350_000_000n)
    const voids = (await agency.lines()).filter(({ kind }) => kind === 'void').map(({ corrects }) => corrects)
    expect(voids).toEqual(['m2', 'm1', 'm3'])
    const audit = await house.worker.rows(
      'SELECT action FROM audit_log WHERE agency_id = ? AND subject = ?',
      [agency.id, id],
    )
    expect(audit.map(({ action }) => action).toSorted()).toEqual([
      'backfill.closed',
      'backfill.opened',
      'backfill.reverted',
      'backfill.reverting',
    ])
    expect(await agency.findings()).toEqual([])
  })

  it('goes on where a revert was cut off: thousands of lines, in bounded batches', async () => {
    const agency = await house.agency()
    const id = await open(agency)
    for (let batch = 0; batch < 3; batch += 1) {
      const events = Array.from({ length: 700 }, (_, i) =>
        mail(`m${batch}-${i}`, '2026-06-10', { quantity: '1' }),
      )
      await agency.call('POST', `/v1/backfills/${id}/usage`, { events }, agency.key)
    }
    // Somebody began and never came back; now two at once take it up.
    await house.worker.db.writeBatch([
      { sql: "UPDATE backfill SET state = 'reverting' WHERE agency_id = ?", args: [agency.id] },
    ])
    const answers = await Promise.all([
      agency.call('POST', `/v1/backfills/${id}/revert`),
      agency.call('POST', `/v1/backfills/${id}/revert`),
    ])
    for (const { status, body } of answers) expect([200, 409], JSON.stringify(body)).toContain(status)
    expect((await agency.call('GET', `/v1/backfills/${id}`)).body.state).toBe('reverted')
    expect((await agency.lines()).filter(({ kind }) => kind === 'void')).toHaveLength(2100)
    expect(await agency.wallet('c1')).toBe(0n)
    const journals = await house.worker.rows(
      'SELECT max(lines) AS most, count(*) AS journals FROM journal WHERE agency_id = ?',
      [agency.id],
    )
    expect(journals).toEqual([{ most: 1000n, journals: 6n }])
    expect(await agency.findings()).toEqual([])
  })

  it('is its own source’s and agency’s only', async () => {
    const agency = await house.agency()
    const other = await house.agency()
    const id = await open(agency)
    const stranger = await house.worker.sourceKey(agency.id, 'another')
    const events = [mail('m1', '2026-06-10')]
    for (const token of [stranger, other.key]) {
      const answer = await agency.call('POST', `/v1/backfills/${id}/usage`, { events }, token)
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
      expect((await agency.call('POST', `/v1/backfills/${id}/revert`, undefined, token)).status).toBe(404)
    }
    expect(
      (await agency.call('POST', '/v1/backfills', { ...RANGE, to: '2027-01-01T00:00:00Z' })).body,
    ).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'to' }],
    })
  })
})
