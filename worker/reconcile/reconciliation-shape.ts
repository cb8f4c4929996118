import { z } from 'zod'
import { Currency, Money } from '../../shared/contract/scalars.ts'

const DayText = z.iso.date()
/** GET /v1/reconciliation?from&to: UTC days, both counted in; by default the last seven. */
export const ReconciliationQuery = z.object({ from: DayText.optional(), to: DayText.optional() })

/** `equal`: nothing is open. `waiting`: the rest may still come. `named`: by exceptions. `differs`: nobody can say why. */
export const RowState = z.enum(['equal', 'waiting', 'named', 'differs'])
export type RowState = z.infer<typeof RowState>

export const PlatformRow = z.object({
  day: DayText,
  /** Null: wallet transactions that belong to no usage of ours. */
  service: z.string().nullable(),
  currency: Currency,
  wallet: Money,
  ledger: Money,
  /** ledger − wallet. */
  difference: Money,
  waiting: Money,
  named: Money,
  /** What no exception and no waiting explains: 0, or something is wrong. */
  unexplained: Money,
  state: RowState,
})
export type PlatformRow = z.infer<typeof PlatformRow>

export const ExceptionRow = z.object({
  kind: z.string(),
  subject: z.string(),
  day: DayText,
  service: z.string().nullable(),
  clientId: z.string().nullable(),
  amount: Money,
  currency: Currency,
})
export type ExceptionRow = z.infer<typeof ExceptionRow>

/** A settled charge that Stripe does not tell of as the books do. */
export const OpenCharge = z.object({
  charge: z.string(),
  clientId: z.string(),
  currency: Currency,
  /** Amount less fee. */
  ledger: Money,
  /** Null: Stripe has told of no movement. */
  stripe: Money.nullable(),
  /** `waiting`: Stripe's movement or its real fee has not been read yet. `missing`: it should have been by now. */
  state: z.enum(['unbooked', 'waiting', 'missing', 'differs']),
})
export type OpenCharge = z.infer<typeof OpenCharge>

/** A refund or dispute that Stripe does not tell of as the books do. */
export const OpenReversal = z.object({
  /** Stripe's refund or dispute. */
  reference: z.string(),
  charge: z.string(),
  clientId: z.string(),
  /** Null: the books know nothing of it. */
  what: z.enum(['refund', 'dispute']).nullable(),
  currency: Currency,
  /** What left the balance for it, fee included, as an amount of 0 or less. */
  ledger: Money.nullable(),
  stripe: Money.nullable(),
  /** `waiting`: a side may not have been told yet. `unbooked`, `missing`: the books, or Stripe's side, lack it. */
  state: z.enum(['unbooked', 'waiting', 'missing', 'differs']),
})
export type OpenReversal = z.infer<typeof OpenReversal>

export const Reconciliation = z.object({
  from: DayText,
  to: DayText,
  platform: z.array(PlatformRow),
  exceptions: z.array(ExceptionRow),
  charges: z.array(OpenCharge),
  reversals: z.array(OpenReversal),
  clearing: z.array(z.object({ currency: Currency, ledger: Money, stripe: Money, difference: Money })),
})
