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
}

let secrets = 0

/** GET, or PUT with a body: replaces the settings in place; a new webhook, or a wish for one, makes a new secret. */
export function alertSettingsAnswer(
  settings: AlertSettingsView,
  wish: unknown,
): AlertSettingsView & { webhookSecret?: string } {
  if (wish === null) return settings
  const { newSecret, ...change } = wish as AlertSettingsView & { newSecret: boolean }
  const isNew = change.webhook !== null && (newSecret || change.webhook.url !== settings.webhook?.url)
  Object.assign(settings, change)
  if (!isNew) return settings
  secrets += 1
  return { ...settings, webhookSecret: ['whsec', 'made', 'by', 'the', 'test', secrets].join('_') }
}
