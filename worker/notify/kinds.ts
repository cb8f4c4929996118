import { z } from 'zod'

/** What wallets and charges can come to: looked at every minute and after each payment. */
export const WALLET_KINDS = [
  'lowBalance',
  'runway',
  'depleted',
  'failedReload',
  'actionRequired',
  'reloadCapped',
  'dispute',
  'spendCap',
] as const

/** Money lost without anybody noticing (B-02): looked at every hour and after a changed threshold. */
export const LOSS_KINDS = ['reloadLoses', 'unbilledCost', 'belowFloor', 'negativeMargin'] as const

/** What an agency as a whole can come to: looked at every minute. Its alerts name AGENCY_ITSELF for a client. */
export const AGENCY_KINDS = ['stripeStopped', 'poolLow'] as const

export const AlertKind = z.enum([...WALLET_KINDS, ...LOSS_KINDS, ...AGENCY_KINDS])
export type AlertKind = z.infer<typeof AlertKind>

/** An alert as it is told. Figures in `detail` are decimal text in the client's currency unless they name another. */
export interface Alert {
  readonly id: string
  /** For a kind of the agency as a whole: AGENCY_ITSELF and the agency's name. */
  readonly client: { readonly id: string; readonly name: string }
  readonly kind: AlertKind
  /** A service, a dispute, a cap; null where the client as a whole is meant. */
  readonly subject: string | null
  readonly change: 'fired' | 'recovered'
  readonly at: Date
  readonly detail: Readonly<Record<string, string>>
}
