import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '../..')

/** What `npm run bench -- --json FILE` writes (issue "Speed"). */
const Figures = z.array(
  z.strictObject({
    name: z.string().min(1),
    value: z.number(),
    unit: z.string(),
    goal: z.string().nullable(),
    holds: z.boolean().nullable(),
  }),
)

/** Figures with a goal; times and ratios of them are not looked at here, this machine does other things meanwhile. */
const WITH_GOAL = [
  'POST /v1/usage ÷ ceiling',
  'signed webhooks ÷ floor',
  'webhooks sustained: committed ÷ answered',
  'webhooks sustained: queue empty after',
  'batches ÷ textbook',
  'hot client ÷ spread',
  'batches on many stored events ÷ on none',
  'the same without a repeat window',
  'overview: many ÷ few',
  'rows and index entries per event, batches of 100 on 100 clients',
  'rows and index entries per event, batches of 1,000 on 100 clients',
  'round trips to the database per batch',
]

it('the bench runs, ends by itself, and writes every figure', { timeout: 180_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rebill-bench-smoke-'))
  try {
    const file = join(folder, 'bench.json')
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'test/bench/run.ts'), '--quick', '--json', file],
      { cwd: ROOT, timeout: 170_000 },
    )
    const figures = Figures.parse(JSON.parse(readFileSync(file, 'utf8')))
    expect(figures.filter(({ goal }) => goal !== null).map(({ name }) => name)).toEqual(WITH_GOAL)
    for (const { name, goal, holds } of figures) {
      expect(stdout).toContain(name)
      expect(holds === null).toBe(goal === null)
    }
    // Counts do not depend on how fast the machine is.
    const counted = figures.filter(({ name }) => /^rows and index entries|^round trips/.test(name))
    expect(counted.map(({ name, holds }) => [name, holds])).toEqual(counted.map(({ name }) => [name, true]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
