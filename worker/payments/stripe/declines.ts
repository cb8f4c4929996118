/**
 * Declines after which the same card is not tried again by itself.
 * Source: docs.stripe.com/declines/codes and its column "next steps", as known on 2026-11-21. Every other decline is
 * soft: it may pass later.
 */
const HARD = new Set([
  'authentication_not_handled',
  'card_not_supported',
  'currency_not_supported',
  'expired_card',
  'fraudulent',
  'incorrect_number',
  'invalid_account',
  'invalid_number',
  'lost_card',
  'merchant_blacklist',
  'new_account_information_available',
  'no_action_taken',
  'not_permitted',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
  'transaction_not_allowed',
  // The stored method or mandate itself is gone.
  'resource_missing',
  'payment_method_unactivated',
  'payment_intent_mandate_invalid',
  'payment_method_provider_decline_invalid_mandate',
])

/** `advice` is the card network's own word, which counts more than the code. */
export function hardnessOf(
  codes: readonly (string | null | undefined)[],
  advice?: string | null,
): 'hard' | 'soft' {
  if (advice === 'do_not_try_again' || advice === 'confirm_card_data') return 'hard'
  if (advice === 'try_again_later') return 'soft'
  return codes.some((code) => typeof code === 'string' && HARD.has(code)) ? 'hard' : 'soft'
}
