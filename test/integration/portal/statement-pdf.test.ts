/** The statement as PDF over HTTP: for staff and for the client, and how a client outside Stripe is billed by it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agency, type Api, type Staff, startApi } from '../api/support.ts'
import { readPdf } from '../../support/read-pdf.ts'
import { enter, visitor } from './support.ts'

let api: Api
let agency: Agency
let owner: Staff
beforeAll(async () => {
  api = await startApi()
  agency = await api.agency({ timeZone: 'Europe/Berlin', name: 'Nordlicht' })
  owner = await agency.signIn('owner')
})
afterAll(() => api.close())

async function usedClient(id: string): Promise<void> {
  await agency.client({
    id,
    name: 'Łódź Café',
    billingMode: 'postpaid',
    services: {
      'email.outbound': { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '1.5' } },
      'closebot.response': { billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '0.02' } },
    },
  })
  const key = await api.worker.sourceKey(agency.id, `pdf-${id}`)
  const event = (name: string, service: string, quantity: string, unitCost: string) => ({
    id: name,
    client: id,
    service,
    quantity,
    unitCost,
    occurredAt: '2026-10-28T10:00:00Z',
  })
  const answer = await api.worker.postUsage(key, [
    event('a', 'email.outbound', '10000', '0.0059'),
    event('b', 'closebot.response', '75', '0.006'),
  ])
  const { results } = (await answer.json()) as { results: { outcome: string }[] }
  expect(results.map(({ outcome }) => outcome)).toEqual(['posted', 'posted'])
}

const path = (id: string, query: string) => `/v1/clients/${id}/statement?${query}`
const intent = (name: string) => ({ 'idempotency-key': `statement-pdf-${name}` })
const pdfOf = async (answer: Response) => readPdf(new Uint8Array(await answer.arrayBuffer()))

describe('statement as PDF', () => {
  it('CB-02 a client in manual mode is billed by PDF: total and reference, the transfer noted under it, the balance settled', async () => {
    await usedClient('m1')
    expect(
      (await owner.put('/v1/clients/m1/outside-payment', { outside: true }, intent('outside'))).status,
    ).toBe(200)
    const answer = await owner.get(path('m1', 'month=2026-10&format=pdf'))
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="statement-2026-10.pdf"',
      'cache-control': 'no-store',
    })
    const bill = await pdfOf(answer)
    // 10,000 × 0.0059 × 1.5 + 75 × 0.02
    expect(bill.text).toContain('Amount to pay\n$90.00')
    const [, reference = ''] = /with reference (\w+)\./.exec(bill.text.replaceAll('\n', ' ')) ?? []
    expect(reference).toMatch(/^RF\d\d202610/)
    const payment = { amount: '90', reference }
    expect((await owner.post('/v1/clients/m1/payments', payment, intent('paid'))).status).toBe(200)
    expect((await owner.post('/v1/clients/m1/payments', payment, intent('again'))).status).toBe(409)
    const after = await pdfOf(await owner.get(path('m1', 'month=2026-11&format=pdf')))
    expect(after.text).toContain('Payment\n21 Nov 2026\n-$90.00')
    expect(after.text).toContain('Closing balance\n$0.00')
    expect(after.text).toContain('There is nothing to pay.')
    expect(api.worker.house.stripe?.requests ?? []).toEqual([])
  })

  it('HL-15 CE-02 has no cost, no margin and no name of a system, whatever view is asked for; also by Accept', async () => {
    await usedClient('m2')
    for (const query of ['view=agency&lang=en', 'view=client&lang=de']) {
      const headers = { authorization: `Bearer ${owner.tokens.accessToken}`, accept: 'application/pdf' }
      const answer = await api.worker.fetch(path('m2', `month=2026-10&${query}`), { headers })
      expect(answer.headers.get('content-type')).toBe('application/pdf')
      const { text } = await pdfOf(answer)
      expect(text).toMatch(/Bot responses|Bot-Antworten/)
      expect(text).toContain('Lódz Café')
      // 59 and 0.45 are what it cost the agency.
      expect(text).not.toMatch(/cost|margin|closebot|highlevel|leadconnector|stripe|rebill|\b59[.,]|0[.,]45/i)
    }
  })

  it('the client takes it from its own page, in its language, and nobody else does', async () => {
    await usedClient('m3')
    const client = await enter(api, owner, 'm3', 'de')
    const page = await client.get('/portal/statement?month=2026-10')
    expect(page.text).toContain('href="/portal/statement.pdf?month=2026-10"')
    const own = await client.get('/portal/statement.pdf?month=2026-10')
    expect([own.status, own.headers.get('content-type'), own.headers.get('cache-control')]).toEqual([
      200,
      'application/pdf',
      'no-store',
    ])
    expect(own.headers.get('content-disposition')).toBe('attachment; filename="statement-2026-10.pdf"')
    const { text, language } = await readPdf(own.bytes)
    expect(language).toBe('(de)')
    expect(text).toContain('90,00 $')
    expect((await client.get('/portal/statement.pdf?month=2026-13')).status).toBe(404)
    expect((await visitor(api).get('/portal/statement.pdf?month=2026-10')).status).toBe(404)
    const stranger = await (await api.agency()).signIn('owner')
    expect((await stranger.get(path('m3', 'format=pdf'))).status).toBe(404)
    expect((await owner.get(path('m3', 'format=exe'))).status).toBe(400)
  })
})
