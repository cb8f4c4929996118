import Database from 'libsql'
import { expect } from 'vitest'
import { postUsage } from '../../../worker/ledger/post-usage.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type LedgerBench, addAgency, line, startLedger } from '../../support/ledger.ts'

const TABLES = ['usage_event', 'journal', 'journal_entry', 'seal', 'service_terms', 'credit_entry']

/** Someone with the file in hands: takes the triggers away, changes rows, puts them back. */
export function corrupt(file: string, sql: string): void {
  const db = new Database(file)
  const triggers = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all() as {
    name: string
    sql: string
  }[]
  for (const { name } of triggers.filter(({ name }) =>
    TABLES.some((table) => name.startsWith(`${table}_no`)),
  )) {
    db.exec(`DROP TRIGGER ${name}`)
  }
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0)
  db.close()
}

/** Two agencies with three batches of usage and a top-up each: thirty lines in eight journals, sealed. */
export async function books(): Promise<LedgerBench> {
  const bench = await startLedger()
  for (const agencyId of ['a1', 'a2']) {
    await addAgency(bench, agencyId, { timeZone: 'Europe/Berlin' })
    for (let batch = 0; batch < 3; batch += 1) {
      const lines = Array.from({ length: 5 }, (_, i) =>
        line(`m${batch}-${i}`, { clientId: `c${i % 2}`, quantity: '1.5', price: 1_500n + BigInt(i) }),
      )
      await postUsage(bench.ctx, { agencyId, priceVersion: 1n, lines })
    }
    await bench.ctx.db.writeBatch(topUp(bench, agencyId))
  }
  await sealLedger(bench.ctx)
  return bench
}

export const topUp = (bench: LedgerBench, agencyId = 'a1') =>
  transferStatements(bench.ctx, {
    agencyId,
    kind: 'topUp',
    reference: 'bank-1',
    clientId: 'c1',
    entries: [
      { account: 'bank', currency: 'USD', amount: 5_000n },
      { account: 'wallets', currency: 'USD', amount: -5_000n },
    ],
    clientMoves: [{ clientId: 'c1', account: 'wallets', currency: 'USD', amount: 5_000n }],
  })
