/**
 * `npm run prove -- [--only ID[,ID…]] [--json FILE]`: takes one part of the product out at a time, in a copy of the tree,
 * and shows that the tests which prove that part fail. Each test is first run with the part in place, where it must be
 * green. Ends by itself; ends with 1 where a mutation was not caught. docs/proofs.md has what was seen last.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { MUTATIONS } from './all.ts'
import { type Judgement, judgeTest } from './judge.ts'
import type { Mutation, TestRef } from './mutation.ts'
import { copyTree, type Tree } from './tree.ts'
import { endRuns, runsOf, runVitest } from './vitest.ts'

const { values: flags } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } })

interface Result {
  readonly id: string
  readonly proves: string
  readonly files: readonly string[]
  readonly verdict: 'caught' | 'SURVIVED' | 'BROKEN'
  readonly tests: readonly (TestRef & { readonly judgement: Judgement })[]
  readonly seconds: number
}

function chosen(): readonly Mutation[] {
  if (flags.only === undefined) return MUTATIONS
  const wanted = flags.only.split(',')
  const unknown = wanted.filter((id) => MUTATIONS.every((mutation) => mutation.id !== id))
  if (unknown.length > 0) throw new Error(`no such mutation: ${unknown.join(', ')}`)
  return MUTATIONS.filter(({ id }) => wanted.includes(id))
}

async function judge(tree: Tree, tests: readonly TestRef[]): Promise<Result['tests']> {
  const judged: (TestRef & { judgement: Judgement })[] = []
  for (const run of runsOf(tests)) {
    const ofRun = tests.filter(({ file }) => file === run.file)
    try {
      const report = await runVitest(tree.root, run)
      judged.push(...ofRun.map((test) => ({ ...test, judgement: judgeTest(report, test.name) })))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      judged.push(...ofRun.map((test) => ({ ...test, judgement: { kind: 'broken', why } as const })))
    }
  }
  return judged
}

const inWords = (judgement: Judgement): string =>
  judgement.kind === 'fails' ? judgement.how : judgement.kind === 'broken' ? judgement.why : 'passes'

/** With every part in place; one run a file. @returns the tests that are not green, which then prove nothing */
async function redBefore(tree: Tree, mutations: readonly Mutation[]): Promise<ReadonlySet<string>> {
  const all = await judge(
    tree,
    mutations.flatMap(({ tests }) => tests),
  )
  const byTest = new Map(all.map((test) => [keyOf(test), test]))
  const red = [...byTest.values()].filter(({ judgement }) => judgement.kind !== 'passes')
  for (const { file, name, judgement } of red) {
    console.log(`NOT GREEN with every part in place  ${file}: ${name}: ${inWords(judgement)}`)
  }
  console.log(`green with every part in place: ${byTest.size - red.length} of ${byTest.size} tests`)
  return new Set(red.map(keyOf))
}

const keyOf = ({ file, name }: TestRef): string => `${file} ${name}`

async function prove(tree: Tree, mutation: Mutation, red: ReadonlySet<string>): Promise<Result> {
  const started = performance.now()
  const tests = await tree.withMutation(mutation, () => judge(tree, mutation.tests))
  const kinds = new Set(tests.map(({ judgement }) => judgement.kind))
  const isBroken = kinds.has('broken') || tests.some((test) => red.has(keyOf(test)))
  const verdict = isBroken ? 'BROKEN' : kinds.has('passes') ? 'SURVIVED' : 'caught'
  const seconds = Math.round((performance.now() - started) / 1000)
  const files = mutation.edits.map(({ file }) => file)
  return { id: mutation.id, proves: mutation.proves, files, verdict, tests, seconds }
}

function print({ id, verdict, seconds, tests }: Result): void {
  const worst = tests.find(({ judgement }) => judgement.kind !== 'fails') ?? tests[0]
  console.log(
    `${verdict.padEnd(8)}  ${id.padEnd(34)} ${String(seconds).padStart(3)} s  ${worst ? inWords(worst.judgement) : ''}`,
  )
}

const mutations = chosen()
const tree = await copyTree()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void endRuns()
      .then(() => tree.remove())
      .finally(() => process.exit(130))
  })
}
try {
  const results: Result[] = []
  const red = await redBefore(tree, mutations)
  for (const mutation of mutations) {
    const result = await prove(tree, mutation, red)
    results.push(result)
    print(result)
  }
  const caught = results.filter(({ verdict }) => verdict === 'caught').length
  console.log(`${caught} of ${mutations.length} mutations caught`)
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(results, null, 2)}\n`)
  if (caught < mutations.length) process.exitCode = 1
} finally {
  await tree.remove()
}
