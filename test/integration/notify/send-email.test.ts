/**
 * Alerts by Cloudflare's `send_email` binding: the worker in workerd with the binding of wrangler.toml switched on. What
 * the runtime took is read back from its own record of sent mails; on this machine it leaves none out of the house.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Api, NOW, startApi } from '../api/support.ts'
import { SETTINGS, moveWallet } from './support.ts'

const FROM = 'alerts@agency.example'
/** What miniflare's record of sent mails says of one; the list leaves the bodies out. */
const Head = z.object({
  messageId: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
})
const SentMail = Head.extend({ text: z.string(), html: z.string() })

let api: Api
beforeAll(async () => {
  api = await startApi({ MAIL_FROM: FROM }, { sendEmail: true })
})
afterAll(() => api.close())

async function recorded<T>(query: string, shape: z.ZodType<T>): Promise<T> {
  const record = `/cdn-cgi/local/explorer/api/local/email/sending${query}`
  const answer = await fetch(new URL(record, api.worker.house.url))
  expect(answer.status).toBe(200)
  return z.object({ result: shape }).parse(await answer.json()).result
}

async function sentTo(address: string): Promise<z.infer<typeof SentMail>[]> {
  const heads = await recorded('', z.array(Head))
  const ours = heads.filter(({ to }) => to.includes(address))
  return Promise.all(
    ours.map(({ messageId }) =>
      recorded(`?email_id=${encodeURIComponent(messageId.replaceAll(/^<|>$/g, ''))}`, SentMail),
    ),
  )
}

it.each([
  {
    locale: 'de',
    subject: 'Guthaben niedrig: Bäckerei Korn',
    text: 'Das Guthaben beträgt 8,00\u00a0€',
  },
  { locale: 'en', subject: 'Low balance: Bäckerei Korn', text: 'The balance is €8.00, below €10.00.' },
])(
  'an alert in $locale goes through the binding once, plain and as HTML',
  async ({ locale, subject, text }) => {
    const agency = await api.agency({ name: `Agentur ${locale}` })
    await agency.client({ id: 'c1', name: 'Bäckerei Korn', currency: 'EUR' })
    const address = `staff-${locale}@agency.example`
    const owner = await agency.signIn('owner')
    const settings = {
      ...SETTINGS,
      locale,
      emails: [address],
      thresholds: { ...SETTINGS.thresholds, lowBalance: '10' },
    }
    expect((await owner.put('/v1/alerts/settings', settings)).status).toBe(200)
    await moveWallet(api.ctx, agency.id, 'c1', '8', 'EUR')
    await api.worker.house.runMinute(NOW)
    await api.worker.house.runMinute(NOW)
    const [mail, ...more] = await sentTo(address)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ from: FROM, to: [address], subject })
    expect(mail?.text).toContain(text)
    expect(mail?.text).toContain(`Agentur ${locale}`)
    expect(mail?.html).toMatch(new RegExp(`^<!doctype html><html lang="${locale}">`))
    expect(mail?.html).toContain(text)
    const deliveries = await api.worker.rows(
      `SELECT d.state, a.outcome FROM alert_delivery d
     JOIN delivery_attempt a ON a.agency_id = d.agency_id AND a.delivery_id = d.id WHERE d.agency_id = ?`,
      [agency.id],
    )
    expect(deliveries).toEqual([{ state: 'sent', outcome: 'sent' }])
  },
)
