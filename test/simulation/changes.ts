/** What staff and time change: prices, costs, exchange rates, modes, caps, clients. Each tells the oracle once it is committed. */
import { seedClient } from '../../dev/seed.ts'
import type { BilledBy } from '../../shared/contract/scalars.ts'
import { parsePriceRule } from '../../shared/rating/schema.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { Context } from '../../worker/context.ts'
import { BatchAborted, type Statement } from '../../worker/db/client.ts'
import { guard } from '../../worker/db/guard.ts'
import { Refusal } from '../../worker/http/problem.ts'
import { setService } from '../../worker/pricing/set-service.ts'
import { VERSION_SQL } from '../../worker/pricing/switch-statements.ts'
import { changeCap } from './caps.ts'
import { costFact } from './oracle/facts.ts'
import type { Rule } from './oracle/rule.ts'
import { randomMultiplier, randomRule } from './rules.ts'
import { type Agency, POOL_SERVICE, SERVICES, type Stage, ownerOf } from './stage.ts'
import { undo } from './undo.ts'

const DAY_MS = 86_400_000
export const CURRENCIES = ['USD', 'EUR', 'JPY', 'KWD']
const CLIENTS_MAX = 12

const WHAT = [
  [30, 'terms'],
  [20, 'multiplier'],
  [10, 'cost'],
  [6, 'rate'],
  [8, 'mode'],
  [3, 'cap'],
  [2, 'undo'],
  [5, 'client'],
] as const
type What = (typeof WHAT)[number][1]

/** One change of one agency, drawn by chance. */
export async function change(stage: Stage, wanted?: What): Promise<void> {
  const { random } = stage
  const agency = random.pick(stage.agencies)
  stage.counts.operations += 1
  const what = wanted ?? random.weighted(WHAT)
  stage.trace([what, agency.id, stage.now])
  switch (what) {
    case 'terms':
      return changeTerms(stage, agency)
    case 'multiplier':
      return switchService(stage, agency)
    case 'cost':
      return changeCost(stage, agency)
    case 'rate': {
      const [base, quote, rate] = random.pick(RATES)
      const other = (Number(rate) * (0.8 + random.int(0, 4000) / 10_000)).toFixed(random.pick([2, 4, 6]))
      return stage.addRate(agency.id, base, quote, other, stage.now - random.int(0, 3) * DAY_MS)
    }
    case 'mode':
      return changeMode(stage, agency)
    case 'cap':
      return changeCap(stage, agency)
    case 'undo':
      return undo(stage, agency)
    case 'client':
      if (agency.clients.length >= CLIENTS_MAX) return changeTerms(stage, agency)
      return addClient(stage, agency)
  }
}

/** Every pair that is needed one way or the other; JPY is only known the other way round. */
export const RATES = [
  ['EUR', 'USD', '1.0843'],
  ['JPY', 'USD', '0.0066'],
  ['USD', 'KWD', '0.3071'],
  ['EUR', 'JPY', '163.25'],
  ['KWD', 'EUR', '3.0021'],
] as const

/** New terms of any kind, dated now, under a version guard; the product's own verb is in `switchService`. */
async function changeTerms(stage: Stage, agency: Agency): Promise<void> {
  const { random } = stage
  const client = random.chance(0.2) ? undefined : random.pick(agency.clients)
  const service = random.chance(0.1) ? POOL_SERVICE : random.pick(SERVICES)
  const billedBy = random.weighted<BilledBy>([
    [7, 'ledger'],
    [2, 'crm'],
    [1, 'agency'],
  ])
  const rule = billedBy === 'agency' ? null : randomRule(random)
  const own = client?.currency ?? agency.currency
  const currency = random.chance(0.05) ? random.pick(CURRENCIES) : own
  const clientId = client?.id ?? '*'
  await writeTerms(stage, stage.ctx, { agencyId: agency.id, clientId, service, billedBy, rule, currency })
}

export interface NewTerms {
  readonly agencyId: string
  readonly clientId: string
  readonly service: string
  readonly billedBy: BilledBy
  readonly rule: PriceRule | null
  readonly currency: string
}

async function writeTerms(stage: Stage, ctx: Context, terms: NewTerms): Promise<void> {
  const { agencyId, clientId, service, billedBy, rule, currency } = terms
  const newest = [agencyId, clientId, service]
  const verb = async (own: Context) => {
    const [found] = await own.db.readBatch([{ sql: `SELECT ${VERSION_SQL} AS version`, args: newest }])
    const now = BigInt(own.now().getTime())
    await own.db.writeBatch([
      guard(`${VERSION_SQL} = ?`, [...newest, found?.rows[0]?.['version'] as bigint]),
      {
        sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        args: [...newest, now, billedBy, rule === null ? null : JSON.stringify(rule), currency, now],
      },
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agencyId] },
    ])
  }
  if (ctx === stage.quiet) await verb(ctx)
  else await overtaken(stage, verb, terms)
  if (ctx === stage.quiet || stage.db.commits > 0) {
    stage.counts.switches += 1
    const fact = { from: stage.now, billedBy, rule: rule as Rule | null, currency }
    stage.facts.addTerms(agencyId, clientId, service, fact)
  }
}

/** Sometimes somebody else changes the same terms first: then this change must be refused whole. */
async function overtaken(
  stage: Stage,
  verb: (ctx: Context) => Promise<void>,
  terms: NewTerms,
): Promise<void> {
  const first = stage.random.chance(0.05)
  // Another millisecond, so that the two do not begin at the same time.
  const other = first
    ? async () => {
        stage.now += 1
        await writeTerms(stage, stage.quiet, { ...terms, billedBy: 'ledger', rule: randomRule(stage.random) })
      }
    : null
  try {
    await stage.attempt(verb, other)
  } catch (error) {
    if (!(first && error instanceof BatchAborted && error.index === 0)) throw error
  }
}

/** The product's own switch: who bills a service, at which multiplier. What else the rule says stays. */
async function switchService(stage: Stage, agency: Agency): Promise<void> {
  const { random, facts } = stage
  const client = random.pick(agency.clients)
  const service = random.pick(SERVICES)
  const multiplier = random.chance(0.15) ? null : randomMultiplier(random)
  const billedBy = multiplier === null ? ('agency' as const) : ('ledger' as const)
  const actor = ownerOf(agency)
  const before = facts.holding(agency.id, client.id, service, stage.now)?.rule ?? null
  try {
    await stage.attempt(async (ctx) => {
      const [found] = await ctx.db.readBatch([
        { sql: `SELECT ${VERSION_SQL} AS version`, args: [agency.id, client.id, service] },
      ])
      const version = Number(found?.rows[0]?.['version'])
      await setService(ctx, actor, {
        clientId: client.id,
        service,
        request: {
          billedBy,
          version,
          crmRebillingConfirmedOff: true,
          ...(multiplier === null ? {} : { multiplier }),
        },
        intent: null,
      })
    })
  } catch (error) {
    // A plan's cap, or a client who cannot pay: refused whole.
    if (!(error instanceof Refusal)) throw error
    stage.trace(['refused', error.code])
  }
  if (stage.db.commits === 0) return
  stage.counts.switches += 1
  const kept = before?.kind === 'multiplier' ? before : { kind: 'multiplier' as const }
  const rule: Rule | null = multiplier === null ? null : { ...kept, multiplier }
  facts.addTerms(agency.id, client.id, service, {
    from: stage.now,
    billedBy,
    rule,
    currency: client.currency,
  })
}

/** A statement and the new price version, as every change of what rating reads. */
async function write(stage: Stage, agencyId: string, statements: Statement[]): Promise<boolean> {
  const bump = { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agencyId] }
  await stage.attempt((ctx) => ctx.db.writeBatch([...statements, bump]))
  return stage.db.commits > 0
}

async function changeCost(stage: Stage, agency: Agency): Promise<void> {
  const { random, now } = stage
  const service = random.pick(SERVICES)
  const unit = random.decimal(1, random.pick([2, 4, 6, 9]))
  const currency = random.weighted([
    [7, 'USD'],
    [2, 'EUR'],
    [1, 'JPY'],
  ])
  const from = now + random.pick([0, 0, -20, 3]) * DAY_MS
  const done = await write(stage, agency.id, [
    {
      sql: `INSERT INTO cost_rate (agency_id, id, service, unit_cost, currency, valid_from, source, created_at)
            VALUES (?, ?, ?, ?, ?, ?, 'simulation', ?)`,
      args: [agency.id, stage.newId('cost'), service, unit, currency, BigInt(from), BigInt(now)],
    },
  ])
  if (done) stage.facts.addCost(agency.id, service, costFact(unit, currency, from))
}

async function changeMode(stage: Stage, agency: Agency): Promise<void> {
  const { random, now } = stage
  const client = random.pick(agency.clients)
  const mode = random.pick(['prepaid', 'onDemand', 'postpaid', 'partner'])
  const done = await write(stage, agency.id, [
    {
      sql: 'INSERT INTO billing_mode (agency_id, client_id, valid_from, mode) VALUES (?, ?, ?, ?)',
      args: [agency.id, client.id, BigInt(now), mode],
    },
    {
      sql: 'UPDATE client SET billing_mode = ? WHERE agency_id = ? AND id = ?',
      args: [mode, agency.id, client.id],
    },
  ])
  if (done) stage.facts.addMode(agency.id, client.id, mode, now)
}

export async function addClient(stage: Stage, agency: Agency): Promise<void> {
  const { random, now } = stage
  const id = `client-${agency.clients.length + 1}`
  const currency = random.chance(0.5) ? agency.currency : random.pick(CURRENCIES)
  const billingMode = random.pick([
    'prepaid',
    'prepaid',
    'prepaid',
    'onDemand',
    'postpaid',
    'partner',
  ] as const)
  const reloads = random.chance(0.6)
  const unit = 1_000_000_000n * (currency === 'JPY' ? 150n : 1n)
  const services = Object.fromEntries(
    SERVICES.filter(() => random.chance(0.6)).map((service) => [
      service,
      { billedBy: 'ledger' as const, rule: parsePriceRule(randomRule(random)) },
    ]),
  )
  const client = {
    id,
    currency,
    billingMode,
    services,
    ...(reloads
      ? {
          reload: { threshold: BigInt(random.int(0, 40)) * unit, amount: BigInt(random.int(10, 90)) * unit },
          payment: { customerId: `cus_${agency.id}_${id}`, methodId: `pm_${agency.id}_${id}` },
        }
      : {}),
  }
  await stage.attempt((ctx) => seedClient(ctx.db, agency.id, client, new Date(now)))
  if (stage.db.commits === 0) return
  agency.clients.push({ id, currency, reloads })
  stage.facts.addClient(agency.id, id, currency, billingMode, now)
  for (const [service, { billedBy, rule }] of Object.entries(services)) {
    stage.facts.addTerms(agency.id, id, service, { from: now, billedBy, rule: rule as Rule, currency })
  }
}
