import type { ClientAlerts, SetClientAlerts } from '../../shared/contract/alerts.ts'
import type { ClientDetail } from '../../shared/contract/clients.ts'
import type { AlertSettingsView } from '../../extension/rpc/alert-settings-api.ts'

export const SAMPLE_ALERT_SETTINGS: AlertSettingsView = {
  locale: 'de',
  emails: ['owner@northwind.example', 'billing@northwind.example'],
  webhook: { url: 'https://hooks.northwind.example/rebill' },
  muted: ['reloadCapped'],
  thresholds: { lowBalance: '12.5', runwayDays: null, marginFloor: '0.125', lossFloor: null },
  clients: [{ id: 'demoLocation00000002' }],
  canMail: true,
  canSign: true,
  version: 4,
}

let secrets = 0

/**
 * GET, or PUT with a body: replaces the settings in place; a new webhook, or a wish for one, makes a new secret. Null =
 * they have changed since they were read.
 */
export function alertSettingsAnswer(
  settings: AlertSettingsView,
  wish: unknown,
): (AlertSettingsView & { webhookSecret?: string }) | null {
  if (wish === null) return settings
  const { newSecret, version, ...change } = wish as AlertSettingsView & { newSecret: boolean }
  if (version !== settings.version) return null
  const isNew = change.webhook !== null && (newSecret || change.webhook.url !== settings.webhook?.url)
  Object.assign(settings, change, { version: version + 1 })
  if (!isNew) return settings
  secrets += 1
  return { ...settings, webhookSecret: ['whsec', 'made', 'by', 'the', 'test', secrets].join('_') }
}

/** PUT of a client's own thresholds, in place; null = they have changed since they were read. */
export function clientAlertsAnswer(client: ClientDetail, wish: unknown): ClientAlerts | null {
  const { version, ...own } = wish as SetClientAlerts
  if (client.alerts === undefined || version !== client.alerts.version) return null
  client.alerts = { ...client.alerts, own, version: version + 1 }
  return client.alerts
}
