/**
 * `npm run agency -- --id acme --name "Acme" --plan pro --currency USD --time-zone America/New_York --company <HighLevel companyId>`
 * adds an agency to the database in the environment, and prints a pairing code for its owner. `npm run pair -- --id acme`
 * prints one more.
 */
import { parseArgs } from 'node:util'
import { createPairingCode } from '../worker/access/pairing-code.ts'
import { cliContext } from './cli.ts'
import { type SeedAgency, seedAgency } from './seed.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    id: { type: 'string' },
    name: { type: 'string' },
    plan: { type: 'string', default: 'pro' },
    currency: { type: 'string', default: 'USD' },
    'time-zone': { type: 'string', default: 'UTC' },
    company: { type: 'string' },
    role: { type: 'string', default: 'owner' },
  },
})
const { id, name, plan, currency, company, role } = values
const roles = ['owner', 'staff', 'viewer'] as const
const asked = roles.find((one) => one === role)
const plans = ['starter', 'unlimited', 'pro'] as const
const onPlan = plans.find((one) => one === plan)
if (id === undefined || !/^[a-z0-9-]{1,40}$/.test(id) || asked === undefined || onPlan === undefined) {
  console.error(
    'Say --id (small letters, digits, hyphens), --plan starter|unlimited|pro, --role owner|staff|viewer.',
  )
  process.exit(1)
}
const ctx = cliContext('SESSION_SECRET')
if (positionals[0] !== 'pair') {
  const agency: SeedAgency = {
    id,
    name: name ?? id,
    plan: onPlan,
    currency,
    timeZone: values['time-zone'],
    ...(company === undefined ? {} : { company }),
  }
  Intl.DateTimeFormat('en', { timeZone: values['time-zone'] })
  await seedAgency(ctx.db, agency, ctx.now())
  console.log(`The agency ${id} is there.`)
}
const { code, expiresAt } = await createPairingCode(ctx, id, asked)
console.log(`Pairing code for its ${asked}, good until ${expiresAt.toISOString()}: ${code}`)
