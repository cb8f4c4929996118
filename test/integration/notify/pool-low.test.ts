/** The e-mail of a credit pool that runs low (CE-05): the agency's, once when it falls below its reminder and once after. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, NOW, postJson } from '../api/support.ts'
import { type Inbox, SETTINGS, startAlerts } from './support.ts'

let api: Api
let inbox: Inbox
beforeAll(async () => {
  ;({ api, inbox } = await startAlerts())
})
afterAll(async () => {
  await api.close()
  await inbox.close()
})

const TIERS = [{ upTo: null, unitPrice: '0.01' }]
let minutes = 0
const runMinute = () => api.worker.house.runMinute(new Date(NOW.getTime() + 60_000 * (minutes += 1)))

it('CE-05 W7 nine mailings of 5,250 out of 50,000: one e-mail, at 8,000; told again only after it was filled up', async () => {
  const agency = await api.agency({ name: 'Nordlicht' })
  await agency.client({
    id: 'c1',
    billingMode: 'postpaid',
    services: {
      'newsletter.credits': { billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '0.02' } },
    },
  })
  const owner = await agency.signIn('owner')
  const mail = 'pool@agency.example'
  await owner.put('/v1/alerts/settings', { ...SETTINGS, locale: 'de', emails: [mail] })
  const authorization = `Bearer ${await api.worker.sourceKey(agency.id, 'mailings')}`
  const draw = async (id: string) => {
    const body = { id, client: 'c1', credits: '5250' }
    expect((await postJson(api.worker, '/v1/pools/main/draws', body, { authorization })).status).toBe(200)
    await runMinute()
  }
  const buy = async (id: string, credits: string) => {
    expect((await owner.post('/v1/pools/main/purchases', { id, credits })).status).toBe(200)
    await runMinute()
  }
  await owner.post('/v1/pools/main', { currency: 'USD', tiers: TIERS, remindBelow: '10000' })
  // Nothing was ever in it: no news.
  await runMinute()
  await buy('first', '50000')
  for (let mailing = 1; mailing <= 9; mailing += 1) {
    await draw(`m${mailing}`)
    expect(inbox.letters(mail), `after mailing ${mailing}`).toHaveLength(mailing < 8 ? 0 : 1)
  }
  expect(inbox.letters(mail)[0]).toMatchObject({
    subject: 'Credits werden knapp: Nordlicht',
    text: expect.stringContaining(
      'Der Topf „main“ enthält noch 8.000 Credits, weniger als 10.000.',
    ) as string,
  })
  const open = async () => {
    const { alerts } = (await (await owner.get('/v1/alerts?open=true')).json()) as { alerts: object[] }
    return alerts
  }
  expect(await open()).toMatchObject([
    { kind: 'poolLow', subject: 'main', client: { id: '*', name: 'Nordlicht' }, detail: { credits: '8000' } },
  ])
  await buy('second', '20000')
  expect(await open()).toEqual([])
  expect(inbox.letters(mail).map(({ subject }) => subject)).toEqual([
    'Credits werden knapp: Nordlicht',
    'Erledigt: Credits werden knapp: Nordlicht',
  ])
  // A raised reminder is looked at anew; a pool of another agency is none of this one's.
  await owner.put('/v1/pools/main', { remindBelow: '30000' })
  await runMinute()
  await runMinute()
  expect(inbox.letters(mail)).toHaveLength(3)
  const other = await (await api.agency()).signIn('owner')
  expect(await (await other.get('/v1/alerts')).json()).toMatchObject({ alerts: [] })
})
