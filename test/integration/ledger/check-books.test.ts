import { describe, expect, it } from 'vitest'
import { readStatus } from '../../../worker/clients/read-status.ts'
import { checkBooks } from '../../../worker/ledger/check-books.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import { type LedgerBench, NOW } from '../../support/ledger.ts'
import { books, corrupt, topUp } from './planted.ts'

/** Above none of them: books of any size go in parts. */
const SMALL = { lines: 10, journals: 10, readings: 1 }
const DAY_MS = 86_400_000

describe('the checker as a job', () => {
  const status = async ({ ctx }: LedgerBench, agencyId = 'a1') => (await readStatus(ctx, agencyId)).books
  const wrong = "UPDATE account_balance SET balance = balance + 1 WHERE agency_id = 'a2' AND account = 'bank'"

  it('B-16: a pass a day; /v1/status says when it was whole and what it found of the agency, the log names it', async () => {
    const bench = await books()
    try {
      expect(await status(bench)).toEqual({ wholeAt: null, running: null, findings: [] })
      expect(await checkBooks(bench.ctx)).toBe(0)
      expect(await status(bench)).toEqual({ wholeAt: NOW.toISOString(), running: null, findings: [] })
      corrupt(bench.server.file, wrong)
      expect(await checkBooks(bench.ctx)).toBeNull()
      bench.at = new Date(NOW.getTime() + DAY_MS)
      expect(await checkBooks(bench.ctx)).toBe(1)
      expect(await status(bench, 'a2')).toEqual({
        wholeAt: bench.at.toISOString(),
        running: null,
        findings: [{ kind: 'account_balance', count: 1 }],
      })
      expect((await status(bench)).findings).toEqual([])
      expect(bench.log.filter((line) => line.includes('books_wrong'))).toEqual([
        expect.stringMatching(/error books_wrong .*account_balance.*a2.*bank USD/),
      ])
      corrupt(bench.server.file, wrong.replace('+ 1', '- 1'))
      bench.at = new Date(NOW.getTime() + 2 * DAY_MS)
      await checkBooks(bench.ctx)
      expect((await status(bench, 'a2')).findings).toEqual([])
    } finally {
      await bench.close()
    }
  })

  it('takes larger books in parts, one behind another, and at their end holds accounts against entries and clients', async () => {
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
        expect(await checkBooks(bench.ctx, SMALL)).toBe(bench.log.length - 1)
        const places = bench.log.slice(0, -1).map((line) => /"kind":"(\w+)".*"where":"([^"]+)"/.exec(line))
        return places.map((place) => `${place?.[1]} ${place?.[2]}`)
      }
      expect(await named()).toEqual(['seal_differs journal 2'])
      expect(await status(bench)).toEqual({
        wholeAt: null,
        running: { reached: 200, of: 258 },
        findings: [{ kind: 'seal_differs', count: 1 }],
      })
      expect(await named()).toEqual(['seal_differs journal 230'])
      expect(await status(bench)).toEqual({
        wholeAt: NOW.toISOString(),
        running: null,
        findings: [{ kind: 'seal_differs', count: 2 }],
      })
      expect(await checkBooks(bench.ctx, SMALL)).toBeNull()
      bench.at = new Date(NOW.getTime() + DAY_MS)
      corrupt(bench.server.file, wrong)
      corrupt(bench.server.file, "UPDATE client_balance SET balance = balance + 1 WHERE agency_id = 'a1'")
      corrupt(bench.server.file, 'UPDATE ledger_head SET sealed_journal = 257 WHERE id = 1')
      expect(await named()).toEqual(['seal_differs journal 2'])
      // The last pass stays told until this one is whole.
      expect((await status(bench)).findings).toEqual([{ kind: 'seal_differs', count: 2 }])
      expect(await named()).toEqual([
        'seal_differs journal 230',
        'account_balance bank USD',
        'control_account wallets USD',
        'seal_stray journal 258',
      ])
    } finally {
      await bench.close()
    }
  })
})
