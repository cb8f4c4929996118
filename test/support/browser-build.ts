import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OUTPUT = join(ROOT, '.output')
const BUILT = join(OUTPUT, 'chrome-mv3-test')
const LOCK = join(OUTPUT, 'chrome-mv3-test.lock')
const COPIES = join(OUTPUT, 'chrome-mv3-test-copies')
const SOURCES = ['extension', 'shared', 'public', 'wxt.config.ts', 'package.json']
const LOCK_STALE_MS = 60_000
/** A build on a busy machine takes longer than a minute: whoever is at it says so. */
const LOCK_BEAT_MS = 5_000
/** Five minutes. */
const LOCK_TRIES = 3_000

/**
 * The extension with open shadow roots, built once for all test files: again only when a source has changed.
 * What is handed out is a copy named by its sources: a later build does not pull it from under a browser.
 */
export async function buildExtension(): Promise<string> {
  await mkdir(COPIES, { recursive: true })
  const copy = join(COPIES, (await digest()).slice(0, 16))
  await withLock(async () => {
    if (await stat(copy).catch(() => null)) return
    const wxt = join(ROOT, 'node_modules/wxt/bin/wxt.mjs')
    await run(process.execPath, [wxt, 'build'], { cwd: ROOT, env: { ...process.env, WXT_TEST: '1' } })
    await cp(BUILT, `${copy}.part`, { recursive: true })
    await rename(`${copy}.part`, copy)
  })
  return copy
}

/** A directory is made by one process only: that is the lock. One left by a crash is taken over after a minute. */
async function withLock(work: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    const isMine = await mkdir(LOCK).then(
      () => true,
      () => false,
    )
    if (isMine) break
    const since = await stat(LOCK).catch(() => null)
    if (since && Date.now() - since.mtimeMs > LOCK_STALE_MS) await rm(LOCK, { recursive: true, force: true })
    else if (tries < LOCK_TRIES) await wait(100)
    else throw new Error('another process has been building the extension for five minutes')
  }
  const beat = setInterval(() => {
    const now = new Date()
    utimes(LOCK, now, now).catch(() => undefined)
  }, LOCK_BEAT_MS)
  try {
    await work()
  } finally {
    clearInterval(beat)
    await rm(LOCK, { recursive: true, force: true })
  }
}

/** Of every source file's name, size and time. */
async function digest(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const path = join(ROOT, source)
    const isFile = (await stat(path)).isFile()
    const names = isFile ? [''] : await readdir(path, { recursive: true })
    for (const name of names.sort()) {
      const { size, mtimeMs } = await stat(join(path, name))
      hash.update(`${source}/${name} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}
