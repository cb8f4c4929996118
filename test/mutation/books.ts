import type { Mutation, TestRef } from './mutation.ts'

/** The books are right (issue "The books are right"): planted faults that the checker, the oracle and the tests find. */

const STATEMENTS = 'worker/ledger/usage-statements.ts'
const SETTLE = 'worker/charging/settle-succeeded.ts'
const CHECKER = 'worker/ledger/check-ledger.ts'
const simulated: TestRef = {
  project: 'simulation',
  file: 'test/simulation/simulation.test.ts',
  name: '12,000 operations with crashes between statements and lost answers, seed 11',
}
const posting = (name: string): TestRef => ({
  project: 'integration',
  file: 'test/integration/ledger/post-usage.test.ts',
  name,
})
const planted = (what: string): TestRef => ({
  project: 'integration',
  file: 'test/integration/ledger/check-ledger.test.ts',
  name: `B-16: names a planted corruption: ${what}`,
})

export const BOOKS: readonly Mutation[] = [
  {
    id: 'books/duplicate-guard',
    proves: 'an identity stands once: the unique index that refuses a repeat',
    edits: [
      {
        file: 'worker/db/migrations/0000_ledger.sql',
        find: 'CREATE UNIQUE INDEX `usage_event_identity`',
        replace: 'CREATE INDEX `usage_event_identity`',
      },
    ],
    tests: [
      posting(
        'X-01: the same id with the same body is a duplicate, with another body a conflict; neither changes anything',
      ),
    ],
  },
  {
    id: 'books/body-compared',
    proves: 'the same id with another body is a conflict',
    edits: [
      {
        file: 'worker/ledger/post-usage.ts',
        find: "return hash === line.bodyHash ? 'duplicate' : 'conflict'",
        replace: "return 'duplicate'",
      },
    ],
    tests: [
      posting(
        'X-01: the same id with the same body is a duplicate, with another body a conflict; neither changes anything',
      ),
      simulated,
    ],
  },
  {
    id: 'books/repeat-window',
    proves: 'the same id on a day nearby is the same usage',
    edits: [
      {
        file: STATEMENTS,
        find: 'const looksBack = group.windowDays > 0\n',
        replace: 'const looksBack = group.windowDays < 0\n',
      },
    ],
    tests: [posting('finds the same id on other days inside the repeat window, and not beyond it')],
  },
  {
    id: 'books/cents',
    proves: 'events are rated to the nano, not to cents',
    edits: [
      {
        file: 'shared/rating/product.ts',
        find: '  return nano\n',
        replace: "  return divide(nano, 10_000_000n, 'halfUp') * 10_000_000n\n",
      },
    ],
    tests: [simulated],
  },
  {
    id: 'books/residual',
    proves: 'planted: each charge writes off a nano of what stays owed',
    edits: [
      {
        file: SETTLE,
        find: '    { account, currency, amount: -amount },\n',
        replace:
          "    { account, currency, amount: -amount - 1n },\n    { account: 'rounding', currency, amount: 1n },\n",
      },
      {
        file: SETTLE,
        find: "amount: account === 'wallets' ? amount : -amount }",
        replace: "amount: account === 'wallets' ? amount : -amount - 1n }",
      },
    ],
    tests: [
      {
        project: 'integration',
        file: 'test/integration/charging/on-demand.test.ts',
        name: 'CE-11 USD: Σ charged + residual = Σ rated, the residual below one unit that can be charged',
      },
    ],
  },
  {
    id: 'books/client-balance',
    proves: 'each posting moves the client’s balance',
    edits: [{ file: STATEMENTS, find: '    { sql: CLIENT_BALANCES, args: [agencyId] },\n', replace: '' }],
    tests: [posting('HL-05: books both sides of each event, and the books sum to 0'), simulated],
  },
  {
    id: 'books/checker-clients',
    proves: 'the checker derives clients’ balances again',
    edits: [
      {
        file: CHECKER,
        find: "  findings.compare('client_balance', books.clients, snapshot.clients)\n",
        replace: '',
      },
    ],
    tests: [planted('a client’s balance')],
  },
  {
    id: 'books/checker-seals',
    proves: 'the checker derives the hash chain again',
    edits: [
      {
        file: CHECKER,
        find: '      await checkSeal(findings, chain, journal, snapshot)\n',
        replace: '',
      },
    ],
    tests: [planted('a line’s time')],
  },
  {
    id: 'books/checker-sums',
    proves: 'the checker derives running sums again',
    edits: [{ file: CHECKER, find: '    await runningSums.take(ctx, next)\n', replace: '' }],
    tests: [
      {
        project: 'integration',
        file: 'test/integration/ledger/check-sums.test.ts',
        name: 'B-16: a sum’s price',
      },
    ],
  },
]
