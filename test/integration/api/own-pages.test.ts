/** What the extension's own pages read and send, against the real worker: the stand-in of browser tests proves less. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAlertSettingsApi } from '../../../extension/rpc/alert-settings-api.ts'
import { createDaysApi } from '../../../extension/rpc/days-api.ts'
import type { HttpAnswer, HttpCall } from '../../../extension/rpc/http.ts'
import { createOverlayApi } from '../../../extension/rpc/overlay-api.ts'
import { createPaymentsApi } from '../../../extension/rpc/payments-api.ts'
import { type Api, type Staff, NOW, startApi } from './support.ts'

/** The background's way to the worker, with one person's token. */
const authorisedAs =
  (staff: Staff) =>
  async ({ method, path, body }: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer> => {
    const answer =
      method === 'PUT'
        ? await staff.put(path, body)
        : await (method === 'DELETE' ? staff.delete(path) : staff.get(path))
    const given = (await answer.json()) as { code?: string; detail?: string; requestId?: string }
    if (answer.ok) return { ok: true, body: given }
    const { code = '', detail = '', requestId = '' } = given
    return { ok: false, failure: { kind: 'refused', status: answer.status, code, detail, requestId } }
  }

describe("the extension's own pages and the real worker", () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())
  const now = () => NOW.getTime()

  it('agree on the settings of alerts, read and written, and on who may write them', async () => {
    const agency = await api.agency()
    const owner = createAlertSettingsApi({ authorised: authorisedAs(await agency.signIn('owner')), now })
    const first = await owner.read()
    expect(first).toMatchObject({ ok: true, value: { value: { emails: [], webhook: null, clients: [] } } })
    const wish = {
      locale: 'de',
      emails: ['owner@northwind.example'],
      webhook: null,
      muted: ['runway'],
      thresholds: { lowBalance: '1234.5', runwayDays: 0, marginFloor: '-0.000001', lossFloor: null },
      newSecret: false,
      version: 0,
    } as const
    const { newSecret: _, ...rest } = wish
    const saved = { ...rest, version: 1 }
    expect(await owner.set(wish)).toMatchObject({ ok: true, value: { value: saved } })
    expect(await owner.set(wish)).toMatchObject({
      ok: false,
      failure: { status: 409, code: 'version_conflict' },
    })
    const viewer = createAlertSettingsApi({ authorised: authorisedAs(await agency.signIn('viewer')), now })
    expect(await viewer.read()).toMatchObject({ ok: true, value: { value: saved } })
    expect(await viewer.set(wish)).toMatchObject({
      ok: false,
      failure: { status: 403, code: 'role_forbids' },
    })
  })

  it('agree on a client’s own thresholds', async () => {
    const agency = await api.agency()
    const id = await agency.client({ id: 'own-thresholds' })
    const { setClient } = createAlertSettingsApi({
      authorised: authorisedAs(await agency.signIn('staff')),
      now,
    })
    const own = { lowBalance: '25', runwayDays: null, marginFloor: '0.2', lossFloor: null }
    const saved = await setClient({ id, version: 0, ...own })
    expect(saved).toMatchObject({ ok: true, value: { own, version: 1, agency: { lowBalance: null } } })
    expect(await setClient({ id, version: 0, ...own })).toMatchObject({
      ok: false,
      failure: { status: 409, code: 'version_conflict' },
    })
    expect(await setClient({ id: 'nobody', version: 0, ...own })).toMatchObject({
      ok: false,
      failure: { status: 404, code: 'not_found' },
    })
  })

  it('agree on whose an account is, and on who may say so', async () => {
    const agency = await api.agency()
    for (const id of ['own-one', 'own-two']) await agency.client({ id })
    const overlayAs = async (role: 'owner' | 'staff') =>
      createOverlayApi({ authorised: authorisedAs(await agency.signIn(role)), now })
    const [owner, staff] = [await overlayAs('owner'), await overlayAs('staff')]
    const of = { system: 'closebot', account: 'src/own?1&2' }
    const refused = (status: number, code: string) => ({ ok: false, failure: { status, code } })
    expect(await staff.connect({ ...of, client: 'own-one', from: null })).toMatchObject(
      refused(403, 'role_forbids'),
    )
    const one = { ok: true, value: { id: 'own-one', name: 'Client own-one' } }
    expect(await owner.connect({ ...of, client: 'own-one', from: null })).toEqual(one)
    expect(await staff.find(of.system, of.account)).toEqual(one)
    expect(await owner.connect({ ...of, client: 'own-two', from: null })).toMatchObject(
      refused(409, 'account_connected'),
    )
    expect(await owner.connect({ ...of, client: 'own-two', from: 'own-one' })).toMatchObject({
      value: { id: 'own-two' },
    })
    expect(await owner.disconnect({ ...of, client: 'own-one' })).toMatchObject(
      refused(409, 'version_conflict'),
    )
    expect(await owner.disconnect({ ...of, client: 'own-two' })).toMatchObject({ value: { id: 'own-two' } })
    expect(await staff.find(of.system, of.account)).toMatchObject(refused(404, 'not_found'))
  })

  it('agree on days, lines and the payment account', async () => {
    const agency = await api.agency()
    const id = await agency.client({ id: 'own-pages' })
    const authorised = authorisedAs(await agency.signIn('viewer'))
    const days = createDaysApi({ authorised, now })
    const span = { from: '2026-10-23', to: '2026-11-21' }
    for (const answer of [await days.clients([id]), await days.services(), await days.clientServices(id)]) {
      expect(answer).toEqual({ ok: true, value: { at: now(), value: { ...span, lines: [] } } })
    }
    expect(await createPaymentsApi({ authorised }).read()).toEqual({
      ok: true,
      value: { account: '', state: 'own', key: null },
    })
  })
})
