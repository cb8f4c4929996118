import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import type { AlertKind } from './kinds.ts'
import type { SettingsView } from './settings-shape.ts'
import { EVERY_CLIENT, thresholdsOf, versionOf } from './thresholds.ts'

const CLIENTS_MAX = 1_000n

/** Where the agency's alerts go and when they are told. A webhook's path may be a secret: a viewer sees its host. */
export async function getSettings(ctx: Context, actor: StaffActor): Promise<SettingsView> {
  const [channels, thresholds] = await ctx.db.readBatch([
    {
      sql: 'SELECT locale, emails, webhook_url, muted FROM alert_channel WHERE agency_id = ?',
      args: [actor.agencyId],
    },
    {
      // A client whose thresholds were all given back to the agency's keeps its row, and the version in it.
      sql: `SELECT client_id, low_balance, runway_days, margin_floor_ppm, loss_floor, version FROM alert_threshold
            WHERE agency_id = ?1 AND (client_id = ?2
              OR coalesce(low_balance, runway_days, margin_floor_ppm, loss_floor) IS NOT NULL)
            ORDER BY client_id <> ?2, client_id LIMIT ?3`,
      args: [actor.agencyId, EVERY_CLIENT, CLIENTS_MAX + 1n],
    },
  ])
  const channel = channels?.rows[0]
  const rows = thresholds?.rows ?? []
  const agencys = rows.find((row) => row['client_id'] === EVERY_CLIENT)
  const url = (channel?.['webhook_url'] ?? null) as string | null
  const { MAIL_FROM, MAIL_API_URL, SECRETS_KEY } = ctx.settings
  return {
    locale: channel?.['locale'] === 'de' ? 'de' : 'en',
    // Both lists were checked when they were written.
    emails: JSON.parse((channel?.['emails'] ?? '[]') as string) as string[],
    webhook: url === null ? null : { url: actor.role === 'viewer' ? new URL(url).origin : url },
    muted: JSON.parse((channel?.['muted'] ?? '[]') as string) as AlertKind[],
    thresholds: thresholdsOf(agencys),
    clients: rows
      .filter((row) => row['client_id'] !== EVERY_CLIENT)
      .map((row) => ({ id: row['client_id'] as string, ...thresholdsOf(row) })),
    version: versionOf(agencys),
    canMail: MAIL_FROM !== undefined && (ctx.email !== undefined || MAIL_API_URL !== undefined),
    canSign: SECRETS_KEY !== undefined,
  }
}
