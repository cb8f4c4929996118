/** Changes of many clients at once, with preview and undo. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BulkPreview } from '../../../shared/contract/pricing.ts'
import { type Api, codeOf, problemIn, startApi } from '../api/support.ts'
import { BULK, POOR, SERVICE, bulk, client, ledger, results, termsOf } from './many.ts'

describe('a bulk change', () => {
  let api: Api
  let keys = 0
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())
  const key = () => {
    keys += 1
    return { 'idempotency-key': `bulk-${keys}` }
  }
  const prepare = async () => {
    const agency = await api.agency()
    const [a, b, c] = [
      await client(agency, 'a'),
      await client(agency, 'b', { services: { [SERVICE]: ledger('1.2') } }),
      await client(agency, 'c', POOR),
    ]
    const staff = await agency.signIn('staff')
    const preview = async (wish: object) =>
      BulkPreview.parse(await (await staff.post(`${BULK}/preview`, wish)).json())
    return { agency, staff, a, b, c, preview }
  }
  const WISH = { billedBy: 'ledger', multiplier: '1.5' }

  it('is previewed: before, after, what it overwrites, what is refused; nothing is changed', async () => {
    const { agency, a, b, c, preview } = await prepare()
    const shown = await preview({ ...WISH, clients: 'all' })
    const one = (id: string) => shown.clients.find((row) => row.client === id)
    expect(one(a)).toMatchObject({
      before: { billedBy: 'agency' },
      after: { billedBy: 'ledger', multiplier: '1.5' },
      overwrites: false,
      changes: true,
      asksCrm: false,
      refusal: null,
      version: 0,
    })
    expect(one(b)).toMatchObject({ before: { multiplier: '1.2' }, overwrites: true, refusal: null })
    expect(one(c)?.refusal?.code).toBe('no_payment_method')
    expect(await preview({ ...WISH, multiplier: '1.2', clients: [b, 'stranger'] })).toMatchObject({
      clients: [{ client: b, changes: false, overwrites: false }],
      unknown: ['stranger'],
      nextCursor: null,
    })
    expect(await api.worker.rows('SELECT 1 FROM bulk_change WHERE agency_id = ?', [agency.id])).toEqual([])
  })

  it('changes what was previewed, client by client, and answers the same to the same key', async () => {
    const { agency, staff, a, b, c } = await prepare()
    const wrong = { id: b, version: 0 }
    const clients = [{ id: a, version: 0 }, wrong, { id: c, version: 0 }, { id: 'stranger', version: 0 }]
    const intent = key()
    const first = await staff.post(BULK, { ...WISH, clients }, intent)
    const done = await bulk(first.clone())
    expect(results(done)).toEqual([
      [a, 'changed'],
      [b, 'version_conflict'],
      [c, 'no_payment_method'],
      ['stranger', 'not_found'],
    ])
    expect(done).toMatchObject({ changed: 1, refused: 3, undoes: null })
    expect(done.items[0]).toMatchObject({
      before: { billedBy: 'default' },
      after: { billedBy: 'ledger', multiplier: '1.5' },
    })
    const again = await staff.post(BULK, { ...WISH, clients }, intent)
    expect([again.headers.get('idempotency-replayed'), await again.json()]).toEqual([
      'true',
      await first.json(),
    ])
    const other = await staff.post(BULK, { ...WISH, multiplier: '2', clients }, intent)
    expect(await codeOf(other)).toBe('idempotency_key_reused')
    expect(await codeOf(await staff.post(BULK, { ...WISH, clients }))).toBe('idempotency_key_missing')
    const terms = await api.worker.rows(
      'SELECT 1 FROM service_terms WHERE agency_id = ? AND change_id IS NOT NULL',
      [agency.id],
    )
    expect(terms).toHaveLength(1)
  })

  it('goes on where it stopped, and two of the same at once change each client once', async () => {
    const { agency, staff, a, b, preview } = await prepare()
    const { clients } = await preview({ ...WISH, clients: [a, b] })
    const request = {
      ...WISH,
      clients: clients.map(({ client: id, version }) => ({ id, version })),
    }
    const intent = key()
    const both = await Promise.all([staff.post(BULK, request, intent), staff.post(BULK, request, intent)])
    for (const answer of both) expect(answer.status).toBe(200)
    const end = await bulk(await staff.post(BULK, request, intent))
    expect(results(end)).toEqual([
      [a, 'changed'],
      [b, 'changed'],
    ])
    const rows = await api.worker.rows(
      'SELECT client_id FROM service_terms WHERE agency_id = ? AND change_id IS NOT NULL',
      [agency.id],
    )
    expect(rows).toHaveLength(2)
  })

  it('completes the record of a worker that died half-way', async () => {
    const { agency, staff, a } = await prepare()
    const d = await client(agency, 'd')
    const body = JSON.stringify({ ...WISH, clients: [a, d].map((id) => ({ id, version: 0 })) })
    const intent = key()
    const request = createHash('sha256').update(`POST ${BULK}\n${body}`).digest('hex')
    await api.worker.db.writeBatch([
      {
        sql: `INSERT INTO bulk_change (agency_id, id, service, wish, key, request, undoes, actor, created_at)
              VALUES (?, 'half', ?, '{}', ?, ?, NULL, 'staff:gone', 0)`,
        args: [agency.id, SERVICE, intent['idempotency-key'], request],
      },
      {
        sql: `INSERT INTO bulk_change_item (agency_id, bulk_id, client_id, result) VALUES (?, 'half', ?, 'changed')`,
        args: [agency.id, a],
      },
    ])
    const done = await bulk(await staff.post(BULK, JSON.parse(body), intent))
    expect([done.id, ...results(done)]).toEqual(['half', [a, 'changed'], [d, 'changed']])
    expect(await termsOf(staff, a)).toMatchObject({ terms: 'default' })
    expect(await termsOf(staff, d)).toMatchObject({ multiplier: '1.5', terms: 'own' })
  })

  it('B-14 is undone where nobody changed it since, and names the others', async () => {
    const { agency, staff, a, b, preview } = await prepare()
    const shown = await preview({ ...WISH, clients: [a, b] })
    const done = await bulk(
      await staff.post(
        BULK,
        { ...WISH, clients: shown.clients.map(({ client: id, version }) => ({ id, version })) },
        key(),
      ),
    )
    const version = (await termsOf(staff, a))?.version
    await staff.put(`/v1/clients/${a}/services/${SERVICE}`, { billedBy: 'agency', version })
    const undo = `/v1/bulk-changes/${done.id}/undo`
    const undone = await bulk(await staff.post(undo))
    expect(results(undone).toSorted()).toEqual([
      [a, 'version_conflict'],
      [b, 'changed'],
    ])
    expect(undone.undoes).toBe(done.id)
    expect(await termsOf(staff, a)).toMatchObject({ billedBy: 'agency' })
    expect(await termsOf(staff, b)).toMatchObject({ multiplier: '1.2' })
    const again = await bulk(await staff.post(undo, {}))
    expect([again.id, results(again)]).toEqual([undone.id, results(undone)])
    const shownAgain = await bulk(await staff.get(`/v1/bulk-changes/${done.id}`))
    expect(shownAgain).toMatchObject({ changed: 2, undoneBy: undone.id })
    const rows = await api.worker.rows(
      "SELECT 1 FROM audit_log WHERE agency_id = ? AND action = 'service.undone'",
      [agency.id],
    )
    expect(rows).toHaveLength(1)

    const other = await (await api.agency()).signIn('owner')
    expect(await codeOf(await other.get(`/v1/bulk-changes/${done.id}`))).toBe('not_found')
    expect(await codeOf(await other.post(undo))).toBe('not_found')
    const viewer = await agency.signIn('viewer')
    expect(await codeOf(await viewer.post(undo))).toBe('role_forbids')
    expect(await codeOf(await viewer.post(`${BULK}/preview`, { ...WISH, clients: 'all' }))).toBe(
      'role_forbids',
    )
  })

  it('takes 200 clients at once and no more, and previews all of them in pages', async () => {
    const agency = await api.agency()
    const staff = await agency.signIn('staff')
    await api.worker.db.writeBatch([
      {
        sql: `INSERT INTO client (agency_id, id, name, currency, billing_mode, has_account_admin, phone_system, payment_state, suspended, created_at)
              SELECT ?1, ?1 || '-' || printf('%03d', value), 'N', 'USD', 'postpaid', 1, 'lc', 'ok', 0, 0
              FROM json_each(?2)`,
        args: [agency.id, JSON.stringify(Array.from({ length: 201 }, (_, i) => i + 1))],
      },
    ])
    const page = async (cursor?: string) =>
      BulkPreview.parse(
        await (await staff.post(`${BULK}/preview`, { ...WISH, clients: 'all', cursor })).json(),
      )
    const first = await page()
    const second = await page(first.nextCursor ?? '')
    expect([first.clients.length, second.clients.length, second.nextCursor]).toEqual([200, 1, null])
    const chosen = [...first.clients, ...second.clients].map(({ client: id, version }) => ({ id, version }))
    const many = await problemIn(await staff.post(BULK, { ...WISH, clients: chosen }, key()))
    expect([many.code, many.errors?.[0]?.field]).toEqual(['invalid_request', 'clients'])
    const done = await bulk(await staff.post(BULK, { ...WISH, clients: chosen.slice(0, 200) }, key()))
    expect([done.changed, done.refused]).toEqual([200, 0])
  })
})
