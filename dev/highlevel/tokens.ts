/**
 * OAuth: codes and refresh tokens work once, access tokens live 86,399 s (HighLevel's API documentation of
 * 2026-06-19). Private Integration Tokens (`pit-…`) are static bearers of the agency.
 */
import { HlFailure } from './errors.ts'

export interface Grant {
  readonly userType: 'Company' | 'Location'
  readonly companyId: string
  readonly locationId?: string
}

const ACCESS_S = 86_399
const TOKENS_MAX = 10_000

export class Tokens {
  readonly #clock: () => number
  readonly #ids: () => string
  readonly #codes = new Map<string, Grant>()
  readonly #refresh = new Map<string, Grant>()
  readonly #access = new Map<string, Grant & { until_ms: number }>()
  readonly #static = new Map<string, Grant>()

  constructor(clock: () => number, ids: () => string) {
    this.#clock = clock
    this.#ids = ids
  }

  /** What the redirect of a sign-in carries. */
  makeCode(grant: Grant): string {
    const code = `fakecode${this.#ids()}`
    this.#codes.set(code, grant)
    return code
  }

  /** A Private Integration Token. */
  makeStatic(grant: Grant): string {
    const token = `pit-fake-${this.#ids()}`
    this.#static.set(token, grant)
    return token
  }

  takeCode(code: string): Grant {
    return this.#take(this.#codes, code, 'Invalid code')
  }

  takeRefresh(token: string): Grant {
    return this.#take(this.#refresh, token, 'Invalid refresh token')
  }

  issue(grant: Grant): { access: string; refresh: string; expires_s: number } {
    if (this.#access.size >= TOKENS_MAX) this.#access.clear()
    const access = `fakeaccess${this.#ids()}`
    const refresh = `fakerefresh${this.#ids()}`
    this.#access.set(access, { ...grant, until_ms: this.#clock() + ACCESS_S * 1000 })
    this.#refresh.set(refresh, grant)
    return { access, refresh, expires_s: ACCESS_S }
  }

  /** Who speaks; throws 401. */
  read(authorization: string | undefined): Grant {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? ''
    const fixed = this.#static.get(token)
    if (fixed !== undefined) return fixed
    const access = this.#access.get(token)
    if (access === undefined || access.until_ms <= this.#clock())
      throw new HlFailure(401, 'Invalid JWT', 'Unauthorized')
    return access
  }

  #take(from: Map<string, Grant>, key: string, message: string): Grant {
    const grant = from.get(key)
    if (grant === undefined) throw new HlFailure(401, message, 'Unauthorized')
    from.delete(key)
    return grant
  }
}
