/** Whose an account of an outside system is: found, connected, moved, disconnected. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryEntry } from '../../../shared/contract/directory.ts'
import { type Api, codeOf, startApi } from './support.ts'

describe('the directory', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  it('finds the client behind an outside account, of the own agency only', async () => {
    const [mine, theirs] = [await api.agency(), await api.agency()]
    await mine.client({ id: 'o-mine', name: 'Bright Dental' })
    await theirs.client({ id: 'o-theirs' })
    await api.worker.db.writeBatch(
      [
        ['src_demo_0001', mine.id, 'o-mine'],
        ['src/2 ü', mine.id, 'o-mine'],
        ['src_demo_0003', theirs.id, 'o-theirs'],
      ].map((args) => ({
        sql: `INSERT INTO directory (system, external_id, agency_id, client_id) VALUES ('closebot', ?, ?, ?)`,
        args,
      })),
    )
    const staff = await mine.signIn('viewer')
    const find = (system: string, account: string) =>
      staff.get(`/v1/directory/${system}/${encodeURIComponent(account)}`)
    for (const account of ['src_demo_0001', 'src/2 ü']) {
      expect(DirectoryEntry.parse(await (await find('closebot', account)).json())).toEqual({
        client: { id: 'o-mine', name: 'Bright Dental' },
      })
    }
    const answers = [
      await find('closebot', 'src_demo_0003'),
      await find('closebot', 'nobody'),
      await find('highlevel', 'src_demo_0001'),
    ]
    for (const answer of answers) expect([answer.status, await codeOf(answer)]).toEqual([404, 'not_found'])
  })

  it('connects an account once, with an audit row, and never moves it unasked', async () => {
    const [mine, theirs] = [await api.agency(), await api.agency()]
    for (const id of ['p-one', 'p-two']) await mine.client({ id })
    await theirs.client({ id: 'p-theirs' })
    const [owner, other] = [await mine.signIn('owner'), await theirs.signIn('owner')]
    const path = '/v1/directory/closebot/src_demo_0009'
    const answer = await owner.put(path, { client: 'p-one' })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { client: { id: 'p-one', name: 'Client p-one' } },
    ])
    expect((await owner.put(path, { client: 'p-one' })).status).toBe(200)
    expect(await codeOf(await owner.put(path, { client: 'p-two' }))).toBe('account_connected')
    expect(await codeOf(await other.put(path, { client: 'p-theirs' }))).toBe('account_connected')
    expect(await codeOf(await owner.put('/v1/directory/closebot/new', { client: 'p-theirs' }))).toBe(
      'not_found',
    )
    expect(await codeOf(await owner.put('/v1/directory/Close%20Bot/new', { client: 'p-one' }))).toBe(
      'invalid_request',
    )
    const staff = await mine.signIn('staff')
    expect(await codeOf(await staff.put(path, { client: 'p-one' }))).toBe('role_forbids')
    const audit = await api.worker.rows(
      `SELECT client_id, subject, after FROM audit_log WHERE agency_id = ? AND action = 'account.connected'`,
      [mine.id],
    )
    expect(audit).toEqual([
      { client_id: 'p-one', subject: 'closebot src_demo_0009', after: '{"client":"p-one"}' },
    ])
  })

  it('moves an account from the client that is named, and disconnects it: each with its rows in both histories', async () => {
    const [mine, theirs] = [await api.agency(), await api.agency()]
    for (const id of ['m-one', 'm-two']) await mine.client({ id })
    await theirs.client({ id: 'm-theirs' })
    const [owner, other] = [await mine.signIn('owner'), await theirs.signIn('owner')]
    const path = '/v1/directory/closebot/src_demo_0010'
    const isOf = (id: string) => ({ client: { id, name: `Client ${id}` } })
    // Nobody has it: there is nothing to move it from.
    expect(await codeOf(await owner.put(path, { client: 'm-two', from: 'm-one' }))).toBe('version_conflict')
    expect(await (await owner.put(path, { client: 'm-one' })).json()).toEqual(isOf('m-one'))
    expect(await codeOf(await owner.put(path, { client: 'm-two', from: 'nobody' }))).toBe('version_conflict')
    expect(await codeOf(await owner.put(path, { client: 'nobody', from: 'm-one' }))).toBe('not_found')
    expect(await codeOf(await other.put(path, { client: 'm-theirs', from: 'm-one' }))).toBe(
      'version_conflict',
    )
    expect(await (await owner.put(path, { client: 'm-two', from: 'm-one' })).json()).toEqual(isOf('m-two'))
    // The same click again, its answer lost: done once.
    expect(await (await owner.put(path, { client: 'm-two', from: 'm-one' })).json()).toEqual(isOf('m-two'))

    const staff = await mine.signIn('staff')
    expect(await codeOf(await staff.delete(`${path}?client=m-two`))).toBe('role_forbids')
    expect(await codeOf(await owner.delete(path))).toBe('invalid_request')
    expect(await codeOf(await owner.delete(`${path}?client=m-one`))).toBe('version_conflict')
    expect(await codeOf(await other.delete(`${path}?client=m-two`))).toBe('not_found')
    expect(await (await owner.delete(`${path}?client=m-two`)).json()).toEqual(isOf('m-two'))
    expect(await codeOf(await owner.get(path))).toBe('not_found')
    expect(await codeOf(await owner.delete(`${path}?client=m-two`))).toBe('not_found')
    expect((await owner.put(path, { client: 'm-one' })).status).toBe(200)

    const rows = await api.worker.rows(
      `SELECT client_id, action, before, after FROM audit_log WHERE agency_id = ? AND subject = ?`,
      [mine.id, 'closebot src_demo_0010'],
    )
    const said = rows.map((row) => [row['client_id'], row['action'], row['before'], row['after']].join(' '))
    expect(said.sort()).toEqual([
      'm-one account.connected  {"client":"m-one"}',
      'm-one account.connected  {"client":"m-one"}',
      'm-one account.disconnected {"client":"m-one"} {"client":"m-two"}',
      'm-two account.connected {"client":"m-one"} {"client":"m-two"}',
      'm-two account.disconnected {"client":"m-two"} ',
    ])
  })

  it('of two that move an account at once, one does', async () => {
    const agency = await api.agency()
    for (const id of ['n-one', 'n-two', 'n-three']) await agency.client({ id })
    const owner = await agency.signIn('owner')
    const path = '/v1/directory/closebot/src_demo_0011'
    await owner.put(path, { client: 'n-one' })
    const answers = await Promise.all(
      ['n-two', 'n-three'].map((client) => owner.put(path, { client, from: 'n-one' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const won = answers.find(({ status }) => status === 200)
    expect(await (await owner.get(path)).json()).toEqual(await won?.json())
  })

  it('a sub-account of HighLevel is a client itself: it is neither moved nor disconnected', async () => {
    const agency = await api.agency()
    await agency.client({ id: 'q-one', location: 'fakeLocationQ' })
    await agency.client({ id: 'q-two' })
    const owner = await agency.signIn('owner')
    const path = '/v1/directory/highlevel/fakeLocationQ'
    expect(await codeOf(await owner.put(path, { client: 'q-two', from: 'q-one' }))).toBe('account_imported')
    expect(await codeOf(await owner.delete(`${path}?client=q-one`))).toBe('account_imported')
    expect(DirectoryEntry.parse(await (await owner.get(path)).json()).client.id).toBe('q-one')
  })
})
