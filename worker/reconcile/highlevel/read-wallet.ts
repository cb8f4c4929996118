import type { Context } from '../../context.ts'
import { callHighLevel } from '../../crm/highlevel/request.ts'
import { type WalletRecord, recordsOf } from './parse-transactions.ts'

/** The most the call takes (FACTS: limit ≤ 1000, portal of 2026-08-30). */
export const PAGE_RECORDS = 1_000
/** 100,000 records a run; what is left comes with the next. */
const PAGES_MAX = 100

/** How a reading ended: at a short page, at one we had seen, at our bound, or at an answer that was none. */
export type WalletEnd = 'short' | 'repeated' | 'bound' | 'failed'

/**
 * Reads an agency's wallet ledger of a span, page by page, and hands each page on. `POST …/wallet-transactions` reads
 * only; nothing at the platform changes.
 */
export async function readWallet(
  ctx: Pick<Context, 'settings' | 'log'>,
  companyId: string,
  span: { from: Date; to: Date },
  take: (page: readonly WalletRecord[]) => Promise<void>,
): Promise<WalletEnd> {
  let before = ''
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await callHighLevel(ctx, {
      method: 'POST',
      path: `/saas/companies/${encodeURIComponent(companyId)}/wallet-transactions`,
      version: 'v3',
      body: {
        skip: page * PAGE_RECORDS,
        limit: PAGE_RECORDS,
        timezone: 'UTC',
        filters: { settlementTime: { from: span.from.toISOString(), to: span.to.toISOString() } },
      },
    })
    const records = answer.kind === 'answered' ? recordsOf(answer.body) : null
    if (records === null) return 'failed'
    const seen = records.map(({ raw }) => raw).join('\n')
    // A server that ignores `skip` would give the same page for ever.
    if (records.length > 0 && seen === before) return 'repeated'
    before = seen
    await take(records)
    if (records.length < PAGE_RECORDS) return 'short'
  }
  return 'bound'
}
