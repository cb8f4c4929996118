/** Credit pools by chance: purchases, draws (late, again, with automatic purchases), what is given back, what expires. */
import { buyCredits } from '../../worker/credits/buy-credits.ts'
import { drawCredits } from '../../worker/credits/draw-credits.ts'
import { expireCredits } from '../../worker/credits/expire-credits.ts'
import { giveBackDraw } from '../../worker/credits/give-back.ts'
import { openPool } from '../../worker/credits/open-pool.ts'
import { readPool } from '../../worker/credits/pool.ts'
import { BatchAborted } from '../../worker/db/client.ts'
import { Refusal } from '../../worker/http/problem.ts'
import { Difference } from './difference.ts'
import { costFact } from './oracle/facts.ts'
import { decimalText, over, rounded, whole } from './oracle/fraction.ts'
import { partOf } from './oracle/intake.ts'
import { type Moved, PoolBooks } from './oracle/pool.ts'
import { refusal } from './oracle/price.ts'
import { type Agency, POOL_SERVICE, type Stage, ownerOf } from './stage.ts'
import { sendQuietly } from './usage.ts'

const DAY_MS = 86_400_000
const NANO = 1_000_000_000n
const ACTOR = { kind: 'system', job: 'simulation' } as const
/** As `drawCredits` looks back for an id. */
const WINDOW = { back: 3, ahead: 1 }

export interface Draw {
  readonly pool: PoolBooks
  readonly agency: Agency
  readonly id: string
  readonly clientId: string
  readonly credits: bigint
  readonly at: number
}

/** One pool for some agencies, with what a credit costs in its currency. */
export async function openPools(stage: Stage): Promise<void> {
  const { random } = stage
  for (const agency of stage.agencies.filter(({ id }) => ['berlin', 'newyork', 'tokyo'].includes(id))) {
    const currency = agency.currency
    const from = stage.now
    await stage.quiet.db.writeBatch([
      {
        sql: `INSERT INTO cost_rate (agency_id, id, service, unit_cost, currency, valid_from, source, created_at)
              VALUES (?, ?, ?, '0.01', ?, ?, 'simulation', ?)`,
        args: [agency.id, stage.newId('cost'), POOL_SERVICE, currency, BigInt(from), BigInt(from)],
      },
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agency.id] },
    ])
    stage.facts.addCost(agency.id, POOL_SERVICE, costFact('0.01', currency, from))
    const tiers = [
      // Finer than a nano, so that what a part of a purchase costs is rounded.
      { upTo: '300', unitPrice: random.decimal(1, 11) },
      { upTo: '1000', unitPrice: random.decimal(1, 12) },
      { upTo: null, unitPrice: random.decimal(1, 10) },
    ]
    const settings = {
      service: POOL_SERVICE,
      currency,
      remindBelow: random.chance(0.7) ? BigInt(random.int(1, 400)) : null,
      autoBuy: agency.id === 'tokyo' ? null : BigInt(random.int(50, 700)),
      tiers,
    }
    await openPool(stage.quiet, ownerOf(agency), 'letters', settings)
    stage.pools.push(new PoolBooks({ agencyId: agency.id, id: 'letters', ...settings }))
  }
}

/** Several moves of one pool, so that its purchases run down and out beside each other. */
export async function movePool(stage: Stage): Promise<void> {
  const pool = stage.random.pick(stage.pools)
  const agency = stage.agencies.find(({ id }) => id === pool.spec.agencyId)
  if (agency === undefined) return
  for (let i = 0; i < 6; i += 1) {
    await moveOnce(stage, agency, pool)
    stage.now += 1_000
  }
}

async function moveOnce(stage: Stage, agency: Agency, pool: PoolBooks): Promise<void> {
  const { random } = stage
  stage.counts.operations += 1
  const act = random.weighted([
    [3, () => buy(stage, pool)],
    [10, () => draw(stage, agency, pool)],
    [3, () => giveBack(stage, agency, pool)],
    [4, () => lapse(stage)],
  ])
  await act()
}

async function buy(stage: Stage, pool: PoolBooks): Promise<void> {
  const { random, now } = stage
  const { agencyId, id } = pool.spec
  const to = random.chance(0.6) ? now + random.int(1, 40) * DAY_MS : null
  const bought = {
    kind: random.weighted<'granted' | 'paid'>([
      [1, 'granted'],
      [3, 'paid'],
    ]),
    credits: BigInt(random.int(1, random.pick([60, 400, 1_500]))),
    priority: random.int(0, 1),
  }
  const purchase = { id: stage.newId('lot'), ...bought, expiresAtMs: to === null ? null : BigInt(to) }
  // Somebody else draws between the reading of the pool and the purchase: then it is refused whole.
  const other = random.chance(0.1)
    ? async () => {
        const agency = stage.agencies.find((one) => one.id === agencyId)
        if (agency !== undefined) await drawQuietly(stage, agency, pool)
      }
    : null
  const before = pool.version
  try {
    await stage.attempt(async (ctx) => {
      await buyCredits(ctx, ACTOR, await readPool(ctx, agencyId, id), purchase)
    }, other)
  } catch (error) {
    if (!(error instanceof BatchAborted) || pool.version === before) throw error
  }
  if (stage.db.commits > 0) book(stage, pool, '', pool.buy({ ...bought, from: now, to }))
}

async function draw(stage: Stage, agency: Agency, pool: PoolBooks): Promise<void> {
  const wanted = drawOf(stage, agency, pool)
  const other = stage.random.chance(0.1)
    ? () => (stage.random.chance(0.5) ? drawQuietly(stage, agency, pool) : sendQuietly(stage, agency, []))
    : null
  await post(stage, wanted, other)
}

const drawQuietly = (stage: Stage, agency: Agency, pool: PoolBooks): Promise<void> =>
  post(stage, drawOf(stage, agency, pool), null, true)

/** A mailing now or late; sometimes one that was drawn before, sometimes with other credits under its id. */
function drawOf(stage: Stage, agency: Agency, pool: PoolBooks): Draw {
  const { random, now } = stage
  const known = stage.draws.filter((one) => one.pool === pool)
  if (known.length > 0 && random.chance(0.15)) {
    const again = random.pick(known)
    return random.chance(0.3) ? { ...again, credits: again.credits + 1n } : again
  }
  return {
    pool,
    agency,
    id: stage.newId('mailing'),
    clientId: random.chance(0.02) ? 'nobody' : random.pick(agency.clients).id,
    credits: BigInt(
      random.weighted([
        [1, 0],
        [20, random.int(1, 40)],
        [9, random.int(41, 900)],
      ]),
    ),
    at:
      now -
      random.weighted([
        [4, 0],
        [2, random.int(0, 3 * DAY_MS)],
        [4, random.int(0, 30 * DAY_MS)],
      ]),
  }
}

async function post(
  stage: Stage,
  wanted: Draw,
  other: (() => Promise<unknown>) | null,
  quiet = false,
): Promise<void> {
  const { pool, agency, id, clientId, credits, at } = wanted
  const { spec } = pool
  const verb = (ctx: Stage['ctx']) =>
    drawCredits(ctx, agency.id, spec.id, { id, clientId, credits, occurredAt: new Date(at) })
  let result: Awaited<ReturnType<typeof verb>> | 'unreachable' | Refusal
  try {
    const tried = quiet ? { answer: await verb(stage.quiet) } : await stage.attempt(verb, other)
    result = tried === 'unreachable' ? tried : tried.answer
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    result = error
  }
  const right = expected(stage, wanted)
  const isBooked = quiet ? right.outcome === 'posted' : stage.db.commits > 0
  if (isBooked) {
    const moved = pool.draw(id, credits, at, stage.now)
    book(stage, pool, '', moved)
    line(stage, wanted, moved.cost)
    stage.draws.push(wanted)
  }
  if (result === 'unreachable') return
  const found = result instanceof Refusal ? { outcome: result.code } : result
  const words = (of: object) =>
    JSON.stringify(of, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one))
  if (words(found) !== words(right)) {
    throw new Difference(`a draw was answered ${words(found)}, not ${words(right)}: ${id}`)
  }
}

/** What a draw must be answered, before it is booked. */
function expected(stage: Stage, { pool, agency, id, clientId, credits, at }: Draw) {
  const { spec } = pool
  const day = Math.floor(at / DAY_MS)
  const key = { agencyId: agency.id, source: `pool:${spec.id}`, id }
  const stood = stage.intake.earliest(key, day - WINDOW.back, day + WINDOW.ahead)
  if (stood !== undefined) {
    const before = stage.draws.find((one) => one.pool === pool && one.id === id)
    const isSame = before?.clientId === clientId && before.credits === credits
    const outcome = isSame ? 'duplicate' : 'conflict'
    return { outcome, balance: pool.balance(at), purchases: 0, remind: false }
  }
  const purchases = pool.purchasesFor(credits, at)
  if (purchases === null) return { outcome: 'credits_lacking' }
  const holding = stage.facts.holding(agency.id, clientId, spec.service, at)
  // What costs nothing needs no exchange rate.
  const { cost } = pool.wouldDraw(id, credits, at, stage.now)
  const said = { quantity: String(credits), unitCost: cost === 0n ? '0' : '1', attributes: {} }
  if (holding === undefined || refusal(holding, partOf(said, at, agency.zone).sale) !== null) {
    return { outcome: 'usage_not_priceable' }
  }
  const before = pool.balance(at)
  const balance = before + BigInt(purchases) * (spec.autoBuy ?? 0n) - credits
  const remind = spec.remindBelow !== null && before >= spec.remindBelow && balance < spec.remindBelow
  return { outcome: 'posted', balance, purchases, remind }
}

/** The usage of a draw: its cost is that of the credits it took, per credit to 40 decimals. */
function line(stage: Stage, { pool, agency, id, clientId, credits, at }: Draw, cost: bigint): void {
  const unit = credits === 0n ? whole(0n) : over({ n: cost, d: NANO }, whole(credits))
  stage.intake.take(
    [
      {
        agencyId: agency.id,
        clientId,
        source: `pool:${pool.spec.id}`,
        id,
        service: pool.spec.service,
        quantity: String(credits),
        occurredAt: new Date(at).toISOString(),
        receivedAt: new Date(stage.now).toISOString(),
        ownTime: true,
        repeatWindowDays: 3,
        unitCost: decimalText(rounded(unit, 40)),
        estimated: false,
        attributes: {},
      },
    ],
    stage.now,
  )
}

async function giveBack(stage: Stage, agency: Agency, pool: PoolBooks): Promise<void> {
  const known = stage.draws.filter((one) => one.pool === pool && one.credits > 0n)
  if (known.length === 0) return
  const { id, at } = stage.random.pick(known.slice(-200))
  const day = Math.floor(at / DAY_MS)
  const source = `pool:${pool.spec.id}`
  const standing = stage.intake.earliest({ agencyId: agency.id, source, id }, day, day)
  if (standing === undefined || day < Math.floor(stage.now / DAY_MS) - 390) return
  const other = stage.random.chance(0.1) ? () => drawQuietly(stage, agency, pool) : null
  const stood = standing.voided
  const result = await stage.attempt((ctx) => giveBackDraw(ctx, ACTOR, agency.id, pool.spec.id, id), other)
  if (stage.db.commits > 0) {
    stage.intake.correct(standing, null, stage.now)
    book(stage, pool, '', pool.giveBack(id, stage.now))
  }
  if (result !== 'unreachable' && (result.answer.outcome === 'duplicate') !== stood) {
    throw new Difference(`giving back ${id} was answered ${result.answer.outcome}`)
  }
}

/** The clock's job: each pool in a batch of its own, so a crash may leave some for the next time. */
async function lapse(stage: Stage): Promise<void> {
  await stage.attempt((ctx) => expireCredits(ctx))
  const [found] = await stage.quiet.db.readBatch(['SELECT agency_id, id, version FROM credit_pool'])
  for (const row of found?.rows ?? []) {
    const pool = stage.pools.find(({ spec }) => spec.agencyId === row[0] && spec.id === row[1])
    if (pool === undefined || row[2] === pool.version) continue
    if (!pool.isDue(stage.now)) throw new Difference(`credits of ${String(row[0])} expired too early`)
    book(stage, pool, '', pool.lapse(stage.now))
  }
  const isWhole = !stage.db.struck
  if (isWhole && stage.pools.some((pool) => pool.isDue(stage.now))) {
    throw new Difference('credits that are over did not expire')
  }
}

/** What a pool moved, as the books have it: credits in their own unit, and what purchases cost. */
function book(stage: Stage, pool: PoolBooks, clientId: string, moved: Moved): void {
  const { agencyId, id, currency } = pool.spec
  stage.counts.pools += 1
  stage.trace(['pool', agencyId, String(pool.version), String(moved.drawn), String(moved.cost)])
  const move = (unit: string, entries: Record<string, bigint>) =>
    stage.move({ agencyId, clientId, currency: unit, entries, moves: {} })
  for (const { kind, credits, cost } of moved.bought) {
    move('credit', { [`pool:${id}`]: credits * NANO, [`pool:${kind}`]: -credits * NANO })
    move(currency, { [`platform:pool:${id}`]: cost, 'credits:payable': -cost })
  }
  move('credit', { [`pool:${id}`]: -moved.lost * NANO, 'pool:expired': moved.lost * NANO })
  move('credit', { [`pool:${id}`]: -moved.drawn * NANO, 'pool:drawn': moved.drawn * NANO })
}
