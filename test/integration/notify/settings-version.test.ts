/** Two people who change the settings of alerts at once: the second is told, and overwrites nothing unseen. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientAlerts } from '../../../shared/contract/alerts.ts'
import { ClientDetail } from '../../../shared/contract/clients.ts'
import { readAccess } from '../../../worker/access/tokens.ts'
import type { Context } from '../../../worker/context.ts'
import { setSettings } from '../../../worker/notify/set-settings.ts'
import { SettingsRequest } from '../../../worker/notify/settings-shape.ts'
import { type Api, type Staff, codeOf, problemIn, startApi } from '../api/support.ts'
import { SETTINGS } from './support.ts'

/** Holds back whoever has read until so many have: then nobody's check saw what another wrote. */
function allReadFirst(ctx: Context, count: number): Context {
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = count
  const readBatch: Context['db']['readBatch'] = async (statements) => {
    const answer = await ctx.db.readBatch(statements)
    left -= 1
    if (left === 0) resolve()
    await promise
    return answer
  }
  return { ...ctx, db: { ...ctx.db, readBatch } }
}

const NONE = SETTINGS.thresholds
const PATH = '/v1/alerts/settings'

describe('the version of alert settings', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  const settingsOf = async (staff: Staff) =>
    (await (await staff.get(PATH)).json()) as typeof SETTINGS & { clients: object[] }
  const alertsOf = async (staff: Staff, client: string): Promise<ClientAlerts | undefined> =>
    ClientDetail.parse(await (await staff.get(`/v1/clients/${client}`)).json()).alerts
  const auditOf = (agencyId: string) =>
    api.worker.rows('SELECT action FROM audit_log WHERE agency_id = ? AND action LIKE ?', [
      agencyId,
      'alerts.%',
    ])

  it('moves with each change; what was read before another’s change is refused, and changes nothing', async () => {
    const agency = await api.agency()
    const [ann, ben] = [await agency.signIn('owner'), await agency.signIn('owner')]
    expect((await settingsOf(ann)).version).toBe(0)
    const first = await ann.put(PATH, { ...SETTINGS, emails: ['ann@agency.example'] })
    expect(await first.json()).toMatchObject({ version: 1, emails: ['ann@agency.example'] })

    const late = await ben.put(PATH, { ...SETTINGS, emails: ['ben@agency.example'] })
    expect(await problemIn(late)).toMatchObject({ status: 409, code: 'version_conflict' })
    const standing = await settingsOf(ben)
    expect(standing).toMatchObject({ version: 1, emails: ['ann@agency.example'] })
    const again = await ben.put(PATH, { ...SETTINGS, version: 1, emails: ['ben@agency.example'] })
    expect(await again.json()).toMatchObject({ version: 2, emails: ['ben@agency.example'] })
    expect(await codeOf(await ann.put(PATH, { ...SETTINGS, version: 3 }))).toBe('version_conflict')
    expect(await auditOf(agency.id)).toHaveLength(2)
  })

  it.each([['none'], ['1'], [-1], [0.5], [null]])('%j is no version', async (version) => {
    const owner = await (await api.agency()).signIn('owner')
    const { version: _, ...unversioned } = SETTINGS
    const body = version === 'none' ? unversioned : { ...unversioned, version }
    expect(await problemIn(await owner.put(PATH, body))).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'version' }],
    })
  })

  it('of several that have all read before any writes, one is right', async () => {
    const agency = await api.agency()
    const owner = await agency.signIn('owner')
    const actor = await readAccess(api.ctx, owner.tokens.accessToken)
    const ctx = allReadFirst(api.ctx, 5)
    const save = (email: string) =>
      setSettings(ctx, actor, SettingsRequest.parse({ ...SETTINGS, emails: [email] }))
    const all = await Promise.allSettled([1, 2, 3, 4, 5].map((i) => save(`p${i}@agency.example`)))
    const [right, ...more] = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(more).toEqual([])
    const codes = all.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as { code?: string }).code] : [],
    )
    expect(codes).toEqual(Array(4).fill('version_conflict'))
    expect(await settingsOf(owner)).toMatchObject({ version: 1, emails: right?.emails })
    expect(await auditOf(agency.id)).toHaveLength(1)
  })

  it('a client’s own thresholds have theirs, stand beside the agency’s, and are given back', async () => {
    const agency = await api.agency()
    for (const id of ['v-one', 'v-two']) await agency.client({ id })
    const [owner, staff] = [await agency.signIn('owner'), await agency.signIn('staff')]
    const path = '/v1/clients/v-one/alert-thresholds'
    expect(await alertsOf(staff, 'v-one')).toEqual({ own: NONE, agency: NONE, version: 0 })
    const own = { lowBalance: '25', runwayDays: 0, marginFloor: '-0.05', lossFloor: '2.5' }
    expect(await (await staff.put(path, { ...own, version: 0 })).json()).toEqual({
      own,
      agency: NONE,
      version: 1,
    })
    expect(await codeOf(await owner.put(path, { ...NONE, version: 0 }))).toBe('version_conflict')
    // The agency's own version is another one.
    const thresholds = { ...NONE, lowBalance: '10' }
    expect((await owner.put(PATH, { ...SETTINGS, thresholds })).status).toBe(200)
    expect(await alertsOf(staff, 'v-one')).toEqual({ own, agency: thresholds, version: 1 })
    expect(await alertsOf(staff, 'v-two')).toEqual({ own: NONE, agency: thresholds, version: 0 })
    expect((await settingsOf(owner)).clients).toEqual([{ id: 'v-one', ...own }])

    const back = await owner.put(path, { ...NONE, version: 1 })
    expect(await back.json()).toEqual({ own: NONE, agency: thresholds, version: 2 })
    expect((await settingsOf(owner)).clients).toEqual([])
    // Given back is not forgotten: an old form is still an old one.
    expect(await codeOf(await staff.put(path, { ...own, version: 0 }))).toBe('version_conflict')
    expect(await codeOf(await staff.put(path, { ...own, version: 2, runwayDays: 91 }))).toBe(
      'invalid_request',
    )
    const viewer = await agency.signIn('viewer')
    expect(await codeOf(await viewer.put(path, { ...own, version: 2 }))).toBe('role_forbids')
    expect(await alertsOf(viewer, 'v-one')).toMatchObject({ version: 2 })
  })

  it('and are behind the fence of the agency', async () => {
    const [mine, theirs] = [await api.agency(), await api.agency()]
    await theirs.client({ id: 'v-theirs' })
    const owner = await mine.signIn('owner')
    const answer = await owner.put('/v1/clients/v-theirs/alert-thresholds', { ...NONE, version: 0 })
    expect([answer.status, await codeOf(answer)]).toEqual([404, 'not_found'])
    expect(await alertsOf(await theirs.signIn('viewer'), 'v-theirs')).toMatchObject({ version: 0 })
  })
})
