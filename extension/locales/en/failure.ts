/** Why there is no answer (extension/rpc/messages.ts, Failure): what happened, and what to do next. */
export const failure = {
  'failure.signedOut': 'You are signed out. Sign in with a pairing code in the options.',
  'failure.offline': 'This browser is offline. Try again when it is back.',
  'failure.timeout': 'The worker did not answer in time. Try again in a moment.',
  'failure.unreachable':
    'No worker answers at this address. Check the address, and that the worker is running.',
  'failure.noPermission': 'The browser has not been allowed to call {worker} yet. Connect it in the options.',
  'failure.rateLimited': 'Too many requests. Try again in {seconds} s.',
  'failure.refused': 'The worker refused: {detail} (request {requestId})',
  'failure.badAnswer': 'The worker’s answer could not be understood. Update the extension or the worker.',
  'failure.interrupted': 'The request was interrupted. Try again.',
  'failure.outdated': 'The extension was updated. Open this page again.',
  'failure.forbidden': 'This page may not ask for that. Reload the extension.',
} as const
