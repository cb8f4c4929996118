import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** When the agency is told; null = the worker's own default (docs/alerts.md). Amounts in each client's currency. */
export interface AlertThresholds {
  lowBalance: string | null
  /** Whole days, 0 … 90; 0 = never. */
  runwayDays: number | null
  /** A share, "0.2". */
  marginFloor: string | null
  lossFloor: string | null
}

/** Who is told of what, and when (worker/notify/settings-shape.ts). */
export interface AlertSettings {
  locale: 'de' | 'en'
  emails: readonly string[]
  webhook: { url: string } | null
  /** Kinds that are listed but not sent. */
  muted: readonly string[]
  thresholds: AlertThresholds
}

export interface AlertSettingsView extends AlertSettings {
  /** Clients with thresholds of their own. */
  clients: readonly { id: string }[]
  /** Whether this worker can send e-mail, and sign a webhook, at all. */
  canMail: boolean
  canSign: boolean
}

export interface AlertSettingsVerbs {
  'alerts.settings': { input: Record<string, never>; output: Dated<AlertSettingsView> }
  /** Replaces all of them. The secret is in the answer that made it, and in no other. */
  'alerts.set': {
    input: AlertSettings & { newSecret: boolean }
    output: Dated<AlertSettingsView & { webhookSecret?: string }>
  }
}

export interface AlertSettingsApi {
  read(): Promise<Outcome<AlertSettingsVerbs['alerts.settings']['output']>>
  set(
    wish: AlertSettingsVerbs['alerts.set']['input'],
  ): Promise<Outcome<AlertSettingsVerbs['alerts.set']['output']>>
}

const PATH = '/v1/alerts/settings'

export function createAlertSettingsApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  now(): number
}): AlertSettingsApi {
  const dated = (answer: HttpAnswer): Outcome<Dated<AlertSettingsView & { webhookSecret?: string }>> => {
    if (!answer.ok) return answer
    if (!isView(answer.body)) return { ok: false, failure: { kind: 'badAnswer' } }
    return { ok: true, value: { at: context.now(), value: answer.body } }
  }
  return {
    read: async () => dated(await context.authorised({ method: 'GET', path: PATH })),
    set: async ({ locale, emails, webhook, muted, thresholds, newSecret }) => {
      const { lowBalance, runwayDays, marginFloor, lossFloor } = thresholds
      const body = {
        locale,
        emails,
        webhook: webhook === null ? null : { url: webhook.url },
        muted,
        newSecret,
        thresholds: { lowBalance, runwayDays, marginFloor, lossFloor },
      }
      return dated(await context.authorised({ method: 'PUT', path: PATH, body }))
    },
  }
}

type Fields = Record<string, unknown>
const MONEY = /^\d{1,10}(\.\d{1,9})?$/
const SHARE = /^-?[01](\.\d{1,6})?$/
const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most
const fits = (value: unknown, form: RegExp): boolean =>
  value === null || (typeof value === 'string' && form.test(value))
const isListOf = (value: unknown, most: number, length: number): boolean =>
  Array.isArray(value) && value.length <= most && value.every((each) => isText(each, length))

function areThresholds(value: unknown): boolean {
  const { lowBalance, runwayDays, marginFloor, lossFloor } = (value ?? {}) as Fields
  const isDays =
    runwayDays === null ||
    (Number.isInteger(runwayDays) && Number(runwayDays) >= 0 && Number(runwayDays) <= 90)
  return fits(lowBalance, MONEY) && isDays && fits(marginFloor, SHARE) && fits(lossFloor, MONEY)
}

function areSettings({ locale, emails, webhook, muted, thresholds }: Fields): boolean {
  const url = webhook === null ? '' : ((webhook ?? {}) as Fields)['url']
  return (
    (locale === 'de' || locale === 'en') &&
    isListOf(emails, 10, 200) &&
    isText(url, 2_000) &&
    isListOf(muted, 20, 64) &&
    areThresholds(thresholds)
  )
}

function isView(body: unknown): body is AlertSettingsView & { webhookSecret?: string } {
  const view = (body ?? {}) as Fields
  const { clients, canMail, canSign, webhookSecret } = view
  return (
    areSettings(view) &&
    Array.isArray(clients) &&
    typeof canMail === 'boolean' &&
    typeof canSign === 'boolean' &&
    (webhookSecret === undefined || isText(webhookSecret, 200))
  )
}

/** Whether a message's input is what its verb says (see inputs.ts). */
export const alertSettingsChecks: { [V in keyof AlertSettingsVerbs]: (input: Fields) => boolean } = {
  'alerts.settings': () => true,
  'alerts.set': (input) => areSettings(input) && typeof input['newSecret'] === 'boolean',
}
