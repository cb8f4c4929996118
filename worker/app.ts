import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import { Unreachable } from './db/client.ts'
import { buildContext } from './context.ts'
import type { AppEnv } from './http/app-env.ts'
import { boundBody } from './http/bound-body.ts'
import { Refusal, sendProblem } from './http/problem.ts'
import { EnvironmentError } from './env.ts'
import { errorName } from './log.ts'
import { alertRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { authRoutes } from './routes/auth.ts'
import { billingRoutes } from './routes/billing.ts'
import { bookRoutes } from './routes/books.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { chargeRoutes } from './routes/charges.ts'
import { backfillRoutes } from './routes/backfills.ts'
import { clientRoutes } from './routes/clients.ts'
import { correctionRoutes } from './routes/corrections.ts'
import { dayRoutes } from './routes/days.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { extensionConfigRoutes } from './routes/extension-config.ts'
import { fundsRoutes } from './routes/funds.ts'
import { healthRoutes } from './routes/health.ts'
import { hookRoutes } from './routes/hooks.ts'
import { openApiRoutes } from './routes/openapi.ts'
import { overlayRoutes } from './routes/overlay.ts'
import { importRoutes } from './routes/import.ts'
import { poolRoutes } from './routes/pools.ts'
import { pricingRoutes } from './routes/pricing.ts'
import { reconciliationRoutes } from './routes/reconciliation.ts'
import { portalLinkRoutes, portalRoutes } from './routes/portal.ts'
import { serviceRoutes } from './routes/services.ts'
import { statementRoutes } from './routes/statements.ts'
import { statusRoutes } from './routes/status.ts'
import { usageRoutes } from './routes/usage.ts'

/** HighLevel caps a webhook at 256 KB (help centre 155000007071); 1,000 usage events are about 250 kB. */
const BODY_BYTES_MAX = 512 * 1024

const withRequestId = createMiddleware<AppEnv>(async (c, next) => {
  c.header('x-request-id', c.var.ctx.requestId)
  await next()
})

/** The HTTP face: one context a request, a bound on every body, problem+json on every path that is no success. */
export function buildApp() {
  const app = new Hono<AppEnv>()
  app.use((c, next) => {
    c.set('ctx', buildContext(c.env))
    return next()
  })
  // Where a person or a program of ours may look; a webhook's sender reads neither.
  const forBrowsers = secureHeaders()
  for (const path of ['/v1/*', '/portal/*', '/openapi.json']) app.use(path, withRequestId, forBrowsers)
  app.use(boundBody(BODY_BYTES_MAX))
  app.route('/', healthRoutes())
  app.route('/hooks', hookRoutes())
  app.route('/v1', usageRoutes())
  app.route('/v1', authRoutes())
  app.route('/v1', clientRoutes())
  app.route('/v1', dayRoutes())
  app.route('/v1', chargeRoutes())
  app.route('/v1', billingRoutes())
  app.route('/v1', alertRoutes())
  app.route('/v1', statementRoutes())
  app.route('/v1', portalLinkRoutes())
  app.route('/portal', portalRoutes())
  app.route('/v1', auditRoutes())
  app.route('/v1', serviceRoutes())
  app.route('/v1', pricingRoutes())
  app.route('/v1', correctionRoutes())
  app.route('/v1', backfillRoutes())
  app.route('/v1', fundsRoutes())
  app.route('/v1', poolRoutes())
  app.route('/v1', reconciliationRoutes())
  app.route('/v1', deadLetterRoutes())
  app.route('/v1', catalogueRoutes())
  app.route('/', openApiRoutes())
  app.route('/v1', statusRoutes())
  app.route('/v1', importRoutes())
  app.route('/v1', bookRoutes())
  app.route('/v1', extensionConfigRoutes())
  app.route('/v1', overlayRoutes())

  app.notFound((c) =>
    sendProblem(
      c,
      new Refusal('not_found', 'There is nothing here, or it is not yours.'),
      c.var.ctx.requestId,
    ),
  )
  app.onError((error, c) => {
    const ctx = c.get('ctx')
    const requestId = ctx?.requestId ?? 'none'
    if (error instanceof Refusal) {
      ctx?.log.warn('refused', { code: error.code, path: c.req.routePath })
      return sendProblem(c, error, requestId)
    }
    if (error instanceof EnvironmentError) {
      // No context could be built; the message names variables and no values.
      return sendProblem(c, new Refusal('not_configured', error.message), requestId)
    }
    ctx?.log.error('failed', { error: errorName(error), path: c.req.routePath })
    if (error instanceof Unreachable) {
      return sendProblem(
        c,
        new Refusal('database_unreachable', 'Try again in a moment with the same Idempotency-Key.'),
        requestId,
      )
    }
    return sendProblem(
      c,
      new Refusal('internal', `Tell us the request id ${requestId}; nothing else is needed.`),
      requestId,
    )
  })
  return app
}
