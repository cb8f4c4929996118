import type { Call } from './world.ts'

/** One operation of the API: the handler returns the object to answer with or throws a StripeFailure. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** At most one parameter, `:id`. */
  readonly path: string
  readonly run: (call: Call) => object
}
