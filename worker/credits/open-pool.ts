import { z } from 'zod'
import {
  Currency,
  DecimalText,
  ExternalId,
  Instant,
  Money,
  ServiceId,
} from '../../shared/contract/scalars.ts'
import { Decimal } from '../../shared/rating/decimal.ts'
import type { Tier as TierOf } from '../../shared/rating/rule.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { Refusal } from '../http/problem.ts'

/** The books keep what came into pools, and what left them, in accounts of these names beside the pools' own. */
const ACCOUNTS = ['paid', 'granted', 'drawn', 'expired']
export const PoolId = ExternalId.refine(
  (id) => !ACCOUNTS.includes(id),
  'is taken by the books: choose another',
)

/** Whole credits, as text. */
const Credits = z
  .string()
  .regex(/^\d{1,12}$/, 'a whole number of credits')
  .transform(BigInt)

const LotKind = z.enum(['granted', 'paid'])
const CreditsText = z.string().regex(/^-?\d+$/, 'a whole number of credits')

const Tier = z.object({ upTo: DecimalText.nullable(), unitPrice: DecimalText })

/** What can be set of a pool that is open: from the next draw, or purchase, on. */
export const PoolSettings = z.object({
  /** Remind once when it falls below; null = never. */
  remindBelow: Credits.nullable(),
  /** Credits of one automatic purchase; null = off. */
  autoBuy: Credits.nullable().refine((credits) => credits === null || credits > 0n, 'above 0, or null'),
  /** Price per credit by the size of a purchase (CE-07), each tier above the one before; the last is open. */
  tiers: z.array(Tier).min(1).max(50).refine(areRising, 'each above the one before, only the last one open'),
})

/** POST /v1/pools/:id */
export const PoolRequest = PoolSettings.extend({
  service: ServiceId.default('newsletter.credits'),
  currency: Currency,
  remindBelow: PoolSettings.shape.remindBelow.default(null),
  autoBuy: PoolSettings.shape.autoBuy.default(null),
})

function areRising(tiers: readonly z.infer<typeof Tier>[]): boolean {
  let last = new Decimal(0)
  return tiers.every(({ upTo }, i) => {
    if (upTo === null || i === tiers.length - 1) return upTo === null && i === tiers.length - 1
    const rises = new Decimal(upTo).gt(last)
    last = new Decimal(upTo)
    return rises
  })
}

/** The settings as they are shown. */
export const PoolSettingsView = z.object({
  remindBelow: CreditsText.nullable(),
  autoBuy: CreditsText.nullable(),
  tiers: z.array(Tier),
})

/** GET /v1/pools/:id: what the agency can draw now, its settings, and each purchase; cost in the pool's currency. */
export const PoolView = PoolSettingsView.extend({
  id: z.string(),
  service: z.string(),
  currency: Currency,
  balance: CreditsText,
  lots: z.array(
    z.object({
      id: z.string(),
      kind: LotKind,
      granted: CreditsText,
      used: CreditsText,
      expired: CreditsText,
      cost: Money,
      costUsed: Money,
    }),
  ),
})

/** POST /v1/pools/:id/purchases */
export const PurchaseRequest = z.object({
  id: ExternalId,
  credits: Credits.refine((credits) => credits > 0n, 'above 0'),
  kind: LotKind.default('paid'),
  expiresAt: Instant.nullable().default(null),
  priority: z.int().min(0).max(1000).default(0),
})

/** POST /v1/pools/:id/draws */
export const DrawRequest = z.object({
  id: ExternalId,
  client: ExternalId,
  credits: Credits,
  occurredAt: Instant.optional(),
})

/** What a draw came to. */
export const DrawAnswer = z.object({
  /** `conflict`: the id was drawn with another client or other credits; nothing was drawn. */
  outcome: z.enum(['posted', 'duplicate', 'conflict']),
  /** Credits left after it. */
  balance: CreditsText,
  /** Automatic purchases it made. */
  purchases: z.int(),
  /** This draw took the pool below its reminder. */
  remind: z.boolean(),
})

/** What has an id of its own: sent again, it changes nothing. */
export const OnceAnswer = z.object({ outcome: z.enum(['posted', 'duplicate']) })

/** The same; `conflict`: the id stands with other figures, and nothing was changed. */
export const BookedAnswer = z.object({ outcome: z.enum(['posted', 'duplicate', 'conflict']) })
export type Booked = z.infer<typeof BookedAnswer>

/** Opens a credit pool of the agency. @throws Refusal `version_conflict` where it is there already */
export async function openPool(
  ctx: Context,
  actor: StaffActor,
  id: string,
  request: z.infer<typeof PoolRequest>,
): Promise<void> {
  const { service, currency, remindBelow, autoBuy, tiers } = request
  try {
    await ctx.db.writeBatch([
      {
        sql: `INSERT INTO credit_pool (agency_id, id, service, currency, remind_below, auto_buy, tiers, version)
              VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
        args: [actor.agencyId, id, service, currency, remindBelow, autoBuy, JSON.stringify(tiers)],
      },
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId: actor.agencyId,
        action: 'credit_pool.opened',
        clientId: null,
        subject: id,
        before: null,
        after: {
          service,
          currency,
          ...settingsView({ remindBelow, autoBuy, tiers }),
        },
      }),
    ])
  } catch (error) {
    if (error instanceof BatchAborted)
      throw new Refusal('version_conflict', 'A pool of that name is there already.')
    throw error
  }
}

/** Settings of a pool as the API and the audit log show them. */
export const settingsView = ({
  remindBelow,
  autoBuy,
  tiers,
}: {
  remindBelow: bigint | null
  autoBuy: bigint | null
  tiers: readonly TierOf[]
}): z.infer<typeof PoolSettingsView> => ({
  remindBelow: remindBelow?.toString() ?? null,
  autoBuy: autoBuy?.toString() ?? null,
  tiers: [...tiers],
})
