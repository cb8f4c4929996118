/** Prices that are undone, by chance. */
import { Refusal } from '../../worker/http/problem.ts'
import { VERSION_SQL } from '../../worker/pricing/switch-statements.ts'
import { undoService } from '../../worker/pricing/undo-service.ts'
import { type Agency, type Stage, ownerOf } from './stage.ts'

/** The newest change of a client's service is undone: what it had before holds again from now on. */
export async function undo(stage: Stage, agency: Agency): Promise<void> {
  const { random, facts } = stage
  const client = random.pick(agency.clients)
  const [found] = await stage.quiet.db.readBatch([
    {
      sql: `SELECT service, change_id, number FROM service_terms t
            WHERE agency_id = ?1 AND client_id = ?2 AND change_id IS NOT NULL AND number = (SELECT max(number)
              FROM service_terms n WHERE n.agency_id = ?1 AND n.client_id = ?2 AND n.service = t.service)
            ORDER BY number`,
      args: [agency.id, client.id],
    },
  ])
  const rows = found?.rows ?? []
  if (rows.length === 0) return
  const row = random.pick(rows)
  const service = String(row['service'])
  const before = facts.termsBefore(agency.id, client.id, service)
  const request = {
    auditId: String(row['change_id']),
    version: 0,
    crmRebillingConfirmedOff: true,
    acceptBelowFloor: true,
  }
  try {
    await stage.attempt(async (ctx) => {
      const [newest] = await ctx.db.readBatch([
        { sql: `SELECT ${VERSION_SQL} AS version`, args: [agency.id, client.id, service] },
      ])
      const version = Number(newest?.rows[0]?.['version'])
      await undoService(ctx, ownerOf(agency), {
        clientId: client.id,
        service,
        request: { ...request, version },
        intent: null,
      })
    })
  } catch (error) {
    // A plan's cap, or a client who cannot pay: refused whole.
    if (!(error instanceof Refusal)) throw error
    stage.trace(['refused', error.code])
  }
  if (stage.db.commits === 0) return
  stage.counts.undone += 1
  const fact = before ?? { billedBy: 'default', rule: null, currency: client.currency }
  facts.addTerms(agency.id, client.id, service, { ...fact, from: stage.now })
}
