/** What an isolate keeps between requests: terms, owners of outside ids, source keys. In this process, over real HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import { createSourceKey, readSourceKey } from '../../../worker/access/source-keys.ts'
import { resolveClients } from '../../../worker/clients/resolve-clients.ts'
import { forgetTerms, loadTerms } from '../../../worker/pricing/load-terms.ts'
import { termsFor } from '../../../worker/pricing/terms.ts'
import { type LedgerBench, NOW, startLedger } from '../../support/ledger.ts'

const LONG_AGO = new Date('2026-01-01T00:00:00Z')
const sms = (multiplier: string) =>
  ({ billedBy: 'ledger', rule: { kind: 'multiplier', multiplier } }) as const

describe('what an isolate keeps', () => {
  let bench: LedgerBench
  beforeAll(async () => {
    bench = await startLedger()
  })
  afterAll(() => bench.close())
  beforeEach(() => bench.server.clearRequests())
  const trips = () => bench.server.requests.length
  const write = (sql: string, args: (string | bigint)[] = []) => bench.ctx.db.writeBatch([{ sql, args }])
  const addTerms = (agency: string, client: string, multiplier: string) =>
    bench.ctx.db.writeBatch([
      {
        sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
              VALUES (?, ?, 'sms.outbound', ?, 'ledger', ?, 'USD', 0)`,
        args: [agency, client, BigInt(NOW.getTime()), JSON.stringify(sms(multiplier).rule)],
      },
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agency] },
    ])

  it('loads terms in one round trip, and those it has in none', async () => {
    await seedAgency(bench.ctx.db, { id: 'k1' }, LONG_AGO)
    await seedClient(bench.ctx.db, 'k1', { id: 'c1', services: { 'sms.outbound': sms('1.5') } }, LONG_AGO)
    await seedClient(bench.ctx.db, 'k1', { id: 'c2', billingMode: 'postpaid', currency: 'EUR' }, LONG_AGO)
    bench.server.clearRequests()
    const terms = await loadTerms(bench.ctx, 'k1', ['c1'])
    expect(trips()).toBe(1)
    expect(await loadTerms(bench.ctx, 'k1', ['c1'])).toBe(terms)
    expect(trips()).toBe(1)
    const both = await loadTerms(bench.ctx, 'k1', ['c1', 'c2', 'nobody'])
    expect(trips()).toBe(2)
    expect(termsFor(both, 'c1', 'sms.outbound', NOW)).toMatchObject({
      billedBy: 'ledger',
      billingMode: 'prepaid',
      rule: { kind: 'multiplier', multiplier: '1.5' },
      costRate: { unitCost: '0.00747' },
    })
    expect(termsFor(both, 'c2', 'sms.outbound', NOW)).toMatchObject({
      billingMode: 'postpaid',
      currency: 'EUR',
    })
    expect(termsFor(both, 'nobody', 'sms.outbound', NOW)).toBeUndefined()
    await loadTerms(bench.ctx, 'k1', ['c1', 'c2'])
    expect(trips()).toBe(2)
  })

  it('never mixes terms of two versions, and reads again what was forgotten', async () => {
    await seedAgency(bench.ctx.db, { id: 'k2' }, LONG_AGO)
    for (const id of ['c1', 'c2']) {
      await seedClient(bench.ctx.db, 'k2', { id, services: { 'sms.outbound': sms('1.1') } }, LONG_AGO)
    }
    const old = await loadTerms(bench.ctx, 'k2', ['c1'])
    await addTerms('k2', 'c1', '2')
    await addTerms('k2', 'c2', '2')
    const multiplier = (terms: typeof old, client: string) =>
      termsFor(terms, client, 'sms.outbound', NOW)?.rule
    expect(multiplier(await loadTerms(bench.ctx, 'k2', ['c1']), 'c1')).toMatchObject({ multiplier: '1.1' })
    const both = await loadTerms(bench.ctx, 'k2', ['c1', 'c2'])
    expect(both.priceVersion).toBe(old.priceVersion + 2n)
    expect([multiplier(both, 'c1'), multiplier(both, 'c2')]).toEqual([sms('2').rule, sms('2').rule])

    await addTerms('k2', 'c1', '3')
    forgetTerms('k2')
    expect(multiplier(await loadTerms(bench.ctx, 'k2', ['c1']), 'c1')).toEqual(sms('3').rule)
  })

  it("keeps agencies apart, and takes the agency's default where the client has nothing of its own", async () => {
    for (const id of ['k3', 'k3b']) {
      await seedAgency(bench.ctx.db, { id }, LONG_AGO)
      await seedClient(bench.ctx.db, id, { id: 'same' }, LONG_AGO)
    }
    await addTerms('k3', '*', '4')
    const rule = async (agency: string) =>
      termsFor(await loadTerms(bench.ctx, agency, ['same']), 'same', 'sms.outbound', NOW)?.rule
    expect([await rule('k3'), await rule('k3b')]).toEqual([sms('4').rule, null])
    await expect(loadTerms(bench.ctx, 'nobody', [])).rejects.toMatchObject({ code: 'not_found' })
  })

  it('finds who is behind outside ids; one that was not connected is asked for again', async () => {
    await seedAgency(bench.ctx.db, { id: 'k4', company: 'company4' }, LONG_AGO)
    await seedClient(bench.ctx.db, 'k4', { id: 'c4', location: 'location4' }, LONG_AGO)
    bench.server.clearRequests()
    const ask = (system: string) => resolveClients(bench.ctx, system, ['location4', 'company4', 'later4'])
    expect(Object.fromEntries(await ask('highlevel'))).toEqual({
      location4: { agencyId: 'k4', clientId: 'c4' },
      company4: { agencyId: 'k4', clientId: null },
    })
    expect((await ask('closebot')).size).toBe(0)
    await write(
      "INSERT INTO directory (system, external_id, agency_id, client_id) VALUES ('highlevel', 'later4', 'k4', 'c4')",
    )
    expect((await ask('highlevel')).get('later4')).toEqual({ agencyId: 'k4', clientId: 'c4' })
    bench.server.clearRequests()
    await ask('highlevel')
    expect(trips()).toBe(0)
  })

  it('asks again after a minute whose an account is that staff may move; a sub-account of the CRM stays', async () => {
    await seedAgency(bench.ctx.db, { id: 'k6', company: 'company6' }, LONG_AGO)
    for (const id of ['c6', 'd6']) {
      await seedClient(bench.ctx.db, 'k6', { id, location: `location-${id}` }, LONG_AGO)
    }
    await write(
      "INSERT INTO directory (system, external_id, agency_id, client_id) VALUES ('closebot', 'src6', 'k6', 'c6')",
    )
    const ownerOf = async (system: string, id: string, seconds: number) => {
      const ctx = { ...bench.ctx, now: () => new Date(NOW.getTime() + seconds * 1000) }
      return (await resolveClients(ctx, system, [id])).get(id)?.clientId
    }
    expect([await ownerOf('closebot', 'src6', 0), await ownerOf('highlevel', 'location-c6', 0)]).toEqual([
      'c6',
      'c6',
    ])
    await write("UPDATE directory SET client_id = 'd6' WHERE agency_id = 'k6' AND client_id = 'c6'")
    expect([await ownerOf('closebot', 'src6', 59), await ownerOf('closebot', 'src6', 60)]).toEqual([
      'c6',
      'd6',
    ])
    expect(await ownerOf('highlevel', 'location-c6', 3_600)).toBe('c6')
    await write("DELETE FROM directory WHERE system = 'closebot' AND external_id = 'src6'")
    expect(await ownerOf('closebot', 'src6', 120)).toBeUndefined()
  })

  it('knows a source key for a minute, then asks whether it was revoked', async () => {
    await seedAgency(bench.ctx.db, { id: 'k5' }, LONG_AGO)
    const key = await createSourceKey(bench.ctx, 'k5', {
      source: 'closebot',
      label: 'bot',
      repeatWindowDays: 3,
    })
    expect(key).toMatch(/^rlk_[\w-]{43}$/)
    const actor = { kind: 'source', agencyId: 'k5', source: 'closebot', repeatWindowDays: 3 }
    expect(await readSourceKey(bench.ctx, key)).toEqual(actor)
    await write('UPDATE source_key SET revoked_at = 1 WHERE agency_id = ?', ['k5'])
    const later = (seconds: number) => ({ ...bench.ctx, now: () => new Date(NOW.getTime() + seconds * 1000) })
    expect(await readSourceKey(later(59), key)).toEqual(actor)
    await expect(readSourceKey(later(60), key)).rejects.toMatchObject({ code: 'not_signed_in' })
    await expect(readSourceKey(bench.ctx, `${key}x`)).rejects.toMatchObject({ code: 'not_signed_in' })
  })
})
