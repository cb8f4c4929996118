import type { Context } from '../../context.ts'
import { type NoBalance, type WalletBalance, readWalletBalance } from './wallet-balance.ts'

/** HighLevel allows 100 requests in ten seconds; ten are left for switches meanwhile. */
export const WALLETS_MAX = 90
/** Connections that a worker holds open at once. */
const AT_ONCE = 6

export interface WalletsRead {
  /** `read`, or why it ended early: every further wallet would have been answered the same. */
  readonly reading: 'read' | Exclude<NoBalance['kind'], 'noWallet'>
  /** By location id; a sub-account without a wallet has none. */
  readonly wallets: ReadonlyMap<string, WalletBalance>
  readonly asked: number
}

/** Reads the wallets of up to `WALLETS_MAX` sub-accounts, and stops asking at the first answer that is about all. */
export async function readWallets(
  ctx: Pick<Context, 'settings' | 'log'>,
  companyId: string,
  locationIds: readonly string[],
): Promise<WalletsRead> {
  const wallets = new Map<string, WalletBalance>()
  const left = locationIds.slice(0, WALLETS_MAX)
  let reading: WalletsRead['reading'] = 'read'
  let asked = 0
  const work = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      asked += 1
      const answer = await readWalletBalance(ctx, { companyId, locationId: id })
      if (answer.kind === 'read') wallets.set(id, answer)
      else if (answer.kind !== 'noWallet') {
        reading = answer.kind
        left.length = 0
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { reading, wallets, asked }
}
