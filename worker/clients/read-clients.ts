import type { ResultSet } from '@libsql/client/http'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { forgetTerms, loadTerms } from '../pricing/load-terms.ts'
import { type Selection, clientStatements } from './client-statements.ts'
import { type ClientFigures, figuresOf } from './figures.ts'
import type { OverviewBasis } from './overview.ts'
import { type Spans, spansAt } from './span.ts'

export interface ClientsRead extends OverviewBasis {
  readonly clients: readonly ClientFigures[]
  /** Answers to `more`. */
  readonly extra: readonly ResultSet[]
}

/** What else to read in the same moment; `spans` and `timeZone` are the agency's. */
export type More = {
  clientIds: readonly string[]
  statements: (spans: Spans, timeZone: string) => Statement[]
}
const NO_MORE: More = { clientIds: [], statements: () => [] }

/**
 * Clients with their balances, sums and the terms they fall under, in one round trip where the isolate knows the
 * agency's terms. Kept terms may be old here (nothing is posted), so their version is compared and they are read again.
 */
export async function readClients(
  ctx: Context,
  agencyId: string,
  selection: Selection,
  more: More = NO_MORE,
): Promise<ClientsRead> {
  const now = ctx.now()
  for (let tries = 1; ; tries += 1) {
    const terms = await loadTerms(ctx, agencyId, more.clientIds)
    const spans = spansAt(now, terms.timeZone)
    const own = clientStatements(agencyId, selection, { spans, nowMs: BigInt(now.getTime()) })
    const sets = await ctx.db.readBatch([...own, ...more.statements(spans, terms.timeZone)])
    const { priceVersion, feeRule, feeRuleId, clients } = figuresOf(sets.slice(0, own.length))
    if (feeRule.id !== feeRuleId) ctx.log.warn('fee_rule_unknown', { agencyId, feeRuleId })
    // Terms that move at every try are read late rather than never.
    if (priceVersion === terms.priceVersion || tries === 3) {
      return { terms, feeRule, now, clients, extra: sets.slice(own.length) }
    }
    forgetTerms(agencyId)
  }
}
