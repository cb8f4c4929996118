import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { connect, type Session } from './bidi.ts'
import { pageOf, type Page } from './page.ts'
import { startProxy } from './proxy.ts'

export interface Firefox {
  version: string
  open(url: string, size?: { width: number; height: number }): Promise<Page>
  /** A page of the extension in a tab. */
  openOwnPage(file: string, size?: { width: number; height: number }): Promise<Page>
  /** Evaluates in the browser's own window: its sidebar, its console, its list of extensions. */
  inBrowser(expression: string): Promise<unknown>
  /** Waits for the browser's own question about a permission, and answers it. */
  answer(what: 'allow' | 'refuse'): Promise<void>
  /** As Firefox does it after half a minute without work: `stopped`, or `running` while somebody waits for an answer. */
  stopBackground(): Promise<unknown>
  /**
   * What scripts of the extension threw, wherever they ran. Left out is what Firefox itself says where a page was left, or
   * the background stopped, while it waited for an answer: nobody is there to take it.
   */
  errors(): Promise<unknown>
  /** As an update does it. */
  update(): Promise<void>
  close(): Promise<void>
}

const ID = 'rebill-lens@rebill-lens.example'
/** Firefox makes up the host of an extension's pages at install, but takes one that it knows. */
const HOST = '5f7c1de0-0000-4000-8000-000000000001'
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
export const BUILT = join(ROOT, '.output/firefox-mv3-test')
const PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
]
const START_MS = 60_000
const END_MS = 10_000

const PREFERENCES = {
  'extensions.webextensions.uuids': JSON.stringify({ [ID]: HOST }),
  // A prompt that has just opened takes no click, lest it was meant for the page.
  'security.notification_enable_delay': 0,
}

/** `FIREFOX_PATH`, or where Debian, Ubuntu and macOS have it; null where there is none. It is not installed by tests. */
export async function findFirefox(): Promise<string | null> {
  const named = process.env['FIREFOX_PATH']
  for (const path of named ? [named] : PLACES) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return null
}

/** The extension as Firefox gets it, with open shadow roots. */
export async function buildForFirefox(): Promise<void> {
  const wxt = join(ROOT, 'node_modules/wxt/bin/wxt.mjs')
  const env = { ...process.env, WXT_TEST: '1' }
  await promisify(execFile)(process.execPath, [wxt, 'build', '-b', 'firefox'], { cwd: ROOT, env })
}

/** Firefox with the built extension and a new profile. Names lead to `hostMap` or nowhere. */
export async function launchFirefox(
  path: string,
  hostMap: Readonly<Record<string, string>>,
): Promise<Firefox> {
  const profile = await mkdtemp(join(tmpdir(), 'rebill-lens-firefox-'))
  const lines = Object.entries(PREFERENCES).map(
    (each) => `user_pref(${each.map((it) => JSON.stringify(it)).join(', ')});`,
  )
  await writeFile(join(profile, 'user.js'), lines.join('\n'))
  const proxy = await startProxy(hostMap)
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']
  // Else it opens no page of an extension.
  const child = spawn(path, [...args, '--remote-allow-system-access'], {
    env: { ...process.env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const session = await connect(`${await addressOf(child)}/session`)
  const hosts = { proxyType: 'manual', sslProxy: proxy.address, httpProxy: proxy.address }
  const asked = { alwaysMatch: { acceptInsecureCerts: true, proxy: hosts } }
  const { capabilities } = await session.send('session.new', { capabilities: asked })
  const install = async (): Promise<void> => {
    await session.send('webExtension.install', { extensionData: { type: 'path', path: BUILT } })
  }
  await install()
  const windows = await session.send('browsingContext.getTree', { 'moz:scope': 'chrome' })
  const [window] = windows['contexts'] as { context: string }[]
  const own = pageOf(session, window?.context ?? '')

  const open: Firefox['open'] = async (url, viewport = { width: 1280, height: 1000 }) => {
    const { context } = await session.send('browsingContext.create', { type: 'tab' })
    await session.send('browsingContext.setViewport', { context, viewport })
    await session.send('browsingContext.navigate', { context, url, wait: 'complete' })
    return pageOf(session, String(context))
  }
  return {
    version: (capabilities as { browserVersion: string }).browserVersion,
    open,
    openOwnPage: (file, size) => open(`moz-extension://${HOST}/${file}`, size),
    inBrowser: own.evaluate,
    answer: async (what) => {
      await own.until(`PopupNotifications.panel.state === 'open'`)
      const button = what === 'allow' ? 'button' : 'secondaryButton'
      await own.evaluate(`void PopupNotifications.panel.firstElementChild.${button}.click()`)
      await own.until(`PopupNotifications.panel.state === 'closed'`)
    },
    stopBackground: () =>
      own.evaluate(`(async () => {
        const { extension } = WebExtensionPolicy.getByID('${ID}')
        if (extension.backgroundState === 'running') await extension.terminateBackground()
        return extension.backgroundState
      })()`),
    errors: () =>
      own.evaluate(`Services.console.getMessageArray()
        .filter((each) => each instanceof Ci.nsIScriptError && !(each.flags & Ci.nsIScriptError.warningFlag))
        .filter(({ sourceName }) => sourceName.startsWith('moz-extension://${HOST}'))
        .filter(({ errorMessage }) => !/^Promise (resolved|rejected) (after|while) context/.test(errorMessage))
        .map(({ errorMessage, sourceName, lineNumber }) => [errorMessage, sourceName, lineNumber].join(' '))`),
    update: install,
    close: async () => {
      await end(child, session)
      await proxy.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** `ws://127.0.0.1:port`, which Firefox tells once it listens. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = ''
    const fail = (why: string): void => reject(new Error(`Firefox ${why}: ${told.slice(0, 2_000)}`))
    const late = setTimeout(() => fail('did not start'), START_MS)
    child.once('error', ({ message }) => fail(message))
    child.once('exit', (code) => fail(`ended with ${code}`))
    child.stderr?.on('data', (data: Buffer) => {
      told += data.toString()
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(told)?.[1]
      if (address === undefined) return
      clearTimeout(late)
      resolve(address)
    })
  })
}

async function end(child: ChildProcess, session: Session): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await session.send('browser.close', {}).catch(() => undefined)
  session.close()
  const late = setTimeout(() => child.kill('SIGKILL'), END_MS)
  await ended
  clearTimeout(late)
}
