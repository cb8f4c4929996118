/**
 * Products that `update-rebilling` takes, by API version.
 * v2 and the v3 spec of 2026-06-19: the same list, with Phone and Email (agentStudio is also accepted, issue #235).
 * The v3 developer portal of 2026-08-30: neither Phone nor Email, and `conversation_AI` spelled anew.
 */
const V2 = [
  'contentAI',
  'workflow_premium_actions',
  'workflow_ai',
  'conversationAI',
  'EmailNotification',
  'whatsApp',
  'reviewsAI',
  'VERIFIED_CALLER_ID',
  'WALLET_SALES_TAX',
  'NOTIFICATION_SMS',
  'EmailSmtp',
  'EmailVerification',
  'autoCompleteAddress',
  'funnelAI',
  'domainPurchase',
  'Phone',
  'Email',
  'agentStudio',
]
const V3 = [
  'workflow_premium_actions',
  'EmailVerification',
  'contentAI',
  'workflow_ai',
  'whatsApp',
  'reviewsAI',
  'domainPurchase',
  'funnelAI',
  'agentStudio',
  'askai',
  'aiStudio',
  'conversation_AI',
]

/** Whether the product may be set; `refusesPhoneAndEmail` plays a v2 that has dropped them too (not known). */
export function takesProduct(version: string, product: string, refusesPhoneAndEmail: boolean): boolean {
  if (refusesPhoneAndEmail && (product === 'Phone' || product === 'Email')) return false
  return (version === 'v3' ? V3 : V2).includes(product)
}
