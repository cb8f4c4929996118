import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StripeHandle } from '../../../dev/stripe/server.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { RETRY_AFTER_MS } from '../../../worker/notify/deliver.ts'
import { type Api, NOW, type Staff, problemIn } from '../api/support.ts'
import { SERVICES, cardAtStripe } from '../portal/support.ts'
import { type Inbox, SETTINGS, checkSignature, moveWallet, startAlerts } from './support.ts'

let api: Api
let inbox: Inbox
let stripe: StripeHandle
beforeAll(async () => {
  ;({ api, inbox } = await startAlerts())
  if (api.worker.house.stripe === null) throw new Error('the test needs the Stripe stand-in')
  stripe = api.worker.house.stripe
})
afterAll(async () => {
  await api.close()
  await inbox.close()
})

interface Log {
  deliveries: { id: string; channel: string; state: string; nextTryAt: string | null; attempts: object[] }[]
}
const logOf = async (staff: Staff) => (await (await staff.get('/v1/alerts/deliveries')).json()) as Log
const later = (ms: number) => new Date(NOW.getTime() + 60_000 + ms)

async function emptyWallet(path: string) {
  const agency = await api.agency()
  await agency.client({ id: 'c1' })
  const owner = await agency.signIn('owner')
  const answer = await owner.put('/v1/alerts/settings', {
    ...SETTINGS,
    webhook: { url: `${inbox.url}${path}` },
  })
  const { webhookSecret } = (await answer.json()) as { webhookSecret: string }
  await moveWallet(api.ctx, agency.id, 'c1', '-1')
  return { agency, owner, secret: webhookSecret }
}

describe('delivery', () => {
  it('tries again on a schedule with an end, keeps a log, and is sent again by hand', async () => {
    const { owner, secret } = await emptyWallet('/down')
    inbox.answers.set(
      '/down',
      Array.from({ length: RETRY_AFTER_MS.length + 1 }, () => 500),
    )
    let passed = 0
    await api.worker.house.runMinute(later(passed))
    for (const [tries, wait] of RETRY_AFTER_MS.entries()) {
      await api.worker.house.runMinute(later(passed + wait - 1)) // not a moment too early
      expect(inbox.hooks('/down')).toHaveLength(tries + 1)
      passed += wait
      await api.worker.house.runMinute(later(passed))
    }
    await api.worker.house.runMinute(later(passed + 90 * 24 * 3_600_000))
    expect(inbox.hooks('/down')).toHaveLength(RETRY_AFTER_MS.length + 1)
    const [failed] = (await logOf(owner)).deliveries
    expect(failed).toMatchObject({ channel: 'webhook', state: 'failed', nextTryAt: null })
    expect(failed?.attempts).toHaveLength(RETRY_AFTER_MS.length + 1)
    expect(failed?.attempts[0]).toMatchObject({ outcome: 'refused', status: 500 })

    const viewer = await owner.post(`/v1/alerts/deliveries/${failed?.id}/resend`)
    expect(viewer.status).toBe(202)
    const sent = await api.worker.until(
      'the delivery',
      async () => (await logOf(owner)).deliveries[0],
      (one) => one?.state === 'sent',
    )
    expect(sent?.attempts.at(-1)).toMatchObject({ outcome: 'sent', status: 204 })
    const ids = inbox.hooks('/down').map((hook) => (checkSignature(secret, hook), hook.headers['webhook-id']))
    expect(new Set(ids).size).toBe(1)
  })

  it('keeps the signing secret encrypted and shows it once; a new one replaces it', async () => {
    const { agency, owner, secret } = await emptyWallet('/secret')
    expect(secret).toMatch(/^whsec_/)
    const [row] = await api.worker.rows('SELECT * FROM alert_channel WHERE agency_id = ?', [agency.id])
    expect(row?.['webhook_secret']).toMatch(/^v1\./)
    const kept = JSON.stringify(
      await api.worker.rows('SELECT * FROM audit_log WHERE agency_id = ?', [agency.id]),
      (_k, v: unknown) => (typeof v === 'bigint' ? Number(v) : v),
    )
    expect(kept).not.toContain(secret)
    expect(await (await owner.get('/v1/alerts/settings')).text()).not.toContain(secret)
    const same = { ...SETTINGS, version: 1, webhook: { url: `${inbox.url}/secret` } }
    expect(await (await owner.put('/v1/alerts/settings', same)).json()).not.toHaveProperty('webhookSecret')
    await api.worker.house.runMinute(later(0))
    checkSignature(secret, inbox.hooks('/secret')[0] as never)
    const renewed = await owner.put('/v1/alerts/settings', { ...same, version: 2, newSecret: true })
    const fresh = (await renewed.json()) as { webhookSecret: string }
    expect(fresh.webhookSecret).not.toBe(secret)
    expect(api.worker.house.logs().join('\n')).not.toContain(secret)
  })

  it('refuses targets inside, and settings that do not fit, and changes nothing', async () => {
    const agency = await api.agency()
    const owner = await agency.signIn('owner')
    for (const url of [
      'http://hooks.agency.example/',
      'https://169.254.169.254/',
      'https://localhost/',
      'nonsense',
    ]) {
      const problem = await problemIn(
        await owner.put('/v1/alerts/settings', { ...SETTINGS, webhook: { url } }),
      )
      expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ field: 'webhook.url' }] })
    }
    for (const wrong of [
      { emails: ['no address'] },
      { locale: 'fr' },
      { muted: ['unknown'] },
      { thresholds: { ...SETTINGS.thresholds, lowBalance: '-1' } },
    ]) {
      expect((await owner.put('/v1/alerts/settings', { ...SETTINGS, ...wrong })).status).toBe(400)
    }
    expect(await api.worker.rows('SELECT 1 FROM alert_channel WHERE agency_id = ?', [agency.id])).toEqual([])
  })

  it('HL-06 a declined reload is told right after the charge, with the wallet it leaves empty; muted kinds are only listed', async () => {
    const agency = await api.agency({ name: 'Nordlicht' })
    const owner = await agency.signIn('owner')
    const mail = `declined@${agency.id}.example`
    await owner.put('/v1/alerts/settings', { ...SETTINGS, emails: [mail], muted: ['lowBalance'] })
    await agency.client({
      id: 'c1',
      services: SERVICES,
      reload: { threshold: parseNano('10'), amount: parseNano('50') },
      payment: await cardAtStripe(api, 'pm_card_chargeCustomerFail'),
    })
    const key = await api.worker.sourceKey(agency.id, 'declined')
    const use = {
      id: 'u',
      client: 'c1',
      service: 'closebot.response',
      quantity: '10',
      unitCost: '0.006',
      occurredAt: NOW.toISOString(),
    }
    expect((await api.worker.postUsage(key, [use])).status).toBe(200)
    // No cron runs here: the payments queue alone has to tell it.
    const letters = await api.worker.until(
      'the e-mail',
      async () => inbox.letters(mail),
      (all) => all.length > 0,
    )
    expect(letters[0]?.text).toMatch(/Out of funds.*Payment failed/s)
    expect(letters[0]?.text).not.toContain('Low balance')
    expect(letters[0]?.text).toContain('Nothing was paused.')
    const kinds = await api.worker.rows('SELECT kind FROM alert WHERE agency_id = ? ORDER BY kind', [
      agency.id,
    ])
    expect(kinds.map(({ kind }) => kind)).toEqual(['depleted', 'failedReload', 'lowBalance'])
    expect(stripe.succeededCharges()).toEqual([])
  })
})
