import type { SessionTokens } from '../../../shared/contract/auth.ts'
import type { Network } from '../../../extension/rpc/http.ts'
import { openTokenStore, type Area, type TokenStore } from '../../../extension/session/tokens.ts'

export const WORKER = 'https://worker.example'

/** A storage area in memory; with `canClose` it can be closed to content scripts, as Chrome's can. */
export function memoryArea(canClose = true): Area & { items: Map<string, unknown>; closed: boolean } {
  const items = new Map<string, unknown>()
  const area = {
    items,
    closed: false,
    get: async (key: string) => (items.has(key) ? { [key]: structuredClone(items.get(key)) } : {}),
    set: async (add: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(add)) items.set(key, structuredClone(value))
    },
    remove: async (keys: string[]) => {
      for (const key of keys) items.delete(key)
    },
    setAccessLevel: canClose
      ? async () => {
          area.closed = true
        }
      : undefined,
  }
  return area
}

export type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | 'down'

/** A network that answers from a list, in order, and remembers what was asked. */
export function scripted(
  ...replies: Reply[]
): Network & { asked: { url: string; init: RequestInit }[]; waited: number[] } {
  const asked: { url: string; init: RequestInit }[] = []
  const waited: number[] = []
  return {
    asked,
    waited,
    fetch: async (url, init) => {
      asked.push({ url, init })
      const reply = replies.shift()
      if (!reply) throw new Error(`no reply left for ${url}`)
      if (reply === 'down') throw new TypeError('Failed to fetch')
      const body = reply.body === undefined ? null : JSON.stringify(reply.body)
      return new Response(body, { status: reply.status, headers: reply.headers ?? {} })
    },
    isOnline: () => true,
    timeout: () => new AbortController().signal,
    wait: async (ms) => void waited.push(ms),
  }
}

export const NOW = Date.parse('2026-11-21T12:00:00Z')

export function sessionTokens(count: number, change: Partial<SessionTokens> = {}): SessionTokens {
  return {
    accessToken: `access-${count}`,
    accessExpiresAt: new Date(NOW + 900_000).toISOString(),
    refreshToken: `refresh-token-number-${count}`,
    refreshExpiresAt: new Date(NOW + 86_400_000).toISOString(),
    role: 'owner',
    agency: { id: 'agency-1', name: 'Demo agency' },
    ...change,
  }
}

export async function signedInStore(change: Partial<SessionTokens> = {}): Promise<TokenStore> {
  const tokens = await openTokenStore({ local: memoryArea(), session: memoryArea() })
  await tokens.save(WORKER, sessionTokens(1, change))
  return tokens
}
