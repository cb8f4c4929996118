import type { SessionTokens } from '../../shared/contract/auth.ts'

/** The part of a browser storage area that is used here; tests pass a map. */
export interface Area {
  get(key: string): Promise<Record<string, unknown>>
  set(items: Record<string, unknown>): Promise<void>
  remove(keys: string[]): Promise<void>
  setAccessLevel?: ((options: { accessLevel: 'TRUSTED_CONTEXTS' }) => Promise<void>) | undefined
}

export interface Lasting {
  worker: string
  refreshToken: string
  role: SessionTokens['role']
  agency: SessionTokens['agency']
}
export interface Access {
  token: string
  /** Epoch milliseconds. */
  expiresAt: number
}

const LASTING = 'session.lasting'
const ACCESS = 'session.access'
const NOTE = 'session.note'
const WORKER = 'session.worker'

export interface TokenStore {
  lasting(): Promise<Lasting | null>
  access(): Promise<Access | null>
  save(worker: string, tokens: SessionTokens): Promise<void>
  dropAccess(): Promise<void>
  clear(note: 'sessionEnded' | null): Promise<void>
  note(): Promise<'sessionEnded' | null>
  worker(): Promise<string | null>
}

/**
 * Where tokens lie: the access token in memory (`storage.session`), the refresh token in `storage.local`, closed
 * to content scripts. A browser that cannot close `storage.local` (Firefox) keeps the refresh token in the extension's
 * own database (own-area.ts); where there is none, in memory, and staff sign in again after a restart.
 */
export async function openTokenStore(areas: {
  local: Area
  session: Area
  own?: () => Promise<Area>
}): Promise<TokenStore> {
  const { local, session } = areas
  const apart = async (): Promise<Area> => (await areas.own?.().catch(() => undefined)) ?? session
  const lasting = (await closeToContentScripts(local)) ? local : await apart()
  await closeToContentScripts(session)
  const read = async (area: Area, key: string): Promise<unknown> => (await area.get(key))[key]
  return {
    lasting: async () => ((await read(lasting, LASTING)) as Lasting | undefined) ?? null,
    access: async () => ((await read(session, ACCESS)) as Access | undefined) ?? null,
    save: async (worker, tokens) => {
      const { refreshToken, role, agency } = tokens
      // The refresh token first: it works once, and losing the new one would end the session.
      await lasting.set({
        [LASTING]: { worker, refreshToken, role, agency } satisfies Lasting,
        [WORKER]: worker,
      })
      await session.set({
        [ACCESS]: {
          token: tokens.accessToken,
          expiresAt: Date.parse(tokens.accessExpiresAt),
        } satisfies Access,
      })
      await lasting.remove([NOTE])
    },
    dropAccess: () => session.remove([ACCESS]),
    clear: async (note) => {
      await lasting.remove([LASTING])
      await session.remove([ACCESS])
      if (note) await lasting.set({ [NOTE]: note })
      else await lasting.remove([NOTE])
    },
    note: async () => ((await read(lasting, NOTE)) === 'sessionEnded' ? 'sessionEnded' : null),
    worker: async () => ((await read(lasting, WORKER)) as string | undefined) ?? null,
  }
}

async function closeToContentScripts(area: Area): Promise<boolean> {
  if (!area.setAccessLevel) return false
  try {
    await area.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' })
    return true
  } catch {
    return false
  }
}
