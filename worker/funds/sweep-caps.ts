import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { localMonth } from './local-month.ts'
import { spentStatement } from './spend.ts'

/** Caps looked at in one run. */
const CAPS_MAX = 10_000
const CAPS_A_BATCH = 200

/**
 * Marks each cap that the running month has reached, once per cap and month, in `spend_alert` and the log. Usage is
 * never stopped here: the caps are asked for by `funds`, and what is used anyway is booked.
 * @returns how many were reached for the first time
 */
export async function sweepCaps(ctx: Context): Promise<number> {
  const [caps] = await ctx.db.readBatch([
    `SELECT s.agency_id, s.client_id, s.service, s.soft, s.hard, a.time_zone FROM spend_cap s
     JOIN agency a ON a.id = s.agency_id WHERE s.soft IS NOT NULL OR s.hard IS NOT NULL
     ORDER BY s.agency_id, s.client_id, s.service LIMIT ${CAPS_MAX}`,
  ])
  const rows = caps?.rows ?? []
  let reached = 0
  for (let from = 0; from < rows.length; from += CAPS_A_BATCH) {
    const some = rows.slice(from, from + CAPS_A_BATCH).map((row) => ({
      agencyId: String(row['agency_id']),
      clientId: String(row['client_id']),
      service: String(row['service']),
      limits: { soft: row['soft'] as bigint | null, hard: row['hard'] as bigint | null },
      month: localMonth(ctx.now(), String(row['time_zone'])),
    }))
    const sums = await ctx.db.readBatch(
      some.map(({ agencyId, clientId, service, month }) =>
        spentStatement(agencyId, clientId, service, month),
      ),
    )
    const marks = some.flatMap((cap, i) => marksOf(ctx, cap, sums[i]?.rows[0]?.['spent'] as bigint))
    if (marks.length === 0) continue
    for (const { rows: marked } of await ctx.db.writeBatch(marks)) {
      for (const row of marked) {
        reached += 1
        ctx.log.warn('spend_cap_reached', {
          agencyId: String(row['agency_id']),
          clientId: String(row['client_id']),
          service: String(row['service']),
          level: String(row['level']),
        })
      }
    }
  }
  return reached
}

interface Cap {
  readonly agencyId: string
  readonly clientId: string
  readonly service: string
  readonly limits: { readonly soft: bigint | null; readonly hard: bigint | null }
  readonly month: { readonly month: bigint }
}

/** The cap's amount is part of the key: a changed cap is looked at anew. */
const marksOf = (ctx: Context, cap: Cap, spent: bigint): Statement[] =>
  (['soft', 'hard'] as const).flatMap((level) => {
    const limit = cap.limits[level]
    if (limit === null || spent < limit) return []
    return [
      {
        sql: `INSERT INTO spend_alert (agency_id, client_id, service, month, level, cap, at)
              VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING agency_id, client_id, service, level`,
        args: [
          cap.agencyId,
          cap.clientId,
          cap.service,
          cap.month.month,
          level,
          limit,
          BigInt(ctx.now().getTime()),
        ],
      },
    ]
  })
