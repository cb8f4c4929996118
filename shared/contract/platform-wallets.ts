import { z } from 'zod'
import { Currency, Instant, Money } from './scalars.ts'

/**
 * How far a reading of the platform's wallets came. `read`: every one that was asked for answered; the others say why
 * it ended: no token in this deployment, no sub-account connected, the token was refused, HighLevel's own limit, no answer.
 */
export const WalletReading = z.enum([
  'read',
  'notConfigured',
  'notConnected',
  'refused',
  'rateLimited',
  'unanswered',
])
export type WalletReading = z.infer<typeof WalletReading>

/**
 * GET /v1/platform-wallets: what clients hold at the platform, beside what they hold in our ledger. HighLevel publishes
 * the wallets of sub-accounts only; the agency's own has no endpoint.
 */
export const PlatformWallets = z.object({
  platform: z.literal('highlevel'),
  reading: WalletReading,
  /** When the platform was asked; null where it could not be. */
  at: Instant.nullable(),
  /** Of all amounts of the platform. */
  currency: Currency,
  /** Sum over the wallets that were read; null where none was. Free credits are apart from it. */
  balance: Money.nullable(),
  complimentaryCredits: Money.nullable(),
  /** Connected sub-accounts, and those that were asked: at most 90 at once. */
  connected: z.int(),
  asked: z.int(),
  /** Those that were read, the lowest balance first. */
  wallets: z.array(
    z.object({ client: z.string(), name: z.string(), balance: Money, complimentaryCredits: Money }),
  ),
  /** Our ledger's side, of all clients: what wallets hold, and what is owed, as a positive amount. */
  ledger: z.array(z.object({ currency: Currency, held: Money, owed: Money })),
})
export type PlatformWallets = z.infer<typeof PlatformWallets>
