import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import type { AlertKind } from './kinds.ts'
import type { SettingsView } from './settings-shape.ts'
import { EVERY_CLIENT, thresholdsOf } from './thresholds.ts'

const CLIENTS_MAX = 1_000n

/** Where the agency's alerts go and when they are told. A webhook's path may be a secret: a viewer sees its host. */
export async function getSettings(ctx: Context, actor: StaffActor): Promise<SettingsView> {
  const [channels, thresholds] = await ctx.db.readBatch([
    {
      sql: 'SELECT locale, emails, webhook_url, muted FROM alert_channel WHERE agency_id = ?',
      args: [actor.agencyId],
    },
    {
      sql: `SELECT client_id, low_balance, runway_days, margin_floor_ppm, loss_floor FROM alert_threshold
            WHERE agency_id = ? ORDER BY client_id LIMIT ?`,
      args: [actor.agencyId, CLIENTS_MAX + 1n],
    },
  ])
  const channel = channels?.rows[0]
  const rows = thresholds?.rows ?? []
  const url = (channel?.['webhook_url'] ?? null) as string | null
  const { MAIL_FROM, MAIL_API_URL, SECRETS_KEY } = ctx.settings
  return {
    locale: channel?.['locale'] === 'de' ? 'de' : 'en',
    // Both lists were checked when they were written.
    emails: JSON.parse((channel?.['emails'] ?? '[]') as string) as string[],
    webhook: url === null ? null : { url: actor.role === 'viewer' ? new URL(url).origin : url },
    muted: JSON.parse((channel?.['muted'] ?? '[]') as string) as AlertKind[],
    thresholds: thresholdsOf(rows.find((row) => row['client_id'] === EVERY_CLIENT)),
    clients: rows
      .filter((row) => row['client_id'] !== EVERY_CLIENT)
      .map((row) => ({ id: row['client_id'] as string, ...thresholdsOf(row) })),
    canMail: MAIL_FROM !== undefined && (ctx.email !== undefined || MAIL_API_URL !== undefined),
    canSign: SECRETS_KEY !== undefined,
  }
}
