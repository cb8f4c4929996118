/**
 * What is measured, in a process of its own, so that the load generator never waits for the database's thread: the
 * database over HTTP, the built worker and the floor of a hook, each in a workerd. Requests go to workerd's own sockets:
 * the proxy of `wrangler dev`, which dev/house.ts goes through, takes 2 ms of CPU a request and would hide everything.
 * The database behind the worker's address can be changed: the same warm worker then meets an empty or a full ledger.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { Miniflare, type V4MiniflareOptions, convertV4MiniflareOptions } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as readWranglerToml } from 'wrangler'
import { type LibsqlServer, startLibsql } from '../../dev/libsql/server.ts'
import { quietWrangler } from '../../dev/quiet.ts'
import type { Bundles } from './build.ts'

export interface HouseStarted {
  readonly url: string
  readonly databaseUrl: string
  readonly floorUrl: string
  /** Of the queues behind the worker and the floor: `POST /<n>` sets how many batches they hand out at once. */
  readonly queueUrls: readonly string[]
}
export interface HouseOptions {
  /** The database to begin with. */
  readonly file: string
  readonly bundles: Bundles
  /** SPKI of the key that signs the webhooks. */
  readonly publicKey: string
  readonly sessionSecret: string
}
export type Call =
  | ({ call: 'start' } & HouseOptions)
  | { call: 'use'; file: string }
  | { call: 'requests' }
  | { call: 'clearRequests' }
  | { call: 'cpu' }
  | { call: 'close' }

const ROOT = new URL('../..', import.meta.url).pathname
/** Of the bench's own workers. */
const COMPATIBLE_WITH = '2026-10-01'

let database: LibsqlServer
let workers: Miniflare[] = []

async function start(options: HouseOptions): Promise<HouseStarted> {
  quietWrangler()
  database = await startLibsql({ file: options.file })
  const { workerOptions } = readWranglerToml(`${ROOT}wrangler.toml`)
  const product = await startWorkerd(options.bundles, 'rebill-lens-usage', {
    ...workerOptions,
    name: 'worker',
    modules: [moduleOf(options.bundles.worker)],
    queueProducers: { PAYMENTS_QUEUE: 'payments' },
    queueConsumers: {},
    serviceBindings: { USAGE_QUEUE: 'queue' },
    bindings: {
      ENVIRONMENT: 'development',
      TURSO_DATABASE_URL: database.url,
      SESSION_SECRET: options.sessionSecret,
      // As a deployment has it; no wallet of the bench has a reload, so nothing is ever sent there.
      STRIPE_SECRET_KEY: ['sk', 'test', 'fake'].join('_'),
      STRIPE_API_URL: 'http://127.0.0.1:9',
      HIGHLEVEL_API_URL: 'http://127.0.0.1:9',
      HIGHLEVEL_ED25519_PUBLIC_KEY: options.publicKey,
    },
  })
  const floor = await startWorkerd(options.bundles, 'floor', {
    name: 'worker',
    modules: [moduleOf(options.bundles.floor)],
    compatibilityDate: COMPATIBLE_WITH,
    bindings: { PUBLIC_KEY: options.publicKey },
    serviceBindings: { QUEUE: 'queue' },
  })
  return {
    url: product.worker,
    databaseUrl: database.url,
    floorUrl: floor.worker,
    queueUrls: [product.queue, floor.queue],
  }
}

const moduleOf = (bundle: string) => ({
  type: 'ESModule' as const,
  path: 'index.js',
  contents: readFileSync(bundle, 'utf8'),
})

/** A workerd with a worker and the queue that it sends to and takes from. @returns their addresses */
async function startWorkerd(
  bundles: Bundles,
  queueName: string,
  worker: object,
): Promise<{ worker: string; queue: string }> {
  const unsafeDirectSockets = [{ host: '127.0.0.1', port: 0 }]
  const queue = {
    name: 'queue',
    modules: [moduleOf(bundles.queue)],
    compatibilityDate: COMPATIBLE_WITH,
    // Without it a binding to a worker has no `queue`.
    compatibilityFlags: ['service_binding_extra_handlers'],
    bindings: { NAME: queueName },
    serviceBindings: { CONSUMER: 'worker' },
    unsafeDirectSockets,
  }
  const options = {
    host: '127.0.0.1',
    port: 0,
    workers: [{ ...worker, unsafeDirectSockets }, queue],
  } as unknown as V4MiniflareOptions
  const workerd = new Miniflare(convertV4MiniflareOptions(options))
  workers.push(workerd)
  await workerd.ready
  const addressOf = async (name: string) => (await workerd.unsafeGetDirectURL(name)).origin
  return { worker: await addressOf('worker'), queue: await addressOf('queue') }
}

/** Puts another database behind the same address. */
async function use(file: string): Promise<void> {
  const port = Number(new URL(database.url).port)
  await database.close()
  database = await startLibsql({ file, port })
}

async function close(): Promise<void> {
  await Promise.all(workers.map((workerd) => workerd.dispose()))
  workers = []
  await database.close()
}

/** CPU that both workerds have used since they started, in ms; null where the system does not tell. The one that is not asked idles. */
function workerCpu_ms(): number | null {
  try {
    let ticks = 0
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const [, command, rest = ''] = /\((.*)\) (.*)/s.exec(processStat(pid)) ?? []
      const fields = rest.split(' ')
      const isOurs = command === 'workerd' && Number(fields[1]) === process.pid
      if (isOurs) ticks += Number(fields[11]) + Number(fields[12])
    }
    return ticks * 10 // utime and stime come in ticks of 10 ms
  } catch {
    return null
  }
}

function processStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return '' // it has ended
  }
}

async function answer(message: Call): Promise<unknown> {
  switch (message.call) {
    case 'start':
      return start(message)
    case 'use':
      return use(message.file)
    case 'requests':
      return database.requests
    case 'clearRequests':
      return database.clearRequests()
    case 'cpu':
      return workerCpu_ms()
    case 'close':
      return close()
  }
}

process.on('message', async ({ id, ...message }: Call & { id: number }) => {
  try {
    process.send?.({ id, result: await answer(message as Call) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : 'unknown' })
  }
  if (message.call === 'close') process.disconnect()
})
// The bench has gone: nobody is left to measure for.
process.on('disconnect', () => process.exit(0))
