import type { Actor, Context } from '../context.ts'
import type { Bindings } from '../env.ts'

/** What Hono's handlers find: `c.var.ctx`, and after `requireStaff`/`requireSource` the actor. */
export interface AppEnv {
  Bindings: Bindings
  Variables: { ctx: Context; actor: Actor }
}
