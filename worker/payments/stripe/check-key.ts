import { Stripe } from 'stripe'
import type { Settings } from '../../env.ts'
import { permissionIn, stripeClient } from './client.ts'
import { outcomeOfError } from './outcome.ts'

/** What Stripe says of a key. `missing`: permissions it lacks, as a person finds them in Stripe's Dashboard. */
export type KeyCheck =
  | { kind: 'good'; account: string }
  | { kind: 'rejected' }
  | { kind: 'lacking'; missing: readonly string[] }
  | { kind: 'unknown'; code: string }

/** Ids of this form are never given out. */
const NONE = 'rebilllenscheck'

/**
 * What charging needs, and a call that proves each. Writes go to an object that does not exist: Stripe looks at the
 * key's permission before it looks for the object, so a 404 is a yes, and nothing is made or changed. Write includes read.
 * Names as in Stripe's Dashboard (docs.stripe.com/keys/restricted-api-keys and the apps' permissions reference, as known on
 * 2026-11-22); a 403 also carries Stripe's own name.
 */
const NEEDED: readonly { name: string; ask: (stripe: Stripe) => Promise<unknown> }[] = [
  { name: 'PaymentIntents: write', ask: (s) => s.paymentIntents.update(`pi_${NONE}`, {}) },
  { name: 'Customers: write', ask: (s) => s.customers.update(`cus_${NONE}`, {}) },
  { name: 'PaymentMethods: write', ask: (s) => s.paymentMethods.detach(`pm_${NONE}`) },
  { name: 'SetupIntents: write', ask: (s) => s.setupIntents.cancel(`seti_${NONE}`) },
  { name: 'Checkout Sessions: write', ask: (s) => s.checkout.sessions.expire(`cs_test_${NONE}`) },
  { name: 'Charges and Refunds: write', ask: (s) => s.refunds.create({ payment_intent: `pi_${NONE}` }) },
  { name: 'Invoices: write', ask: (s) => s.invoices.voidInvoice(`in_${NONE}`) },
  {
    name: 'Credit notes: write',
    ask: (s) => s.creditNotes.create({ invoice: `in_${NONE}`, amount: 1 }),
  },
  { name: 'Charges: read', ask: (s) => s.charges.list({ limit: 1 }) },
  { name: 'Disputes: read', ask: (s) => s.disputes.list({ limit: 1 }) },
  {
    name: 'Balance transactions and their sources: read',
    ask: (s) => s.balanceTransactions.list({ limit: 1, expand: ['data.source'] }),
  },
]

/** The permissions that an agency's own key needs, for the page on which it is entered. */
export const NEEDED_PERMISSIONS: readonly string[] = NEEDED.map(({ name }) => name)

type Said =
  | { kind: 'yes' }
  | { kind: 'no'; name: string }
  | { kind: 'rejected' }
  | { kind: 'unknown'; code: string }

/** Asks Stripe whose key it is and what it may do. Changes nothing there; never throws for what Stripe or the network does. */
export async function checkStripeKey(
  settings: Pick<Settings, 'STRIPE_API_URL'>,
  key: string,
): Promise<KeyCheck> {
  const stripe = stripeClient(settings, { key, ownAccount: null })
  const account = await accountOf(stripe)
  if (typeof account !== 'string') return account
  const said = await Promise.all(NEEDED.map((needed) => proof(stripe, needed)))
  if (said.some(({ kind }) => kind === 'rejected')) return { kind: 'rejected' }
  const missing = said.flatMap((one) => (one.kind === 'no' ? [one.name] : []))
  if (missing.length > 0) return { kind: 'lacking', missing }
  return said.find((one) => one.kind === 'unknown') ?? { kind: 'good', account }
}

async function proof(
  stripe: Stripe,
  { name, ask }: { name: string; ask: (stripe: Stripe) => Promise<unknown> },
): Promise<Said> {
  try {
    await ask(stripe)
    return { kind: 'yes' }
  } catch (error) {
    const status = error instanceof Stripe.errors.StripeError ? error.statusCode : undefined
    if (status === 400 || status === 404) return { kind: 'yes' }
    if (status === 401) return { kind: 'rejected' }
    if (status === 403) {
      const permission = permissionIn(error instanceof Error ? error.message : '')
      return { kind: 'no', name: permission === null ? name : `${name} (${permission})` }
    }
    return unknown(error)
  }
}

/**
 * A restricted key may read its account only with a permission that charging has no use for; without it Stripe's refusal
 * names the account all the same ("… for this endpoint on account 'acct_…'"), so the permission is not asked for.
 */
async function accountOf(stripe: Stripe): Promise<string | Exclude<KeyCheck, { kind: 'good' }>> {
  try {
    return (await stripe.accounts.retrieveCurrent()).id
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) return unknown(error)
    if (error.statusCode === 401) return { kind: 'rejected' }
    if (error.statusCode !== 403) return unknown(error)
    const named = /'(acct_\w{1,80})'/.exec(error.message)?.[1]
    return named ?? { kind: 'lacking', missing: ['Accounts: read (rak_accounts_kyc_basic_read)'] }
  }
}

function unknown(error: unknown): { kind: 'unknown'; code: string } {
  const outcome = outcomeOfError(error)
  return { kind: 'unknown', code: 'code' in outcome ? outcome.code : outcome.kind }
}
