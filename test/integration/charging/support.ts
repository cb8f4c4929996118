/**
 * Charging against the real SDK, the Stripe stand-in and the libSQL server, all over HTTP. A "process" is a context;
 * one that crashes is dropped and another goes on with what lies in the database, at Stripe and in the queue.
 */
import { assertContracts } from '../../support/contracts.ts'
import { expectDescribed } from '../../support/described.ts'
import { Hono } from 'hono'
import { type HttpListener, listen, readBody } from '../../../dev/net/http.ts'
import { type StripeHandle, startStripe } from '../../../dev/stripe/server.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { signAccess } from '../../../worker/access/tokens.ts'
import { settleAfterUsage } from '../../../worker/charging/after-usage.ts'
import { sweepCharges } from '../../../worker/charging/sweep.ts'
import type { Context } from '../../../worker/context.ts'
import type { Database } from '../../../worker/db/client.ts'
import type { AppEnv } from '../../../worker/http/app-env.ts'
import { Refusal, sendProblem } from '../../../worker/http/problem.ts'
import { consumePayments } from '../../../worker/jobs/payments-queue.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import type { PaymentMessage } from '../../../worker/payments/inbox.ts'
import { billingRoutes } from '../../../worker/routes/billing.ts'
import { chargeRoutes } from '../../../worker/routes/charges.ts'
import { fundsRoutes } from '../../../worker/routes/funds.ts'
import { stripeHookRoutes } from '../../../worker/routes/hooks-stripe.ts'
import { NOW, startLedger } from '../../support/ledger.ts'

export * from './books.ts'

export const usd = parseNano
const WEBHOOK_SECRET = ['whsec', 'fake', 'test'].join('_')

export class Crash extends Error {
  override name = 'Crash'
}

export interface Bench {
  readonly ctx: Context
  readonly stripe: StripeHandle
  readonly queue: PaymentMessage[]
  readonly log: string[]
  readonly hookUrl: string
  at: Date
  /** Called with what each webhook request answered. */
  readonly hookAnswers: number[]
  close(): Promise<void>
}

export async function startBench(): Promise<Bench> {
  const ledger = await startLedger()
  const queue: PaymentMessage[] = []
  const hookAnswers: number[] = []
  let stripeIds = 0
  const stripe = await startStripe({
    clock: () => ledger.at.getTime(),
    ids: () => `t${String((stripeIds += 1)).padStart(6, '0')}`,
    connectedAccounts: ['acct_connected'],
  })
  const payments = {
    send: async (body: PaymentMessage) => void queue.push(body),
    sendBatch: async (messages: { body: PaymentMessage }[]) =>
      void queue.push(...messages.map(({ body }) => body)),
  }
  const ctx: Context = {
    ...ledger.ctx,
    settings: {
      ...ledger.ctx.settings,
      STRIPE_SECRET_KEY: ['sk', 'test', 'fake'].join('_'),
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: stripe.url,
      SESSION_SECRET: 'a session secret for tests only',
    },
    queues: { usage: payments, payments } as unknown as Context['queues'],
  }
  const hooks = await serveHooks(ctx, hookAnswers)
  stripe.webhooks.endpoint = { url: `${hooks.url}/hooks/stripe`, secret: WEBHOOK_SECRET }
  return {
    ctx,
    stripe,
    queue,
    log: ledger.log,
    hookUrl: `${hooks.url}/hooks/stripe`,
    hookAnswers,
    get at() {
      return ledger.at
    },
    set at(at: Date) {
      ledger.at = at
    },
    async close() {
      assertContracts(stripe, null)
      await hooks.close()
      await stripe.close()
      await ledger.close()
    },
  }
}

function makeApp(ctx: Context): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use(async (c, next) => {
    c.set('ctx', ctx)
    await next()
  })
  app.route('/hooks', stripeHookRoutes())
  app.route('/v1', chargeRoutes())
  app.route('/v1', billingRoutes())
  app.route('/v1', fundsRoutes())
  app.onError((error, c) => {
    if (error instanceof Refusal) return sendProblem(c, error, 'test')
    return sendProblem(c, new Refusal('internal', error.name), 'test')
  })
  return app
}

let keys = 0

/** Signed-in staff of a wallet's agency; each request carries a new Idempotency-Key unless one is given. */
export async function signIn(
  bench: Bench,
  wallet: Pick<Wallet, 'agencyId'>,
  role: 'owner' | 'staff' | 'viewer' = 'staff',
) {
  const id = `session-${wallet.agencyId}-${role}`
  await bench.ctx.db.writeBatch([
    {
      sql: `INSERT INTO session (agency_id, id, role, device, refresh_hash, generation, expires_at, created_at)
            VALUES (?, ?, ?, 'laptop', ?, 1, 0, 0) ON CONFLICT DO NOTHING`,
      args: [wallet.agencyId, id, role, new Uint8Array(32)],
    },
  ])
  const { token } = await signAccess(bench.ctx, { agencyId: wallet.agencyId, id, role, device: 'laptop' })
  const app = makeApp(bench.ctx)
  return async (method: string, path: string, body?: unknown, key: string | null = `key-${(keys += 1)}`) => {
    const answer = await app.request(`/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(key === null ? {} : { 'idempotency-key': key }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    await expectDescribed(method, `/v1${path}`, answer)
    return {
      status: answer.status,
      headers: answer.headers,
      json: (await answer.json()) as Record<string, unknown>,
    }
  }
}

function serveHooks(ctx: Context, answers: number[]): Promise<HttpListener> {
  const app = makeApp(ctx)
  return listen((request, response) => {
    const answer = async () => {
      const body = await readBody(request, 1024 * 1024)
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers))
        if (typeof value === 'string') headers.set(name, value)
      const result = await app.fetch(
        new Request(`http://worker${request.url ?? ''}`, { method: 'POST', headers, body: body ?? '' }),
      )
      answers.push(result.status)
      response.writeHead(result.status, Object.fromEntries(result.headers)).end(await result.text())
    }
    answer().catch(() => response.writeHead(500).end())
  })
}

let agencies = 0

export interface Wallet {
  readonly agencyId: string
  readonly clientId: string
  readonly customerId: string
  readonly methodId: string
}

/** A prepaid client of an agency of its own, with a card at the stand-in; threshold 10, reload amount 50. */
export async function addWallet(
  bench: Bench,
  options: {
    method?: string
    balance?: string
    threshold?: string
    amount?: string
    chargeCap?: string
    monthCap?: string
    mode?: string
    currency?: string
  } = {},
): Promise<Wallet> {
  const agencyId = `agency-${(agencies += 1)}`
  const clientId = 'client-1'
  const currency = options.currency ?? 'USD'
  const customer = await stripePost(bench, '/v1/customers', { name: clientId })
  const methodId = bench.stripe.giveMethod(customer.id, options.method ?? 'pm_card_visa')
  const money = (text: string | undefined) => (text === undefined ? null : usd(text))
  await bench.ctx.db.writeBatch([
    {
      sql: `INSERT INTO agency (id, name, plan, currency, time_zone, fee_rule_id, price_version, created_at)
            VALUES (?, 'Agency', 'pro', 'USD', 'America/New_York', 'stripe.us.card', 1, ?)`,
      args: [agencyId, BigInt(NOW.getTime())],
    },
    {
      sql: `INSERT INTO client (agency_id, id, name, currency, billing_mode, has_account_admin, phone_system, payment_state, suspended, created_at)
            VALUES (?, ?, 'Client', ?, ?, 1, 'lc', 'ok', 0, ?)`,
      args: [agencyId, clientId, currency, options.mode ?? 'prepaid', BigInt(NOW.getTime())],
    },
    {
      sql: `INSERT INTO payment_customer (agency_id, client_id, provider, account, customer_id, method_id, method_kind, method_label, fingerprint, updated_at)
            VALUES (?, ?, 'stripe', '', ?, ?, 'card', 'Visa ···· 4242', 'fp', ?)`,
      args: [agencyId, clientId, customer.id, methodId, BigInt(NOW.getTime())],
    },
    {
      sql: `INSERT INTO reload_settings (agency_id, client_id, enabled, threshold, amount, charge_cap, month_cap) VALUES (?, ?, 1, ?, ?, ?, ?)`,
      args: [
        agencyId,
        clientId,
        usd(options.threshold ?? '10'),
        usd(options.amount ?? '50'),
        money(options.chargeCap),
        money(options.monthCap),
      ],
    },
  ])
  const wallet = { agencyId, clientId, customerId: customer.id, methodId }
  if (options.balance !== undefined) await move(bench, wallet, options.balance, currency)
  return wallet
}

export async function stripePost(
  bench: Bench,
  path: string,
  form: Record<string, string>,
): Promise<{ id: string }> {
  const answer = await fetch(`${bench.stripe.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bench.ctx.settings.STRIPE_SECRET_KEY ?? ''}` },
    body: new URLSearchParams(form),
  })
  return (await answer.json()) as { id: string }
}

/** What usage of a client on demand or post-paid does to the books. */
export async function owe(bench: Bench, wallet: Wallet, amount: string, currency = 'USD'): Promise<void> {
  const nano = usd(amount)
  await bench.ctx.db.writeBatch(
    transferStatements(bench.ctx, {
      agencyId: wallet.agencyId,
      kind: 'adjustment',
      reference: 'test',
      clientId: wallet.clientId,
      entries: [
        { account: 'receivables', currency, amount: nano },
        { account: 'test', currency, amount: -nano },
      ],
      clientMoves: [{ clientId: wallet.clientId, account: 'receivables', currency, amount: nano }],
    }),
  )
}

/** Moves a wallet by hand: below 0 as usage would. */
export async function move(bench: Bench, wallet: Wallet, amount: string, currency = 'USD'): Promise<void> {
  const nano = usd(amount)
  await bench.ctx.db.writeBatch(
    transferStatements(bench.ctx, {
      agencyId: wallet.agencyId,
      kind: 'adjustment',
      reference: 'test',
      clientId: wallet.clientId,
      entries: [
        { account: 'wallets', currency, amount: -nano },
        { account: 'test', currency, amount: nano },
      ],
      clientMoves: [{ clientId: wallet.clientId, account: 'wallets', currency, amount: nano }],
    }),
  )
}

export const settle = (ctx: Context, wallet: Wallet) =>
  settleAfterUsage(ctx, wallet.agencyId, [wallet.clientId])

/** Works on what is in the queue now; a message that failed stays for the sweep. Returns how many were acknowledged. */
export async function drain(bench: Bench, ctx: Context = bench.ctx): Promise<number> {
  let acked = 0
  for (let round = 0; round < 5 && bench.queue.length > 0; round += 1) {
    const messages = bench.queue.splice(0).map((body, i) => ({
      id: String(i),
      body,
      ack: () => void (acked += 1),
      retry: () => {},
    }))
    await consumePayments(ctx, { messages })
  }
  return acked
}

/** Time passes, minute by minute at first and then by the hour, with the cron that belongs to it. */
export async function passTime(bench: Bench, hours: number, each?: () => Promise<void>): Promise<void> {
  const start = bench.at.getTime()
  const steps = [3, 6, 20, 40].map((minutes) => minutes / 60)
  for (let hour = 1; hour <= hours; hour += 1) steps.push(hour)
  for (const step of steps.filter((at) => at <= hours)) {
    bench.at = new Date(start + step * 3_600_000)
    await sweepCharges(bench.ctx)
    await drain(bench)
    await each?.()
  }
}

/** The same context with a database that fails from the n-th write on: before it is sent, or after it was done. */
export function crashing(ctx: Context, write: number, when: 'before' | 'after'): Context {
  let writes = 0
  const dead = () => writes > write || (writes === write && when === 'after')
  const writeBatch: Database['writeBatch'] = async (statements) => {
    if (dead()) throw new Crash()
    writes += 1
    if (writes === write && when === 'before') {
      writes += 1
      throw new Crash()
    }
    const result = await ctx.db.writeBatch(statements)
    if (writes === write) throw new Crash()
    return result
  }
  const readBatch: Database['readBatch'] = (statements) => {
    if (dead()) throw new Crash()
    return ctx.db.readBatch(statements)
  }
  return { ...ctx, db: { orm: ctx.db.orm, writeBatch, readBatch } }
}
