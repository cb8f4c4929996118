/**
 * The whole product on this machine: a libSQL database over HTTP, the worker in workerd, and stand-ins for Stripe and
 * HighLevel. `npm start` lives in it, and so does every test that needs the real thing. What the environment holds a
 * key for is the real one; the rest is a stand-in.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestHarness } from 'wrangler'
import { type HighLevelHandle, type HighLevelOptions, startHighLevel } from './highlevel/server.ts'
import { type HighLevelKeys, makeHighLevelKeys } from './highlevel/webhooks.ts'
import { type LibsqlServer, startLibsql } from './libsql/server.ts'
import { type StripeHandle, type StripeOptions, startStripe } from './stripe/server.ts'
import { migrateDatabase } from './db/migrate.ts'
import { quietWrangler } from './quiet.ts'

export interface House {
  /** Where the worker answers. */
  readonly url: string
  readonly database: {
    readonly url: string
    readonly authToken: string | undefined
    readonly local: LibsqlServer | null
  }
  readonly stripe: StripeHandle | null
  readonly highlevel: HighLevelHandle | null
  /** Keys that sign the webhooks of the local HighLevel; none where the real one's public key is used. */
  readonly highlevelKeys: HighLevelKeys | null
  readonly stripeWebhookSecret: string
  readonly sessionSecret: string
  /** The text settings the worker runs with. */
  readonly settings: Readonly<Record<string, string>>
  /** Lines the worker has logged since the start, newest last. */
  logs(): string[]
  /** What cron does every minute, as if it were `at`. */
  runMinute(at: Date): Promise<void>
  /** A queue binding of the worker. */
  queue(name: 'USAGE_QUEUE' | 'PAYMENTS_QUEUE'): Promise<{ send(body: unknown): Promise<unknown> }>
  close(): Promise<void>
}

export interface HouseOptions {
  /** Keep the database here; none = a temporary file. */
  databaseFile?: string
  stripe?: StripeOptions
  highlevel?: HighLevelOptions
  /** Extra settings of the worker. */
  vars?: Record<string, string>
  /** Binds Cloudflare's `send_email` as EMAIL, as docs/alerts.md says; the runtime keeps the mails and sends none. */
  sendEmail?: boolean
  /** Where keys of real services may be found; default nothing, so that tests never leave this machine. */
  environment?: Readonly<Record<string, string | undefined>>
}

/** Keys of the stand-ins: made here, good for nothing elsewhere. */
const fakeKey = (...parts: string[]) => [...parts, 'fake', crypto.randomUUID().replaceAll('-', '')].join('_')

export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const env = options.environment ?? {}
  const local =
    env['TURSO_DATABASE_URL'] === undefined
      ? await startLibsql(options.databaseFile === undefined ? {} : { file: options.databaseFile })
      : null
  const databaseUrl = local?.url ?? env['TURSO_DATABASE_URL'] ?? ''
  const authToken = local === null ? env['TURSO_AUTH_TOKEN'] : undefined
  await migrateDatabase(databaseUrl, authToken)

  const stripeWebhookSecret = env['STRIPE_WEBHOOK_SECRET'] ?? fakeKey('whsec')
  const stripe = env['STRIPE_SECRET_KEY'] === undefined ? await startStripe(options.stripe) : null
  const highlevel = env['HIGHLEVEL_TOKEN'] === undefined ? await startHighLevel(options.highlevel) : null
  const keys = highlevel === null ? null : makeHighLevelKeys()
  const sessionSecret = env['SESSION_SECRET'] ?? fakeKey('session')
  // Secrets of others are kept encrypted; with a temporary database a key for this run will do.
  const secretsKey =
    env['SECRETS_KEY'] ?? btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))

  const settings: Record<string, string> = {
    ENVIRONMENT: 'development',
    // Nothing here leaves this machine.
    ECB_URL: '',
    TURSO_DATABASE_URL: databaseUrl,
    ...(authToken === undefined ? {} : { TURSO_AUTH_TOKEN: authToken }),
    SESSION_SECRET: sessionSecret,
    SECRETS_KEY: secretsKey,
    STRIPE_SECRET_KEY: env['STRIPE_SECRET_KEY'] ?? fakeKey('sk', 'test'),
    STRIPE_WEBHOOK_SECRET: stripeWebhookSecret,
    ...(stripe === null ? {} : { STRIPE_API_URL: stripe.url }),
    ...(highlevel === null || keys === null
      ? { HIGHLEVEL_TOKEN: env['HIGHLEVEL_TOKEN'] ?? '' }
      : {
          HIGHLEVEL_API_URL: highlevel.url,
          HIGHLEVEL_TOKEN: highlevel.privateToken(),
          HIGHLEVEL_ED25519_PUBLIC_KEY: keys.ed25519.publicPem,
          HIGHLEVEL_RSA_PUBLIC_KEY: keys.rsa.publicPem,
        }),
    ...options.vars,
  }
  quietWrangler()
  const root = new URL('..', import.meta.url).pathname
  const withEmail = options.sendEmail === true ? await configWithEmail(root) : null
  const harness = createTestHarness({
    root,
    workers: [{ configPath: withEmail?.path ?? './wrangler.toml', vars: settings }],
  })
  const { url } = await harness.listen()
  if (stripe !== null)
    stripe.webhooks.endpoint = { url: new URL('/hooks/stripe', url).href, secret: stripeWebhookSecret }
  const worker = harness.getWorker<Record<string, { send(body: unknown): Promise<unknown> }>>()

  return {
    url: url.origin,
    database: { url: databaseUrl, authToken, local },
    stripe,
    highlevel,
    highlevelKeys: keys,
    stripeWebhookSecret,
    sessionSecret,
    settings,
    logs: () => harness.getLogs().map((entry) => entry.message),
    async runMinute(at) {
      await worker.scheduled({ cron: '* * * * *', scheduledTime: at })
    },
    async queue(name) {
      const queue = (await worker.getEnv())[name]
      if (queue === undefined) throw new Error(`the worker has no queue ${name}`)
      return queue
    },
    async close() {
      await harness.close()
      await withEmail?.remove()
      await Promise.all([stripe?.close(), highlevel?.close(), local?.close()])
    },
  }
}

/** The deployment's own configuration with the binding of docs/alerts.md switched on, in a folder of its own. */
async function configWithEmail(root: string): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'rebill-lens-house-'))
  const path = join(folder, 'wrangler.toml')
  const config = await readFile(join(root, 'wrangler.toml'), 'utf8')
  const bound = config
    .replace('main = "worker/index.ts"', `main = ${JSON.stringify(join(root, 'worker/index.ts'))}`)
    .replace('# [[send_email]]\n# name = "EMAIL"', '[[send_email]]\nname = "EMAIL"')
  if (!/^\[\[send_email\]\]$/m.test(bound)) throw new Error('wrangler.toml does not show the binding')
  await writeFile(path, bound)
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}
