import { describe, expect, it } from 'vitest'
import { readStatus } from '../../../worker/clients/read-status.ts'
import { checkBooks } from '../../../worker/ledger/check-books.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import { type LedgerBench, NOW, rows } from '../../support/ledger.ts'
import { books, corrupt, topUp } from './planted.ts'

describe('the checker as a job', () => {
  const status = async ({ ctx }: LedgerBench) => (await readStatus(ctx, 'a1')).books
  const wrong = "UPDATE account_balance SET balance = balance + 1 WHERE agency_id = 'a2' AND account = 'bank'"

  it('B-16: says in /v1/status when it looked and what it found, and names it in the log', async () => {
    const bench = await books()
    try {
      expect(await status(bench)).toBeNull()
      expect(await checkBooks(bench.ctx)).toBe(0)
      expect(await status(bench)).toEqual({ checkedAt: NOW.toISOString(), findings: 0 })
      corrupt(bench.server.file, wrong)
      bench.at = new Date(NOW.getTime() + 1)
      await checkBooks(bench.ctx)
      expect(await status(bench)).toEqual({ checkedAt: bench.at.toISOString(), findings: 1 })
      expect(bench.log.filter((line) => line.includes('books_wrong'))).toEqual([
        expect.stringMatching(/error books_wrong .*account_balance.*a2.*bank USD/),
      ])
    } finally {
      await bench.close()
    }
  })

  it('takes larger books in parts, one behind another, and holds every account against its entries each time', async () => {
    const bench = await books()
    try {
      for (let i = 0; i < 5; i += 1) {
        await bench.ctx.db.writeBatch(Array.from({ length: 50 }, () => topUp(bench)).flat())
      }
      await sealLedger(bench.ctx)
      corrupt(bench.server.file, 'UPDATE usage_event SET received_at = received_at + 1 WHERE seq = 7')
      corrupt(bench.server.file, 'UPDATE journal SET posted_at = posted_at + 1 WHERE number = 230')
      const named = async () => {
        bench.log.length = 0
        expect(await checkBooks(bench.ctx, 10)).toBe(bench.log.length - 1)
        const [mark] = await rows(bench, "SELECT seq FROM job_mark WHERE job = 'books:reached'")
        const places = bench.log.slice(0, -1).map((line) => /"kind":"(\w+)".*"where":"([^"]+)"/.exec(line))
        return [mark?.['seq'], ...places.map((place) => `${place?.[1]} ${place?.[2]}`)]
      }
      expect(await named()).toEqual([200n, 'seal_differs journal 2'])
      expect(await named()).toEqual([0n, 'seal_differs journal 230'])
      corrupt(bench.server.file, wrong)
      corrupt(bench.server.file, 'UPDATE ledger_head SET sealed_journal = 257 WHERE id = 1')
      expect(await named()).toEqual([
        200n,
        'account_balance bank USD',
        'seal_stray journal 258',
        'seal_differs journal 2',
      ])
    } finally {
      await bench.close()
    }
  })
})
