import { z } from 'zod'
import type { Context } from '../context.ts'
import { errorName } from '../log.ts'
import { sendMail } from './mail.ts'
import { ALERT_COLUMNS, ALERT_ROWS, alertOf } from './read-alerts.ts'
import { renderMail } from './render-mail.ts'
import { openSecret } from './secret-box.ts'
import type { Sent } from './sent.ts'
import { sendWebhook } from './webhook.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Waits after each try that did not arrive; after the last the delivery has failed (and can be sent again by hand). */
export const RETRY_AFTER_MS = [
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
] as const
/** Tries that are taken up again if the process that holds them dies. */
const LEASE_MS = 2 * MINUTE
/** Deliveries of one run, and at once. */
const DUE_MAX = 120n
const AT_ONCE = 6
const ALERTS_IN_MAIL_MAX = 1_000n

interface Delivery {
  readonly agencyId: string
  readonly id: string
  readonly channel: 'email' | 'webhook'
  readonly run: string
  readonly alertId: string | null
  /** This one included. */
  readonly tries: number
}

/**
 * Sends what is due. Each delivery is claimed first, so two runs do not send it both; one that dies is tried again, so
 * a message comes at least once. Every try is in the log.
 * @returns how many arrived
 */
export async function deliverDue(ctx: Context): Promise<number> {
  const due = await claim(ctx)
  let sent = 0
  for (let from = 0; from < due.length; from += AT_ONCE) {
    const part = await Promise.allSettled(
      due.slice(from, from + AT_ONCE).map(async (delivery) => {
        const result = await send(ctx, delivery)
        await record(ctx, delivery, result)
        if (result.outcome === 'sent') sent += 1
      }),
    )
    for (const one of part) {
      if (one.status === 'rejected') ctx.log.error('delivery_failed', { error: errorName(one.reason) })
    }
  }
  if (due.length > 0) ctx.log.info('alerts_delivered', { due: due.length, sent })
  return sent
}

async function claim(ctx: Context): Promise<Delivery[]> {
  const now = ctx.now().getTime()
  const due = `SELECT agency_id, id FROM alert_delivery WHERE next_try_at IS NOT NULL AND next_try_at <= ?
               ORDER BY next_try_at LIMIT ?`
  const [any] = await ctx.db.readBatch([{ sql: due, args: [BigInt(now), 1n] }])
  if ((any?.rows.length ?? 0) === 0) return []
  const [claimed] = await ctx.db.writeBatch([
    {
      sql: `UPDATE alert_delivery SET tries = tries + 1, next_try_at = ? WHERE (agency_id, id) IN (${due})
            RETURNING agency_id, id, channel, run, alert_id, tries`,
      args: [BigInt(now + LEASE_MS), BigInt(now), DUE_MAX],
    },
  ])
  return (claimed?.rows ?? []).map((row) => ({
    agencyId: String(row['agency_id']),
    id: String(row['id']),
    channel: row['channel'] === 'email' ? 'email' : 'webhook',
    run: String(row['run']),
    alertId: row['alert_id'] as string | null,
    tries: Number(row['tries']),
  }))
}

const Addresses = z.array(z.string())

async function send(ctx: Context, delivery: Delivery): Promise<Sent> {
  const { agencyId } = delivery
  const [channels, alerts] = await ctx.db.readBatch([
    {
      sql: `SELECT c.locale, c.emails, c.webhook_url, c.webhook_secret, g.name AS agency FROM alert_channel c
            JOIN agency g ON g.id = c.agency_id WHERE c.agency_id = ?`,
      args: [agencyId],
    },
    {
      sql: `SELECT ${ALERT_COLUMNS} FROM ${ALERT_ROWS}
            JOIN alert_channel h ON h.agency_id = a.agency_id
            WHERE a.run = ?1 AND a.agency_id = ?2 AND (a.id = ?3 OR
              (?3 IS NULL AND a.kind NOT IN (SELECT value FROM json_each(h.muted)))) ORDER BY a.id LIMIT ?4`,
      args: [delivery.run, agencyId, delivery.alertId, ALERTS_IN_MAIL_MAX],
    },
  ])
  const channel = channels?.rows[0]
  const told = (alerts?.rows ?? []).map(alertOf)
  const [first] = told
  if (channel === undefined || first === undefined) return { outcome: 'notConfigured', status: null }
  if (delivery.channel === 'email') {
    const to = Addresses.parse(JSON.parse(String(channel['emails'])))
    if (to.length === 0) return { outcome: 'notConfigured', status: null }
    const locale = channel['locale'] === 'de' ? 'de' : 'en'
    const mail = renderMail(told, { locale, agency: String(channel['agency']) })
    return sendMail(ctx, { id: `${agencyId}-${delivery.id}`, to, ...mail })
  }
  const url = channel['webhook_url'] as string | null
  const box = channel['webhook_secret'] as string | null
  if (url === null || box === null) return { outcome: 'notConfigured', status: null }
  return sendWebhook(ctx, { url, secret: await openSecret(ctx, agencyId, box) }, first)
}

/** A blocked target or a missing setting will not mend itself by asking again soon, but staff may: the same schedule holds. */
async function record(ctx: Context, delivery: Delivery, result: Sent): Promise<void> {
  const now = ctx.now().getTime()
  const sent = result.outcome === 'sent'
  const wait = RETRY_AFTER_MS[delivery.tries - 1]
  const again = !sent && wait !== undefined
  await ctx.db.writeBatch([
    {
      sql: `UPDATE alert_delivery SET state = ?, next_try_at = ?, done_at = ? WHERE agency_id = ? AND id = ?`,
      args: [
        sent ? 'sent' : again ? 'pending' : 'failed',
        again ? BigInt(now + wait) : null,
        again ? null : BigInt(now),
        delivery.agencyId,
        delivery.id,
      ],
    },
    {
      sql: `INSERT INTO delivery_attempt (agency_id, delivery_id, number, at, outcome, status)
            SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5 FROM delivery_attempt
            WHERE agency_id = ?1 AND delivery_id = ?2`,
      args: [
        delivery.agencyId,
        delivery.id,
        BigInt(now),
        result.outcome,
        result.status === null ? null : BigInt(result.status),
      ],
    },
  ])
}
