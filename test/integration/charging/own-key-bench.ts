/** Agencies with a restricted key of their own, at accounts of their own of the stand-in. Keys are made here, as fakes. */
import { expect } from 'vitest'
import { type Bench, type Wallet, addWallet, drain, rows, signIn, usd } from './support.ts'

export const BACK = { returnUrl: 'https://agency.example/thanks' }

let made = 0

/** A key and a webhook secret that look like Stripe's and belong to nobody. */
export function fakeKey(kind: 'rk' | 'sk' | 'pk' = 'rk', mode: 'test' | 'live' = 'test'): string {
  return [kind, mode, `fake${String((made += 1)).padStart(12, '0')}`].join('_')
}
export const fakeSecret = (): string => ['whsec', `fake${String((made += 1)).padStart(12, '0')}`].join('_')

/** SECRETS_KEY as an operator makes it; the bench's settings are one object that all its contexts read. */
export function giveSecretsKey(bench: Bench): void {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  Object.assign(bench.ctx.settings, { SECRETS_KEY: btoa(String.fromCharCode(...bytes)) })
}

export interface Own {
  readonly wallet: Wallet
  readonly account: string
  readonly key: string
  readonly secret: string
  readonly owner: Awaited<ReturnType<typeof signIn>>
}

/** The agency's owner, signed in anew for each request: a token lives a quarter of an hour, and time passes here. */
export const ownerOf =
  (bench: Bench, wallet: Wallet): Own['owner'] =>
  async (...request) =>
    (await signIn(bench, wallet, 'owner'))(...request)

/** A key at an account of the stand-in whose events go to the agency's own endpoint; nothing is told to the worker. */
export function openAccount(bench: Bench, agencyId: string, account: string) {
  const [key, secret] = [fakeKey(), fakeSecret()]
  bench.stripe.addAccount(account, key, { url: `${bench.hookUrl}/${agencyId}`, secret })
  return { account, key, secret }
}

/** An agency with a key of its own and a client who has entered a card there. */
export async function addOwn(bench: Bench, options: { method?: string } = {}): Promise<Own> {
  // No reload while the card is entered: each test begins its own.
  const wallet = await addWallet(bench, { threshold: '0' })
  await bench.ctx.db.writeBatch([
    { sql: 'DELETE FROM payment_customer WHERE agency_id = ?', args: [wallet.agencyId] },
  ])
  const owner = ownerOf(bench, wallet)
  const opened = await giveKey(bench, owner, wallet.agencyId)
  const own = { wallet, owner, ...opened }
  await enterCard(bench, own, options.method ?? 'pm_card_visa')
  await bench.ctx.db.writeBatch([
    {
      sql: 'UPDATE reload_settings SET threshold = ? WHERE agency_id = ?',
      args: [usd('10'), wallet.agencyId],
    },
  ])
  return { ...own, wallet: await walletNow(bench, wallet) }
}

/** An account with a key, and the key set. */
export async function giveKey(bench: Bench, owner: Own['owner'], agencyId: string) {
  const opened = openAccount(bench, agencyId, `acct_${agencyId.replace('-', '')}`)
  await setKey(owner, opened)
  return opened
}

export async function setKey(
  owner: Own['owner'],
  { key, secret }: { key: string; secret?: string },
): Promise<Record<string, unknown>> {
  const body = { key, ...(secret === undefined ? {} : { webhookSecret: secret }) }
  const answer = await owner('PUT', '/agency/stripe/key', body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.json))
  return answer.json
}

/** The client fills in the page that its agency sends; the webhook brings the method. */
export async function enterCard(bench: Bench, { owner }: Pick<Own, 'owner'>, method = 'pm_card_visa') {
  const link = await owner('POST', '/clients/client-1/payment-method', BACK)
  expect(link.status).toBe(200)
  bench.stripe.completeCheckout(/cs_test_\w+/.exec(String(link.json['url']))?.[0] ?? '', method)
  await deliver(bench)
}

export async function deliver(bench: Bench): Promise<void> {
  await bench.stripe.deliverWebhooks()
  await drain(bench)
}

/** The wallet with the customer and method that it has now. */
async function walletNow(bench: Bench, wallet: Wallet): Promise<Wallet> {
  const [row] = await rows(bench, 'SELECT customer_id, method_id FROM payment_customer WHERE agency_id = ?', [
    wallet.agencyId,
  ])
  expect(row?.['method_id']).toEqual(expect.any(String))
  return { ...wallet, customerId: String(row?.['customer_id']), methodId: String(row?.['method_id']) }
}

/** What the stand-in was asked with a key of this account. */
export const askedWith = (bench: Bench, account: string) =>
  bench.stripe.requests.filter(({ keyAccount }) => keyAccount === account)

/** Every value of every row of every table, as text. */
export async function wholeDatabase(bench: Bench): Promise<string> {
  const tables = await rows(bench, `SELECT name FROM sqlite_master WHERE type = 'table'`)
  const all: string[] = []
  for (const { name } of tables) {
    for (const row of await rows(bench, `SELECT * FROM "${String(name)}"`)) {
      for (const value of Object.values(row)) {
        all.push(value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : String(value))
      }
    }
  }
  return all.join('\n')
}
