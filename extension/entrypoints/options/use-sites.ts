import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { isGranted, syncSites } from '../../background/registration.ts'
import { patternOf } from '../../background/site-lists.ts'
import { giveBack } from './give-back.ts'
import { requestOrigin } from './grant.ts'

export interface Site {
  /** What is in the list: a domain, or a URL pattern. */
  entry: string
  host: string
  granted: boolean
}

interface List {
  load(): Promise<readonly string[]>
  save(list: readonly string[]): Promise<void>
}

/** One of the lists of sites with the browser's permission for each, kept in step with the browser's own settings. */
export function useSites(list: List, hostOf: (entry: string) => string | null) {
  const [sites, setSites] = useState<readonly Site[]>([])

  const read = async (): Promise<void> => {
    await syncSites()
    const entries = (await list.load()).map((entry) => ({ entry, host: hostOf(entry) ?? entry }))
    setSites(
      await Promise.all(
        entries.map(async (each) => ({ ...each, granted: await isGranted(patternOf(each.host)) })),
      ),
    )
  }
  useEffect(() => {
    const refresh = (): void => void read()
    refresh()
    browser.permissions.onAdded.addListener(refresh)
    browser.permissions.onRemoved.addListener(refresh)
    return () => {
      browser.permissions.onAdded.removeListener(refresh)
      browser.permissions.onRemoved.removeListener(refresh)
    }
  }, [])

  return {
    sites,
    /** Call it straight from the click: the browser asks only on a gesture. Answers whether it was allowed. */
    add: async (entry: string, host: string): Promise<boolean> => {
      const asked = requestOrigin(patternOf(host))
      // In the list before the browser answers: whoever hears of the grant first finds it there and registers it.
      const known = await list.load()
      if (!known.includes(entry)) await list.save([...known, entry])
      const granted = await asked
      await read()
      return granted
    },
    remove: async ({ entry, host }: Site): Promise<void> => {
      await list.save((await list.load()).filter((each) => each !== entry))
      await giveBack(host)
      await read()
    },
  }
}
