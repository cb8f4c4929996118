/**
 * `npm run simulate -- --seed N --operations N [--crashes] [--http] [--check-every N] [--json FILE]`
 * Ends with 1 and the line that plays it again at the first difference between the product and the oracle.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { SimulationFailed, simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    operations: { type: 'string', default: '20000' },
    crashes: { type: 'boolean', default: false },
    http: { type: 'boolean', default: false },
    'check-every': { type: 'string' },
    json: { type: 'string' },
  },
})

function number(name: 'seed' | 'operations' | 'check-every', text: string): number {
  const value = Number(text)
  if (/^\d{1,9}$/.test(text) && (value > 0 || name === 'seed')) return value
  console.error(`--${name} takes a whole number above 0`)
  process.exit(2)
}

const seed = number('seed', values.seed)
const operations = number('operations', values.operations)
const every = values['check-every']
const started = performance.now()
const seconds = () => Number(((performance.now() - started) / 1000).toFixed(1))
const again = [
  `npm run simulate -- --seed ${seed} --operations ${operations}`,
  ...(values.crashes ? ['--crashes'] : []),
  ...(values.http ? ['--http'] : []),
  ...(every === undefined ? [] : [`--check-every ${every}`]),
].join(' ')

try {
  const report = await simulate({
    seed,
    operations,
    crashes: values.crashes,
    http: values.http,
    ...(every === undefined ? {} : { checkEvery: number('check-every', every) }),
    say: (line) => console.log(`${seconds()} s: ${line}`),
  })
  const summary = { ...report, seconds: seconds() }
  for (const [name, value] of Object.entries(summary)) {
    console.log(`${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`)
} catch (error) {
  if (!(error instanceof SimulationFailed)) throw error
  console.error(`seed ${seed}, after operation ${error.operation}: ${error.message}`)
  if (error.cause instanceof Error && error.cause.name !== 'Difference') console.error(error.cause.stack)
  console.error(`Again: ${again}`)
  process.exit(1)
}
