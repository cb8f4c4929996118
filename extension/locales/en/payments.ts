export const payments = {
  'payments.title': 'Payments',
  'payments.signedOut': 'Clients are charged by your worker. Connect it above to see through which account.',
  'payments.loading': 'Reading the payment account…',
  'payments.retry': 'Try again',
  'payments.account': 'Stripe account',
  'payments.state': 'Clients are charged',
  'payments.key': 'Own key',
  'payments.live': 'live',
  'payments.test': 'test',
  'payments.unknown': 'The worker says “{state}”, which this version does not know. Update the extension.',

  'state.own': 'with the Stripe key of this worker',
  'state.onboarding': 'not yet: the Stripe account is connected in part',
  'state.connected': 'at your connected Stripe account',
  'state.deauthorized': 'no longer: the Stripe account was disconnected',
  'state.ownKey': 'with your agency’s own Stripe key',
  'state.keyRefused': 'no longer: Stripe refuses your agency’s own key',

  'reason.rejected': 'Stripe says: the key is not valid, or no longer.',
  'reason.permission': 'The key lacks this permission: {permission}.',

  'next.own': 'An account or a restricted key of your own can be set at the worker: see docs/charging.md.',
  'next.onboarding': 'Finish what Stripe still asks for. Until then no client is charged.',
  'next.connected': 'Charges, fees and disputes are in your own Stripe dashboard.',
  'next.deauthorized':
    'Charging, reloads and invoices stopped. Connect the account again at the worker: see docs/charging.md.',
  'next.ownKey':
    'The key stays at the worker, encrypted; no browser gets to see it. How to change it: docs/charging.md.',
  'next.keyRefused':
    'Charging, reloads and invoices stopped. Make a new restricted key at Stripe and set it at the worker: see docs/charging.md.',
} as const
