import { z } from 'zod'
import { AlertThresholds, ClientAlerts, SetClientAlerts } from '../../shared/contract/alerts.ts'
import { AlertQuery } from '../notify/list-alerts.ts'
import { DeliveryQuery } from '../notify/list-deliveries.ts'
import { SettingsRequest } from '../notify/settings-shape.ts'
import type { Operation } from './operation.ts'

const Rows = z.array(z.looseObject({ id: z.string() }))
const Settings = z.looseObject({
  ...SettingsRequest.pick({
    locale: true,
    emails: true,
    webhook: true,
    muted: true,
    thresholds: true,
    version: true,
  }).shape,
  clients: z.array(AlertThresholds.extend({ id: z.string() })),
  canMail: z.boolean(),
  canSign: z.boolean(),
})

/** The routes of alerts: what is told, to whom, and what became of it. */
export const ALERT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/alerts',
    id: 'listAlerts',
    summary: 'Alerts, newest first',
    tag: 'Alerts',
    access: 'viewer',
    query: AlertQuery,
    status: 200,
    answer: z.object({ alerts: Rows, nextCursor: z.string().nullable() }),
    refusals: [],
  },
  {
    method: 'get',
    path: '/v1/alerts/settings',
    id: 'getAlertSettings',
    summary: "Where alerts go and when they are told; a viewer sees the webhook's host alone",
    tag: 'Alerts',
    access: 'viewer',
    status: 200,
    answer: Settings,
    refusals: [],
  },
  {
    method: 'put',
    path: '/v1/alerts/settings',
    id: 'setAlertSettings',
    summary:
      'Replace where alerts go and when they are told, in the version that was read; a new signing secret is shown this once',
    tag: 'Alerts',
    access: 'owner',
    body: SettingsRequest,
    status: 200,
    answer: Settings.extend({ webhookSecret: z.string().optional() }),
    refusals: ['role_forbids', 'session_ended', 'version_conflict'],
  },
  {
    method: 'put',
    path: '/v1/clients/:id/alert-thresholds',
    id: 'setClientThresholds',
    summary:
      "A client's own thresholds, before those of the agency, in the version that GET /v1/clients/:id has",
    tag: 'Alerts',
    access: 'staff',
    body: SetClientAlerts,
    status: 200,
    answer: ClientAlerts,
    refusals: ['role_forbids', 'not_found', 'session_ended', 'version_conflict'],
  },
  {
    method: 'get',
    path: '/v1/alerts/deliveries',
    id: 'listDeliveries',
    summary: 'What was sent where, each try with its answer; newest first',
    tag: 'Alerts',
    access: 'staff',
    query: DeliveryQuery,
    status: 200,
    answer: z.object({ deliveries: Rows, nextCursor: z.string().nullable() }),
    refusals: ['role_forbids'],
  },
  {
    method: 'post',
    path: '/v1/alerts/deliveries/:id/resend',
    id: 'resendDelivery',
    summary: 'Send a delivery once more',
    tag: 'Alerts',
    access: 'staff',
    status: 202,
    answer: z.object({ id: z.string(), state: z.literal('pending') }),
    refusals: ['role_forbids', 'not_found', 'session_ended'],
  },
]
