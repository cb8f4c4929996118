/**
 * Stripe's test payment methods and what a payment with each leads to.
 * Source: docs.stripe.com/testing (names, numbers, countries, decline codes), as known on 2026-11-21.
 */
import { createHash } from 'node:crypto'

export type Outcome =
  | { kind: 'succeed' }
  | { kind: 'decline'; code: string; decline_code?: string; message: string }
  /** Succeeds when the client is there to authenticate; declined off-session. */
  | { kind: 'authenticate' }
  /** Stays `processing` until the stand-in is told how it ended. */
  | { kind: 'process' }

export interface TestMethod {
  readonly type: 'card' | 'sepa_debit'
  readonly brand: string
  readonly last4: string
  readonly country: string
  readonly outcome: Outcome
}

const declined = (code: string, message: string, decline_code?: string): Outcome => ({
  kind: 'decline',
  code,
  message,
  ...(decline_code === undefined ? {} : { decline_code }),
})
const CARD_DECLINED = 'Your card was declined.'
const succeed: Outcome = { kind: 'succeed' }
const card = (last4: string, outcome: Outcome = succeed, country = 'US', brand = 'visa'): TestMethod => ({
  type: 'card',
  brand,
  last4,
  country,
  outcome,
})
const sepa = (last4: string, country: string): TestMethod => ({
  type: 'sepa_debit',
  brand: 'sepa_debit',
  last4,
  country,
  outcome: { kind: 'process' },
})

export const TEST_METHODS: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: card('4242'),
  pm_card_visa_debit: card('5556'),
  pm_card_mastercard: card('4444', succeed, 'US', 'mastercard'),
  pm_card_amex: card('0005', succeed, 'US', 'amex'),
  pm_card_de: card('0016', succeed, 'DE'),
  pm_card_gb: card('0000', succeed, 'GB'),
  pm_card_at: card('0008', succeed, 'AT'),
  pm_card_chargeDeclined: card('0002', declined('card_declined', CARD_DECLINED, 'generic_decline')),
  pm_card_visa_chargeDeclined: card('0002', declined('card_declined', CARD_DECLINED, 'generic_decline')),
  pm_card_visa_chargeDeclinedInsufficientFunds: card(
    '9995',
    declined('card_declined', 'Your card has insufficient funds.', 'insufficient_funds'),
  ),
  pm_card_visa_chargeDeclinedLostCard: card('9987', declined('card_declined', CARD_DECLINED, 'lost_card')),
  pm_card_chargeDeclinedExpiredCard: card('0069', declined('expired_card', 'Your card has expired.')),
  pm_card_chargeDeclinedProcessingError: card(
    '0119',
    declined('processing_error', 'An error occurred while processing your card. Try again in a little bit.'),
  ),
  pm_card_chargeCustomerFail: card('0341', declined('card_declined', CARD_DECLINED, 'generic_decline')),
  pm_card_authenticationRequired: card('3184', { kind: 'authenticate' }, 'DE'),
  pm_card_threeDSecure2Required: card('3220', { kind: 'authenticate' }, 'IE'),
  pm_success_de: sepa('3000', 'DE'),
  pm_success_at: sepa('5787', 'AT'),
  pm_failed_de: sepa('3001', 'DE'),
}

/** A method made from an IBAN: its country and last four; the payment stays `processing`. */
export function sepaFromIban(iban: string): TestMethod {
  const plain = iban.replaceAll(' ', '').toUpperCase()
  return sepa(plain.slice(-4), plain.slice(0, 2))
}

/** The same card or account has the same fingerprint, whoever adds it. */
export function fingerprint(method: TestMethod): string {
  const account = `${method.type}:${method.brand}:${method.country}:${method.last4}`
  return createHash('sha256').update(account).digest('base64url').replaceAll(/[-_]/g, '0').slice(0, 16)
}
