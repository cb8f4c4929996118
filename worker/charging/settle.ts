import type { Actor, Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import type { ChargeOutcome } from '../payments/provider.ts'
import { type ChargeKey, type ChargeRow, loadCharge } from './charge-row.ts'
import { failedStatements } from './settle-failed.ts'
import { feeStatements, succeededStatements } from './settle-succeeded.ts'
import { waitingStatements } from './settle-waiting.ts'

type Definite = Exclude<ChargeOutcome, { kind: 'unknown' }>

/** `settled`: this call wrote it. `already`: it was so before. `unknownCharge`: no such row. `foreign`: another payment than the row's. */
export type Settled = 'settled' | 'already' | 'unknownCharge' | 'foreign'

/** Two writers may meet on one charge; each loss re-reads it, and the states only move forward. */
const RACES_MAX = 4

/**
 * Writes the provider's definite word on a charge: its state, the ledger, the client's mark and the audit row in one
 * batch. The answer, the webhook and the sweep all come here; whichever is first books, the others change nothing.
 * @param account where the word came from: a connected account speaks for its own charges only
 */
export async function settleCharge(
  ctx: Context,
  key: ChargeKey,
  account: string,
  outcome: Definite,
  via: 'answer' | 'webhook' | 'sweep',
): Promise<Settled> {
  const actor: Actor = { kind: 'system', job: `charging.${via}` }
  for (let race = 0; race < RACES_MAX; race += 1) {
    const row = await loadCharge(ctx, key)
    if (row === undefined || row.account !== account) return 'unknownCharge'
    if (isAnother(row, outcome)) {
      ctx.log.error('second_payment', { ...key, outcome: outcome.kind })
      return 'foreign'
    }
    const statements = await statementsFor(ctx, actor, row, outcome)
    if (statements === null) return 'already'
    try {
      await ctx.db.writeBatch(statements)
      ctx.log.info('charge_settled', { ...key, outcome: outcome.kind, via })
      return 'settled'
    } catch (error) {
      if (!(error instanceof BatchAborted && error.constraint.includes('guard.ok'))) throw error
    }
  }
  throw new Error('the charge kept changing')
}

/**
 * Another payment than the row's. An invoice is paid once whichever payment does it (a second try, its own page), so
 * only after it was paid does the reference bind.
 */
function isAnother(row: ChargeRow, { ref }: Definite): boolean {
  if (row.providerRef === null || ref === null || row.providerRef === ref) return false
  return row.purpose !== 'invoice' || row.state === 'succeeded'
}

/** An invoice that was declined is still collected, until it is void. */
const isVoided = (row: ChargeRow, outcome: Extract<Definite, { kind: 'failed' }>): boolean =>
  row.purpose === 'invoice' && row.state === 'failed' && outcome.hardness === 'canceled'

/** Cash that arrived is always booked, also after a decline; everything else only moves an open charge. */
async function statementsFor(ctx: Context, actor: Actor, row: ChargeRow, outcome: Definite) {
  const open = row.state === 'prepared' || row.state === 'sent'
  const waiting = row.state === 'processing' || row.state === 'actionRequired'
  switch (outcome.kind) {
    case 'succeeded':
      if (row.state !== 'succeeded') return succeededStatements(ctx, actor, row, outcome)
      return row.feeIsEstimate && outcome.fee !== null ? feeStatements(ctx, row, outcome.fee) : null
    case 'failed':
      return open || waiting || isVoided(row, outcome) ? failedStatements(ctx, actor, row, outcome) : null
    case 'processing':
    case 'actionRequired':
      return open || (waiting && row.state !== outcome.kind)
        ? waitingStatements(ctx, actor, row, outcome)
        : null
  }
}
