/** What an agency did to its prices: the history of a default, and its bulk changes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BulkPage, ServiceHistory, SetDefaultResponse } from '../../../shared/contract/pricing.ts'
import { type Api, type Staff, codeOf, startApi } from '../api/support.ts'
import { BULK, SERVICE, TERMS, bulk, client } from './many.ts'

describe('lists of changes of prices', () => {
  let api: Api
  let keys = 0
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())
  const history = async (staff: Staff) =>
    ServiceHistory.parse(await (await staff.get(`${TERMS}/history`)).json()).entries
  const page = async (staff: Staff, query = '') =>
    BulkPage.parse(await (await staff.get(`/v1/bulk-changes${query}`)).json())

  it('tells the history of a default, newest first, by which it is undone; no other agency sees it', async () => {
    const agency = await api.agency()
    const owner = await agency.signIn('owner')
    expect(await history(owner)).toEqual([])
    const set = async (multiplier: string, version: number) =>
      SetDefaultResponse.parse(
        await (await owner.put(TERMS, { billedBy: 'ledger', multiplier, version })).json(),
      )
    const first = await set('1.5', 0)
    const second = await set('2', first.terms.version)
    const viewer = await agency.signIn('viewer')
    const entries = await history(viewer)
    expect(entries.map(({ multiplier, of, holds, auditId }) => ({ multiplier, of, holds, auditId }))).toEqual(
      [
        { multiplier: '2', of: 'default', holds: true, auditId: second.auditId },
        { multiplier: '1.5', of: 'default', holds: false, auditId: first.auditId },
      ],
    )
    expect(entries[0]?.actor).toMatch(/^staff:/)
    const undo = { auditId: entries[0]?.auditId, version: entries[0]?.version }
    expect((await owner.post(`${TERMS}/undo`, undo)).status).toBe(200)
    expect((await history(viewer)).map(({ multiplier }) => multiplier)).toEqual(['1.5', '2', '1.5'])
    expect(await history(await (await api.agency()).signIn('owner'))).toEqual([])
    expect(await codeOf(await owner.get('/v1/services/no%20id/terms/history'))).toBe('invalid_request')
  })

  it('lists bulk changes page by page, with what each came to and which undid it', async () => {
    const agency = await api.agency()
    const staff = await agency.signIn('staff')
    const [a, b] = [await client(agency, 'a'), await client(agency, 'b')]
    const change = async (multiplier: string, clients: { id: string; version: number }[]) => {
      keys += 1
      const wish = { billedBy: 'ledger', multiplier, clients }
      return bulk(await staff.post(BULK, wish, { 'idempotency-key': `list-${keys}` }))
    }
    const both = await change(
      '1.5',
      [a, b].map((id) => ({ id, version: 0 })),
    )
    const half = await change('1.7', [
      { id: 'stranger', version: 0 },
      { id: a, version: 0 },
    ])
    const undone = await bulk(await staff.post(`/v1/bulk-changes/${both.id}/undo`))
    const all = await page(staff)
    expect(all.nextCursor).toBeNull()
    const byId = new Map(all.changes.map((one) => [one.id, one]))
    expect(byId.size).toBe(3)
    expect(byId.get(both.id)).toMatchObject({
      service: SERVICE,
      changed: 2,
      refused: 0,
      undoes: null,
      undoneBy: undone.id,
    })
    expect(byId.get(half.id)).toMatchObject({ changed: 0, refused: 2, undoneBy: null })
    expect(byId.get(undone.id)).toMatchObject({ changed: 2, undoes: both.id })
    // Page by page it is the same list.
    const walked: string[] = []
    let query = '?limit=1'
    for (let i = 0; i < 5; i += 1) {
      const one = await page(staff, query)
      walked.push(...one.changes.map(({ id }) => id))
      if (one.nextCursor === null) break
      query = `?limit=1&cursor=${one.nextCursor}`
    }
    expect(walked).toEqual(all.changes.map(({ id }) => id))
    expect(walked).toEqual([...walked].sort().toReversed())
    const stranger = await (await api.agency()).signIn('owner')
    expect((await page(stranger)).changes).toEqual([])
    expect(await codeOf(await staff.get('/v1/bulk-changes?limit=101'))).toBe('invalid_request')
  })
})
