import { describe, expect, test } from 'vitest'
import { createAccountStore } from '../../../extension/features/client-panel/account/store.ts'
import { createAlertsStore } from '../../../extension/features/client-panel/alerts/store.ts'
import type { Ask } from '../../../extension/features/client-panel/store.ts'
import type { Failure } from '../../../extension/rpc/messages.ts'
import { sampleDetail, sampleOverview, sampleServices } from '../../support/browser-samples.ts'

const OF = { system: 'closebot', account: 'src_demo_00000001' }
const ONE = { id: 'c1', name: 'One' }
const TWO = { id: 'c2', name: 'Two' }
const refused = (status: number, code: string): { ok: false; failure: Failure } => ({
  ok: false,
  failure: { kind: 'refused', status, code, detail: '', requestId: 'r' },
})
const OWNER = {
  ok: true,
  value: { state: 'signedIn', worker: 'w', role: 'owner', agency: { id: 'a', name: 'A' } },
}

/** Each verb's answers in turn, the last one again; null = the page has moved on. */
function asking(answers: Record<string, unknown[]>) {
  const sent: [string, unknown][] = []
  const ask = (async (verb: string, input: unknown) => {
    sent.push([verb, input])
    const left = answers[verb] ?? [null]
    return left.length > 1 ? left.shift() : left[0]
  }) as unknown as Ask
  return { ask, sent }
}

describe('whose an account is', () => {
  test('who asks must be known before anybody is told that they may not', async () => {
    const failure: Failure = { kind: 'interrupted' }
    const store = createAccountStore(
      OF,
      asking({
        'clients.find': [refused(404, 'not_found')],
        'session.status': [{ ok: false, failure }, OWNER],
      }).ask,
    )
    await store.find()
    expect(store.whose.value).toEqual({ kind: 'failed', failure })
    await store.find()
    expect([store.whose.value.kind, store.role.value]).toEqual(['unknown', 'owner'])
  })

  test('an answer for a page that was left changes nothing', async () => {
    const store = createAccountStore(OF, asking({ 'clients.find': [null], 'session.status': [OWNER] }).ask)
    await store.find()
    expect(store.whose.value).toEqual({ kind: 'finding' })
  })

  test('two clicks are one connection, and it stands only once the worker has said so', async () => {
    const held = Promise.withResolvers<unknown>()
    const { ask, sent } = asking({
      'clients.find': [refused(404, 'not_found')],
      'session.status': [OWNER],
      'clients.connect': [held.promise],
    })
    const store = createAccountStore(OF, ask)
    await store.find()
    const both = [store.connect(ONE), store.connect(TWO)]
    expect([store.whose.value.kind, store.step.value.is]).toEqual(['unknown', 'pending'])
    held.resolve({ ok: true, value: ONE })
    await Promise.all(both)
    expect(store.whose.value).toEqual({ kind: 'connected', client: ONE })
    expect(sent.filter(([verb]) => verb === 'clients.connect')).toEqual([
      ['clients.connect', { ...OF, client: 'c1', from: null }],
    ])
  })

  test.each([
    ['the same client by somebody else is as good as done', ONE, 'done'],
    ['another one is told', TWO, 'overtaken'],
  ])('connected meanwhile: %s', async (_what, now, is) => {
    const { ask } = asking({
      'clients.find': [refused(404, 'not_found'), { ok: true, value: now }],
      'session.status': [OWNER],
      'clients.connect': [refused(409, 'account_connected')],
    })
    const store = createAccountStore(OF, ask)
    await store.find()
    await store.connect(ONE)
    expect([store.whose.value, store.step.value.is]).toEqual([{ kind: 'connected', client: now }, is])
  })
})

describe('a client’s own thresholds', () => {
  const detail = sampleDetail(sampleOverview(0), sampleServices())
  const alerts = detail.alerts ?? expect.unreachable()
  const own = { ...alerts.own, lowBalance: '20' }
  const known = (value: object) => ({ ok: true, value: { at: 1, value: { ...detail, ...value } } })
  function opened(answers: Record<string, unknown[]>) {
    let changes = 0
    const { ask, sent } = asking(answers)
    const store = createAlertsStore({ client: 'c1', ask, changed: () => (changes += 1) })
    store.open(alerts, 'USD')
    return { store, sent, changes: () => changes }
  }
  const stepOf = ({ phase }: ReturnType<typeof opened>['store']) =>
    phase.value.kind === 'open' ? phase.value.is.step : 'closed'

  test('are saved in the version that was read, and the client is read again', async () => {
    const { store, sent, changes } = opened({ 'clients.setAlerts': [{ ok: true, value: alerts }] })
    await store.save(own)
    expect(sent).toEqual([['clients.setAlerts', { id: 'c1', version: 0, ...own }]])
    expect([stepOf(store), store.isSaved.value, changes()]).toEqual(['closed', true, 1])
  })

  test('overtaken: fields nobody touched here take over, the next save goes out in the new version', async () => {
    const now = { ...alerts, own: { ...alerts.own, lossFloor: '3' }, version: 5 }
    const { store, sent } = opened({
      'clients.setAlerts': [refused(409, 'version_conflict'), { ok: true, value: now }],
      'clients.detail': [known({ alerts: now })],
    })
    store.draft.value = { ...store.draft.value, lowBalance: '20' }
    await store.save(own)
    expect(stepOf(store)).toBe('overtaken')
    expect(store.draft.value).toMatchObject({ lowBalance: '20', lossFloor: '3.00', runwayDays: null })
    await store.save({ ...own, lossFloor: '3' })
    expect(sent.at(-1)).toEqual(['clients.setAlerts', { id: 'c1', version: 5, ...own, lossFloor: '3' }])
  })

  test.each([
    ['cannot be read', [{ ok: false, failure: { kind: 'offline' } }], 'failed'],
    ['are not said by this worker', [known({ alerts: undefined })], 'failed'],
    ['are those that were sent', [known({ alerts: { ...alerts, own, version: 1 } })], 'closed'],
    ['belong to a page that was left', [null], 'pending'],
  ])('after a refused version, what stands there %j', async (_what, answers, step) => {
    const { store } = opened({
      'clients.setAlerts': [refused(409, 'version_conflict')],
      'clients.detail': answers,
    })
    await store.save(own)
    expect(stepOf(store)).toBe(step)
  })
})
