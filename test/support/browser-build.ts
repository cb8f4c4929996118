import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OUTPUT = join(ROOT, '.output')
const BUILT = join(OUTPUT, 'chrome-mv3-test')
const LOCK = join(OUTPUT, 'chrome-mv3-test.lock')
const STAMP = join(OUTPUT, 'chrome-mv3-test.stamp')
const SOURCES = ['extension', 'shared', 'public', 'wxt.config.ts', 'package.json']
const LOCK_STALE_MS = 60_000
const LOCK_TRIES = 600

/** The extension with open shadow roots, built once for all test files: again only when a source has changed. */
export async function buildExtension(): Promise<string> {
  await mkdir(OUTPUT, { recursive: true })
  await withLock(async () => {
    const state = await digest()
    if ((await readFile(STAMP, 'utf8').catch(() => '')) === state) return
    const wxt = join(ROOT, 'node_modules/wxt/bin/wxt.mjs')
    await run(process.execPath, [wxt, 'build'], { cwd: ROOT, env: { ...process.env, WXT_TEST: '1' } })
    await writeFile(STAMP, state)
  })
  return BUILT
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
    if ((since && Date.now() - since.mtimeMs > LOCK_STALE_MS) || tries > LOCK_TRIES)
      await rm(LOCK, { recursive: true, force: true })
    else await wait(100)
  }
  try {
    await work()
  } finally {
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
