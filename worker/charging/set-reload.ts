import { z } from 'zod'
import { Money } from '../../shared/contract/scalars.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Intent } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { errorName } from '../log.ts'
import { settleAfterUsage } from './after-usage.ts'
import { readAmount, readChargeable, readChargedClient } from './charged-client.ts'
import { chargeGrain } from './minimum-charge.ts'
import { type MoneyActor, once } from './once.ts'
import { endPause } from './pause.ts'

export const ReloadRequest = z.object({
  enabled: z.boolean(),
  threshold: Money,
  /** The step; see reload-amount.ts. With a target: the least that is charged at once. */
  amount: Money,
  /** Where a reload lands at least, in place of steps. Left out, it and the caps stay as they are; null takes them away. */
  target: Money.nullable().optional(),
  chargeCap: Money.nullable().optional(),
  monthCap: Money.nullable().optional(),
})

/**
 * Sets when and how much a wallet is reloaded. It is an act on purpose, so it ends a rest after declines or caps, and a
 * wallet that stands low under the new settings is reloaded at once.
 * @returns the settings as they stand
 * @throws Refusal not_found, no_payment_method (HL-14: first the method, then the switch), invalid_request
 */
export async function setReload(
  ctx: Context,
  actor: MoneyActor,
  clientId: string,
  request: z.infer<typeof ReloadRequest>,
  intent: Intent,
): Promise<{ body: string; again: boolean }> {
  const { agencyId } = actor
  const done = await once(ctx, actor, intent, async () => {
    const { currency, customer } = await readChargedClient(ctx, agencyId, clientId)
    if (request.enabled && customer === null) {
      throw new Refusal(
        'no_payment_method',
        'Ask the client for a card first; then the reload can be switched on.',
      )
    }
    const before = await settingsOf(ctx, agencyId, clientId)
    const threshold = parseNano(request.threshold)
    const amount = readChargeable(request.amount, currency, 'amount')
    const capOf = (text: string | null, field: string) => {
      if (text === null) return null
      const cap = readChargeable(text, currency, field)
      if (cap < amount) {
        const reason = 'at least the reload amount, else nothing could ever be charged'
        throw new Refusal('invalid_request', `${field}: ${reason}.`, [{ field, reason }])
      }
      return cap
    }
    const wanted = request.target === undefined ? (before?.target ?? null) : request.target
    const target = wanted === null ? null : readAmount(wanted, currency, 'target', chargeGrain(currency))
    if (target !== null && target <= threshold) {
      const reason = 'above the threshold, else it would be short again at once'
      throw new Refusal('invalid_request', `target: ${reason}.`, [{ field: 'target', reason }])
    }
    const chargeCap = capOf(
      request.chargeCap === undefined ? (before?.chargeCap ?? null) : request.chargeCap,
      'chargeCap',
    )
    const monthCap = capOf(
      request.monthCap === undefined ? (before?.monthCap ?? null) : request.monthCap,
      'monthCap',
    )
    const after = {
      enabled: request.enabled,
      threshold: formatNano(threshold),
      amount: formatNano(amount),
      target: target === null ? null : formatNano(target),
      chargeCap: chargeCap === null ? null : formatNano(chargeCap),
      monthCap: monthCap === null ? null : formatNano(monthCap),
    }
    return {
      answer: after,
      statements: [
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId,
          action: 'reload.set',
          clientId,
          subject: 'reload',
          before,
          after,
        }),
        {
          sql: `INSERT INTO reload_settings (agency_id, client_id, enabled, threshold, amount, target, charge_cap, month_cap)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET enabled = excluded.enabled, threshold = excluded.threshold,
                  amount = excluded.amount, target = excluded.target, charge_cap = excluded.charge_cap, month_cap = excluded.month_cap`,
          args: [
            agencyId,
            clientId,
            request.enabled ? 1n : 0n,
            threshold,
            amount,
            target,
            chargeCap,
            monthCap,
          ],
        },
        endPause({ agencyId, clientId }),
      ],
    }
  })
  if (!done.again) {
    try {
      await settleAfterUsage(ctx, agencyId, [clientId])
    } catch (error) {
      ctx.log.error('settle_failed', { agencyId, clients: 1, error: errorName(error) })
    }
  }
  return done
}

async function settingsOf(ctx: Context, agencyId: string, clientId: string) {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT enabled, threshold, amount, target, charge_cap, month_cap FROM reload_settings WHERE agency_id = ? AND client_id = ?',
      args: [agencyId, clientId],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) return null
  const money = (name: string) => (row[name] === null ? null : formatNano(row[name] as bigint))
  return {
    enabled: row['enabled'] !== 0n,
    threshold: money('threshold'),
    amount: money('amount'),
    target: money('target'),
    chargeCap: money('charge_cap'),
    monthCap: money('month_cap'),
  }
}
