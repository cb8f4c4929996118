import { browser } from 'wxt/browser'
import { customPatterns, domains, hostOf, patternOf } from '../../background/site-lists.ts'
import { call } from '../../rpc/call.ts'
import { workerPattern } from '../../session/worker-url.ts'

/**
 * Gives a host's permission back once nothing in the options needs it: no white-label domain, no custom pattern,
 * and not the worker. Answers whether it was given back.
 */
export async function giveBack(host: string): Promise<boolean> {
  const pattern = patternOf(host)
  const [white, custom, session] = await Promise.all([
    domains.load(),
    customPatterns.load(),
    call('session.status', {}),
  ])
  const worker = session.ok ? session.value.worker : null
  const isWorkers = worker !== null && workerPattern(worker) === pattern
  if (isWorkers || white.includes(host) || custom.some((each) => hostOf(each) === host)) return false
  return browser.permissions.remove({ origins: [pattern] })
}
