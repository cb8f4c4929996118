import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, importsOf, sourceFiles } from './imports.ts'
import { WALLS } from './walls.ts'

const files = sourceFiles(['shared', 'worker', 'extension'])
const imports = new Map(files.map((path) => [path, importsOf(path)]))

/** `file → import` of everything that breaks a wall. */
function broken(graph: ReadonlyMap<string, readonly string[]>): string[] {
  return WALLS.flatMap(({ room, mustNotImport, why }) =>
    Array.from(graph)
      .filter(([path]) => room.test(path))
      .flatMap(([path, names]) =>
        names.filter((name) => mustNotImport.test(name)).map((name) => `${path} → ${name}: ${why}`),
      ),
  )
}

describe('the walls between rooms', () => {
  it('stand', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(broken(imports)).toEqual([])
  })

  it.each([
    ['shared/money/nano.ts', 'worker/env.ts'],
    ['worker/sources/highlevel/usage.ts', 'worker/ledger/post-usage.ts'],
    ['worker/ledger/seal.ts', 'worker/http/problem.ts'],
    ['worker/charging/send.ts', 'stripe'],
    ['worker/payments/inbox.ts', 'worker/charging/send.ts'],
    ['worker/portal/pages.tsx', 'shared/margin/convert.ts'],
    ['extension/features/x/index.ts', 'extension/crm/highlevel/selectors.ts'],
    ['extension/rpc/call.ts', 'worker/app.ts'],
    ['worker/app.ts', 'dev/house.ts'],
  ])('would not if %s imported %s', (path, name) => {
    expect(broken(new Map([[path, [name]]]))).not.toEqual([])
  })

  it('the oracle of the simulation shares no code with what it judges, nor a decimal library or a calendar', () => {
    const oracle = sourceFiles(['test/simulation/oracle'])
    const beyond = oracle.flatMap((path) =>
      importsOf(path).filter((name) => !name.startsWith('test/simulation/oracle/')),
    )
    expect(oracle.length).toBeGreaterThan(5)
    expect(beyond).toEqual([])
  })

  it('reads every form of an import', () => {
    const text = `import a from './a.ts'\nimport type { B } from "./b.ts"\nexport * from './c.ts'\nimport {\n  d,\n} from './d.ts'\nconst e = await import('./e.ts')\nimport './f.css?inline'`
    expect(importsOf('worker/x.ts', text)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `worker/${name}.ts`).concat('worker/f.css'),
    )
  })

  it('only the ledger writes lines, journals, entries, balances and seals', () => {
    const writes =
      /\b(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+(usage_event|journal|journal_entry|account_balance|client_balance|seal|ledger_head|day_sum|month_sum)\b/i
    const writers = files.filter((path) => path.startsWith('worker/') && !path.startsWith('worker/ledger/'))
    expect(writers.filter((path) => writes.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
  })

  it('the clock and ids come from the context', () => {
    const own = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.randomUUID\(/
    const allowed = new Set(['worker/context.ts'])
    const found = files.filter((path) => /^(shared|worker)\//.test(path) && !allowed.has(path))
    expect(found.filter((path) => own.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
  })
})
