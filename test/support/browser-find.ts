import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

const run = promisify(execFile)
const DEBIAN = '/usr/bin/chromium'
const INSTALL_TIMEOUT_MS = 300_000

/**
 * Where Chromium is: `CHROMIUM_PATH`, Debian's, or Playwright's; where there is none it is installed, by apt on
 * Debian as root, else by Playwright into the user's cache.
 */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH']
  if (named) return named
  const playwrights = chromium.executablePath()
  for (const path of [DEBIAN, playwrights]) if (await exists(path)) return path
  if (process.getuid?.() === 0 && (await exists('/usr/bin/apt-get'))) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const options = { env, timeout: INSTALL_TIMEOUT_MS }
    await run('apt-get', ['update', '-q'], options)
    await run(
      'apt-get',
      ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '-q', '--no-install-recommends', 'chromium'],
      options,
    )
    return DEBIAN
  }
  const playwright = new URL('../../node_modules/playwright-core/cli.js', import.meta.url).pathname
  await run(process.execPath, [playwright, 'install', 'chromium'], { timeout: INSTALL_TIMEOUT_MS })
  return playwrights
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
