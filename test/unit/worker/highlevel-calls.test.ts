/** What the worker asks of HighLevel, against the local HighLevel and, where it is there, the published spec. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type HighLevelHandle, startHighLevel } from '../../../dev/highlevel/server.ts'
import { DEMO_IDS } from '../../../dev/highlevel/world.ts'
import { SERVICES } from '../../../shared/catalogue/service.ts'
import { setRebilling } from '../../../worker/crm/highlevel/rebilling.ts'
import { readWalletBalance } from '../../../worker/crm/highlevel/wallet-balance.ts'
import type { Context } from '../../../worker/context.ts'

const [LOCATION, OTHER, , NOT_SAAS] = DEMO_IDS.locations
const PLACES = { companyId: DEMO_IDS.company, locationIds: [LOCATION] }
const SPEC = join(import.meta.dirname, '../../../../shared/highlevel/openapi/saas-api.json')

describe('calls to HighLevel', () => {
  let highlevel: HighLevelHandle
  let ctx: Pick<Context, 'settings' | 'log'>
  const log: string[] = []
  beforeAll(async () => {
    highlevel = await startHighLevel()
    const write = (event: string, fields?: object) => void log.push(`${event} ${JSON.stringify(fields)}`)
    ctx = {
      settings: {
        HIGHLEVEL_API_URL: highlevel.url,
        HIGHLEVEL_TOKEN: highlevel.privateToken(),
      } as Context['settings'],
      log: { info: write, warn: write, error: write },
    }
  })
  afterAll(() => highlevel.close())
  beforeEach(() => highlevel.clearRequests())

  it('switches rebilling on with a markup in percent, and off', async () => {
    expect(await setRebilling(ctx, PLACES, 'Phone', 1_050_000n)).toBe('done')
    expect(highlevel.rebilling(LOCATION, 'Phone')).toEqual({ optIn: true, enabled: true, markup: 5 })
    expect(await setRebilling(ctx, { ...PLACES, locationIds: [LOCATION, OTHER] }, 'Phone', null)).toBe('done')
    expect(highlevel.rebilling(OTHER, 'Phone')).toEqual({ optIn: true, enabled: false, markup: 0 })
  })

  it('is not content with a yes for some of the sub-accounts', async () => {
    expect(await setRebilling(ctx, { ...PLACES, locationIds: [LOCATION, NOT_SAAS] }, 'Phone', null)).toBe(
      'refused',
    )
  })

  it('tells a refusal from no answer, and never repeats by itself', async () => {
    const cases = [
      ['status401', 'refused'],
      ['status429', 'refused'],
      ['status500', 'unanswered'],
    ] as const
    for (const [fault, outcome] of cases) {
      highlevel.clearRequests()
      highlevel.faults[fault] = 1
      expect([fault, await setRebilling(ctx, PLACES, 'Phone', null)]).toEqual([fault, outcome])
      expect(highlevel.requests).toHaveLength(1)
    }
    const nobody = { ...ctx, settings: { ...ctx.settings, HIGHLEVEL_API_URL: 'http://127.0.0.1:1' } }
    expect(await setRebilling(nobody, PLACES, 'Phone', null)).toBe('unanswered')
    const { HIGHLEVEL_TOKEN: token, ...rest } = ctx.settings
    expect(await setRebilling({ ...ctx, settings: rest }, PLACES, 'Phone', null)).toBe('notConnected')
    expect(log.join('\n')).not.toContain(token)
  })

  it('reads a wallet exactly, and tells a sub-account without one from what is wrong with all', async () => {
    const wallet = highlevel.world.locations[0]?.wallet
    if (wallet !== undefined) Object.assign(wallet, { balance: 12.345, complimentaryCredits: 0.1 })
    const at = { companyId: DEMO_IDS.company, locationId: LOCATION }
    expect(await readWalletBalance(ctx, at)).toEqual({
      kind: 'read',
      walletId: wallet?.walletId,
      balance: 12_345_000_000n,
      complimentaryCredits: 100_000_000n,
    })
    const nobody = { ...at, locationId: 'nobody0000000000' }
    expect(await readWalletBalance(ctx, nobody)).toEqual({ kind: 'noWallet' })
    const cases = [
      ['status401', 'refused'],
      ['status429', 'rateLimited'],
      ['status500', 'unanswered'],
    ] as const
    for (const [fault, kind] of cases) {
      highlevel.faults[fault] = 1
      expect([fault, await readWalletBalance(ctx, at)]).toEqual([fault, { kind }])
    }
  })

  it('sends what the published spec takes: every product of the catalogue, every field', async () => {
    if (!existsSync(SPEC)) {
      console.log('not run: the published spec of HighLevel is not beside this project')
      return
    }
    const spec = JSON.parse(readFileSync(SPEC, 'utf8')) as { components: { schemas: Record<string, object> } }
    const schema = { ...spec.components.schemas['UpdateRebillingDto'], additionalProperties: false }
    const validate = new Ajv({ strict: false }).compile(schema)
    const products = new Set(SERVICES.flatMap(({ crmProduct }) => crmProduct ?? []))
    expect(products.size).toBeGreaterThan(8)
    for (const product of products) {
      expect(await setRebilling(ctx, PLACES, product, 1_525_000n)).toBe('done')
      const sent = highlevel.requests.at(-1)
      expect([product, validate(sent?.body), validate.errors]).toEqual([product, true, null])
      expect([sent?.version, sent?.path]).toEqual([
        '2021-04-15',
        `/saas/update-rebilling/${DEMO_IDS.company}`,
      ])
    }
  })
})
