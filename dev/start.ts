/**
 * `npm start`: the whole product on this machine, with a demo agency. `-- --once` ends by itself, `-- --json` prints one
 * JSON object and nothing else. Real services are used where the environment has their keys (docs/operating.md).
 */
import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { createPairingCode } from '../worker/access/pairing-code.ts'
import { openDatabase } from '../worker/db/client.ts'
import { startDemoCrm } from './crm/server.ts'
import { bold, dim, printSummary } from './demo/print.ts'
import { type Played, playSamples } from './demo/play.ts'
import { type Summary, summarise } from './demo/summary.ts'
import { DEMO_AGENCY, DEMO_CLIENTS, seedDemo } from './demo/world.ts'
import { type House, startHouse } from './house.ts'

const { values: flags } = parseArgs({ options: { once: { type: 'boolean' }, json: { type: 'boolean' } } })
const say = (text: string) => {
  if (flags.json !== true) console.log(text)
}

const NOTHING_PLAYED: Played = { received: 0, queued: 0, ignored: 0, rejected: 0 }
/** How long the queue and the charges of the demo may take. */
const SETTLE_MS_MAX = 60_000

say(`${bold('Rebill Lens')}  starting: database, worker, stand-ins, extension`)
const started = performance.now()
const house = await startHouse({ environment: process.env, stripe: { autoDeliver: true } })
const extension = buildExtension()
const db = openDatabase({
  TURSO_DATABASE_URL: house.database.url,
  TURSO_AUTH_TOKEN: house.database.authToken,
})
const now = new Date()
await seedDemo(house, db, now)
const played = house.highlevelKeys === null ? NOTHING_PLAYED : await playSamples(house, now)
const summary = await settled(house, played)
const built = await extension
if (flags.json === true) console.log(JSON.stringify(summary))
else printSummary(summary)
say(dim(`\nready in ${((performance.now() - started) / 1000).toFixed(0)} s`))

if (flags.once === true) {
  await house.close()
  process.exit(wrong(summary) ? 1 : 0)
}
await stayOpen()

/** The queue is empty and no charge is on its way; then the minute's work seals the books. */
async function settled(house: House, played: Played): Promise<Summary> {
  const end = performance.now() + SETTLE_MS_MAX
  for (;;) {
    const [open] = await db.readBatch([
      {
        sql: `SELECT (SELECT coalesce(sum(events), 0) FROM outcome_count) AS done,
                (SELECT count(*) FROM dead_letter) AS dead,
                (SELECT count(*) FROM charge WHERE state IN ('prepared', 'sent')) AS open`,
        args: [],
      },
    ])
    const row = open?.rows[0]
    const done = Number(row?.['done'] ?? 0n) + Number(row?.['dead'] ?? 0n)
    if ((done >= played.queued && row?.['open'] === 0n) || performance.now() > end) break
    await wait(100)
  }
  await house.stripe?.settled()
  await house.runMinute(new Date())
  return summarise(db, played)
}

function wrong(summary: Summary): boolean {
  return summary.findings > 0 || Object.values(summary.imbalance).some((sum) => sum !== '0')
}

/** @returns where the built extension is, or why it is not */
async function buildExtension(): Promise<string> {
  try {
    await promisify(execFile)('npx', ['wxt', 'build'], { maxBuffer: 16 * 1024 * 1024 })
    return '.output/chrome-mv3'
  } catch (error) {
    return `not built: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'}`
  }
}

async function stayOpen(): Promise<void> {
  const crm = await startDemoCrm({ clients: DEMO_CLIENTS.map(({ id, name }) => ({ id, name })), now })
  const ctx = { settings: house.settings, db, now: () => new Date(), newId: () => crypto.randomUUID() }
  const pairing = await createPairingCode(
    ctx as unknown as Parameters<typeof createPairingCode>[0],
    DEMO_AGENCY,
    'owner',
  )
  const map = Object.entries(crm.hostMap)
    .map(([host, to]) => `MAP ${host} ${to}`)
    .join(',')
  say(`
${bold('Worker')}     ${house.url}
${bold('Extension')}  ${built}
${bold('Demo CRM')}   ${crm.url}/sub-accounts/ ${dim(`(${Object.values(crm.hostMap)[0] ?? ''})`)}

Open it in Chromium with the extension:
  chromium --user-data-dir=.data/profile --load-extension=${built} --disable-extensions-except=${built} \\
    --host-resolver-rules="${map}" --ignore-certificate-errors ${crm.url}/sub-accounts/
then, in the extension's options: worker ${house.url}, pairing code ${bold(pairing.code)} ${dim('(good for ten minutes; npm start makes a new one)')}

Ctrl-C ends it.`)
  const minute = setInterval(() => void house.runMinute(new Date()).catch(() => undefined), 60_000)
  process.once('SIGINT', () => {
    clearInterval(minute)
    void Promise.all([crm.close(), house.close()]).then(() => process.exit(0))
  })
}
