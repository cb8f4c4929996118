import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import type { PaymentProvider } from './provider.ts'
import { stripeProvider } from './stripe/provider.ts'

/** The provider that a charge's row or an inbox row names. @throws Refusal not_configured */
export function providerFor(ctx: Pick<Context, 'settings' | 'now'>, name: string): PaymentProvider {
  if (name === 'stripe') return stripeProvider(ctx)
  throw new Refusal('not_configured', `No payment provider "${name}" moves money by itself.`)
}
