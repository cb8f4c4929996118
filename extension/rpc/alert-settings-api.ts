import type { AlertThresholds, ClientAlerts, SetClientAlerts } from '../../shared/contract/alerts.ts'
import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

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
  /** Sent back with a change: refused when somebody else changed them in between. */
  version: number
  /** Whether this worker can send e-mail, and sign a webhook, at all. */
  canMail: boolean
  canSign: boolean
}

export interface AlertSettingsVerbs {
  'alerts.settings': { input: Record<string, never>; output: Dated<AlertSettingsView> }
  /** Replaces all of them. The secret is in the answer that made it, and in no other. */
  'alerts.set': {
    input: AlertSettings & { newSecret: boolean; version: number }
    output: Dated<AlertSettingsView & { webhookSecret?: string }>
  }
  /** Replaces a client's own thresholds. */
  'clients.setAlerts': { input: { id: string } & SetClientAlerts; output: ClientAlerts }
}

export interface AlertSettingsApi {
  read(): Promise<Outcome<AlertSettingsVerbs['alerts.settings']['output']>>
  set(
    wish: AlertSettingsVerbs['alerts.set']['input'],
  ): Promise<Outcome<AlertSettingsVerbs['alerts.set']['output']>>
  setClient(wish: AlertSettingsVerbs['clients.setAlerts']['input']): Promise<Outcome<ClientAlerts>>
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
    set: async ({ locale, emails, webhook, muted, thresholds, newSecret, version }) => {
      const body = {
        locale,
        emails,
        webhook: webhook === null ? null : { url: webhook.url },
        muted,
        newSecret,
        thresholds: known(thresholds),
        version,
      }
      return dated(await context.authorised({ method: 'PUT', path: PATH, body }))
    },
    setClient: async ({ id, version, ...thresholds }) => {
      const path = `/v1/clients/${encodeURIComponent(id)}/alert-thresholds`
      const body = { ...known(thresholds), version }
      const answer = await context.authorised({ method: 'PUT', path, body })
      if (!answer.ok) return answer
      return isClientAlerts(answer.body)
        ? { ok: true, value: answer.body }
        : { ok: false, failure: { kind: 'badAnswer' } }
    },
  }
}

/** Only the fields that the worker knows go on. */
const known = ({ lowBalance, runwayDays, marginFloor, lossFloor }: AlertThresholds): AlertThresholds => ({
  lowBalance,
  runwayDays,
  marginFloor,
  lossFloor,
})

type Fields = Record<string, unknown>
const ID = /^[\x21-\x7e]{1,200}$/
const MONEY = /^\d{1,10}(\.\d{1,9})?$/
const SHARE = /^-?[01](\.\d{1,6})?$/
const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most
const fits = (value: unknown, form: RegExp): boolean =>
  value === null || (typeof value === 'string' && form.test(value))
const isListOf = (value: unknown, most: number, length: number): boolean =>
  Array.isArray(value) && value.length <= most && value.every((each) => isText(each, length))

const isVersion = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

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
  const { clients, canMail, canSign, version, webhookSecret } = view
  return (
    areSettings(view) &&
    Array.isArray(clients) &&
    isVersion(version) &&
    typeof canMail === 'boolean' &&
    typeof canSign === 'boolean' &&
    (webhookSecret === undefined || isText(webhookSecret, 200))
  )
}

function isClientAlerts(body: unknown): body is ClientAlerts {
  const { own, agency, version } = (body ?? {}) as Fields
  return areThresholds(own) && areThresholds(agency) && isVersion(version)
}

/** Whether a message's input is what its verb says (see inputs.ts). */
export const alertSettingsChecks: { [V in keyof AlertSettingsVerbs]: (input: Fields) => boolean } = {
  'alerts.settings': () => true,
  'alerts.set': (input) =>
    areSettings(input) && typeof input['newSecret'] === 'boolean' && isVersion(input['version']),
  'clients.setAlerts': (input) =>
    typeof input['id'] === 'string' &&
    ID.test(input['id']) &&
    areThresholds(input) &&
    isVersion(input['version']),
}
