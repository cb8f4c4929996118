/**
 * The addresses HighLevel serves its own web app from: its name, and the two neutral ones given to agencies
 * without a domain of their own. White-label domains are granted one by one (docs/permissions.md).
 * Marketing, help and marketplace hosts of the same domains are left out on purpose.
 */
export const CRM_MATCHES = [
  'https://app.gohighlevel.com/*',
  'https://app.leadconnectorhq.com/*',
  'https://app.msgsndr.com/*',
] as const
