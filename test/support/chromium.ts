import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { buildExtension } from './browser-build.ts'
import { seedGrants } from './browser-grants.ts'
import { findChromium } from './browser-find.ts'
import { drawingEnv } from './fonts.ts'

/** What a page has not shown by then it will not show. */
const WAIT_MS = 30_000

export interface LaunchOptions {
  /** Host → `127.0.0.1:port`; every other name leads nowhere. */
  hostMap?: Record<string, string>
  /** More names of hosts in `hostMap`: name → host. */
  aliases?: Record<string, string>
  lang?: 'en' | 'de'
  colorScheme?: 'light' | 'dark'
  /** Optional host permissions that count as given (`http://127.0.0.1/*`): the prompt itself cannot be driven. */
  grants?: readonly string[]
  viewport?: { width: number; height: number }
  /** A profile that exists and stays: launched with it again, it is the same browser after a restart. */
  profile?: string
}

export interface ExtensionBrowser {
  context: BrowserContext
  extensionId: string
  newPage(url: string): Promise<Page>
  /** A page of the extension in a tab (`popup.html`, `options.html`), at a width. */
  openOwnPage(file: string, size?: { width: number; height: number }): Promise<Page>
  /** As the browser does it after half a minute without work. */
  stopBackground(): Promise<void>
  /** As an update does it: the old content scripts lose their extension. */
  reloadExtension(): Promise<void>
  close(): Promise<void>
}

/** Chromium with the built extension and a new profile. Names resolve to this machine only, fonts are the tests' own. */
export async function launchWithExtension(options: LaunchOptions = {}): Promise<ExtensionBrowser> {
  const [executablePath, extension, drawing] = await Promise.all([
    findChromium(),
    buildExtension(),
    drawingEnv(),
  ])
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'rebill-lens-')))
  if (options.grants || !options.profile) await seedGrants(profile, extension, options.grants ?? [])
  const lang = options.lang ?? 'en'
  const locale = lang === 'de' ? 'de-DE' : 'en-US'
  const aliases = Object.entries(options.aliases ?? {}).map(([name, host]) => [name, options.hostMap?.[host]])
  const hosts = [...Object.entries(options.hostMap ?? {}), ...aliases]
  const rules = hosts.map(([host, to]) => `MAP ${host} ${to}`)
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    locale,
    colorScheme: options.colorScheme ?? 'light',
    viewport: options.viewport ?? { width: 1280, height: 800 },
    env: { ...stringEnv(), ...drawing, LANGUAGE: lang },
    args: [
      '--no-sandbox',
      `--lang=${lang}`,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      `--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(',')}`,
      '--ignore-certificate-errors',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  })
  context.setDefaultTimeout(WAIT_MS)
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const extensionId = new URL(worker.url()).host

  const openAt = async (url: string, size?: { width: number; height: number }): Promise<Page> => {
    const page = await context.newPage()
    if (size) await page.setViewportSize(size)
    await page.goto(url)
    return page
  }
  return {
    context,
    extensionId,
    newPage: (url) => openAt(url),
    openOwnPage: (file, size) => openAt(`chrome-extension://${extensionId}/${file}`, size),
    stopBackground: () => stopBackground(context),
    reloadExtension: () => reload(context, extensionId),
    close: async () => {
      await context.close()
      if (!options.profile) await rm(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** The browser's own extensions page is the only one with `developerPrivate`. */
async function reload(context: BrowserContext, id: string): Promise<void> {
  const restarted = context.waitForEvent('serviceworker')
  const page = await context.newPage()
  await page.goto('chrome://extensions')
  await page.evaluate(`chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })
    .then(() => chrome.developerPrivate.reload('${id}', { failQuietly: true })).then(() => null)`)
  await page.close()
  await restarted
}

async function stopBackground(context: BrowserContext): Promise<void> {
  const page = context.pages()[0] ?? (await context.newPage())
  const cdp = await context.newCDPSession(page)
  await cdp.send('ServiceWorker.enable')
  await cdp.send('ServiceWorker.stopAllWorkers')
  await cdp.detach()
}

function stringEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
