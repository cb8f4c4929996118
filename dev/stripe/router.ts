/** Finds the handler of a request. More exact paths come first in each resource's list. */
import { accountRoutes } from './objects/account.ts'
import { balanceRoutes } from './objects/balance.ts'
import { chargeRoutes } from './objects/charges.ts'
import { checkoutRoutes } from './objects/checkout.ts'
import { creditNoteRoutes } from './objects/credit-notes.ts'
import { customerRoutes } from './objects/customers.ts'
import { disputeRoutes } from './objects/disputes.ts'
import { invoiceRoutes } from './objects/invoices.ts'
import { paymentIntentRoutes } from './objects/payment-intents.ts'
import { paymentMethodRoutes } from './objects/payment-methods.ts'
import { refundRoutes } from './objects/refunds.ts'
import { setupIntentRoutes } from './objects/setup-intents.ts'
import type { Route } from './route.ts'

const ROUTES: readonly { route: Route; pattern: RegExp }[] = [
  ...accountRoutes,
  ...balanceRoutes,
  ...chargeRoutes,
  ...checkoutRoutes,
  ...creditNoteRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...invoiceRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...refundRoutes,
  ...setupIntentRoutes,
].map((route) => ({ route, pattern: new RegExp(`^${route.path.replace(':id', '([A-Za-z0-9_]+)')}$`) }))

export function findRoute(method: string, path: string): { route: Route; id: string } | undefined {
  for (const { route, pattern } of ROUTES) {
    if (route.method !== method) continue
    const match = pattern.exec(path)
    if (match !== null) return { route, id: match[1] ?? '' }
  }
  return undefined
}
