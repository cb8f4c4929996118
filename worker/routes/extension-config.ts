import { Hono } from 'hono'
import { ExtensionConfig } from '../../shared/contract/extension-config.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff } from '../http/auth.ts'

const NOTHING: ExtensionConfig = { flags: {}, selectors: [] }

/**
 * GET /v1/extension/config: flags and selector overrides for the extension, from the deployment's variable
 * EXTENSION_CONFIG (JSON). A variable that does not hold is logged and stands for none: the extension then goes on
 * with what it was built with.
 */
export const extensionConfigRoutes = () =>
  new Hono<AppEnv>().get('/extension/config', requireStaff('viewer'), (c) => {
    const text = c.env['EXTENSION_CONFIG']
    const parsed = text === undefined || text === '' ? null : ExtensionConfig.safeParse(parseJson(text))
    if (parsed?.success === false) {
      const where = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.'))
      c.var.ctx.log.warn('extension config ignored', { where: where.join(', ') })
    }
    return c.json(parsed?.success ? parsed.data : NOTHING)
  })

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
