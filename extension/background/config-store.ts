import { browser } from 'wxt/browser'
import type { ExtensionConfig } from '../../shared/contract/extension-config.ts'
import type { WorkerApi } from '../rpc/worker-api.ts'
import { BUNDLED, readConfig } from './remote-config.ts'

const KEY = 'remote.config'
const FRESH_MS = 6 * 3_600_000

/** The config as last read from the worker, or the bundled one. Read again on the way in: storage is not trusted. */
export async function loadConfig(): Promise<ExtensionConfig> {
  const stored = (await browser.storage.local.get(KEY))[KEY] as { config?: unknown } | undefined
  return readConfig(stored?.config) ?? BUNDLED
}

/** Asks the worker again after six hours. A failure keeps what is there. */
export async function refreshConfig(api: Pick<WorkerApi, 'config'>, now: number): Promise<void> {
  const stored = (await browser.storage.local.get(KEY))[KEY] as { at?: unknown } | undefined
  if (typeof stored?.at === 'number' && now - stored.at < FRESH_MS && stored.at <= now) return
  const answer = await api.config()
  const config = answer.ok ? readConfig(answer.value) : null
  if (config) await browser.storage.local.set({ [KEY]: { at: now, config } })
}

/** Another worker, another config: until it is read, the bundled one. */
export const forgetConfig = (): Promise<void> => browser.storage.local.remove(KEY)
