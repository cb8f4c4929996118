/**
 * `npm run bench -- [--quick] [--json FILE]`: how fast usage is taken, rated and booked, beside what the machine can do
 * at most. One run, the figures of a round interleaved, the median of the rounds (issue "Speed"). Load goes to 127.0.0.1
 * only, is bounded, and ends by itself. docs/capacity.md says what the figures mean.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { costFigures } from './cost-figures.ts'
import { printFigures } from './figures.ts'
import { FULL, QUICK } from './plan.ts'
import { runRounds } from './rounds.ts'
import { speedFigures } from './speed-figures.ts'
import { buildStage } from './stage.ts'

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } })
const started = performance.now()
const say = (what: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`)
const plan = flags.quick === true ? QUICK : FULL

const stage = await buildStage(plan, say)
try {
  const measured = await runRounds(stage, say)
  const figures = [...speedFigures(measured), ...costFigures(measured)]
  printFigures(figures)
  if (flags.quick === true) console.log('\n--quick only shows that the bench runs: its figures say nothing.')
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(figures, null, 2)}\n`)
} finally {
  await stage.close()
}
