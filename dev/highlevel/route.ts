import type { Grant, Tokens } from './tokens.ts'
import { HlFailure } from './errors.ts'
import type { HlFaults } from './faults.ts'
import type { HlLocation, HlWorld } from './world.ts'

/** One request as a handler sees it. */
export interface HlCall {
  readonly world: HlWorld
  readonly tokens: Tokens
  readonly faults: HlFaults
  /** Who speaks; a grant without rights for the operations that need none. */
  readonly grant: Grant
  readonly version: string
  /** Parameters of the path. */
  readonly ids: readonly string[]
  readonly query: URLSearchParams
  /** JSON body, or the fields of a form. */
  readonly body: Record<string, unknown>
  /** A whole number of the query. */
  number(name: string, fallback: number): number
}

export interface HlRoute {
  readonly method: 'GET' | 'POST'
  readonly path: RegExp
  /** Values of the `Version` header that are taken; none = the header is not read. */
  readonly versions: readonly string[]
  readonly status?: number
  /** No bearer token is wanted. */
  readonly open?: boolean
  readonly run: (call: HlCall) => object
}

/** The location, if there is one and the token may see it; another's and a missing one are the same. */
export function locationOf(call: HlCall, id: string): HlLocation {
  const location = call.world.locations.find((one) => one.id === id)
  if (location === undefined || (call.grant.locationId ?? id) !== id)
    throw new HlFailure(400, 'The token does not have access to this location.', 'Bad Request')
  return location
}
