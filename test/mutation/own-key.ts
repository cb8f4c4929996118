import type { Edit, Mutation, TestRef } from './mutation.ts'

/** An agency's own Stripe key: what keeps it secret, what keeps agencies apart, and what keeps money safe while keys change. */

const inFile =
  (file: string) =>
  (name: string): readonly TestRef[] => [
    { project: 'integration', file: `test/integration/charging/own-key-${file}.test.ts`, name },
  ]
const set = inFile('set')
const charges = inFile('charges')
const switched = inFile('switch')

const one = (id: string, proves: string, edit: Edit, tests: readonly TestRef[]): Mutation => ({
  id: `own-key/${id}`,
  proves,
  edits: [edit],
  tests,
})

export const OWN_KEY: readonly Mutation[] = [
  one(
    'told-nowhere',
    'the key stands nowhere in plain text',
    {
      file: 'worker/charging/own-key.ts',
      find: "after: { state: 'active', mode, last4: key.slice(-4),",
      replace: "after: { state: 'active', mode, last4: key,",
    },
    set('secrets are in no answer, no log, no audit row, and nowhere in the database in plain text'),
  ),
  one(
    'owner-of-a-secret',
    'a sealed secret is bound to its agency, account and use',
    {
      file: 'worker/payments/keys.ts',
      find: "JSON.stringify(['stripe', use, agencyId, account])",
      replace: "JSON.stringify(['stripe', use && agencyId && account && ''])",
    },
    set("a sealed secret is worth nothing in another agency's row, or in the other column"),
  ),
  one(
    'permissions',
    'a key that lacks a permission is not kept',
    {
      file: 'worker/payments/stripe/check-key.ts',
      find: 'if (missing.length > 0)',
      replace: 'if (missing.length > 99)',
    },
    set(
      'what is not kept > a key that lacks permissions: each is named, as the Dashboard and as Stripe call it',
    ),
  ),
  one(
    'foreign-event',
    "what comes to an agency's own endpoint speaks for that agency alone",
    {
      file: 'worker/charging/apply-notice.ts',
      find: "row.agencyId !== '' && (event",
      replace: "row.agencyId === '*' && (event",
    },
    charges(
      "an agency's own endpoint > two agencies at one account: what comes to one of them settles nothing of the other, nor moves its balance",
    ),
  ),
  one(
    'inbox-fence',
    "one endpoint's event stands in the way of nobody else's",
    {
      file: 'worker/payments/inbox.ts',
      find: '        notice.agencyId,\n        provider,',
      replace: "        '',\n        provider,",
    },
    charges(
      "an agency's own endpoint > B's secret settles nothing of A's: not by A's payment, nor by one of its own that carries A's names",
    ),
  ),
  one(
    'own-account',
    'an own key names no account to Stripe',
    { file: 'worker/payments/stripe/client.ts', find: "  return ''\n}", replace: '  return account\n}' },
    charges(
      'a reload, its webhook, a refund, a dispute and the balance: all with the own key, no account named, booked once',
    ),
  ),
  one(
    'refusal-of-the-old',
    'a refusal is of the key that was asked with, not of one that was set meanwhile',
    {
      file: 'worker/payments/keys.ts',
      find: "AND account = ? AND version = ? AND state = 'active'`",
      replace: "AND account = ? AND version > 0 * ? AND state = 'active'`",
    },
    switched(
      'a new key of the same account > while the old one is being refused: the refusal is of the old, and the new one stands',
    ),
  ),
  one(
    'resume',
    'what waited for a key goes on with the new one',
    {
      file: 'worker/charging/own-key.ts',
      find: "...(kept.state === null || kept.state === 'active' ? [] : wake(at, now)),",
      replace: '',
    },
    switched(
      'a key that Stripe does not take any more > a webhook that came meanwhile is not lost, even after it was given up',
    ),
  ),
  one(
    'kept-while-under-way',
    'a key that is taken away finishes what was begun with it',
    {
      file: 'worker/charging/remove-key.ts',
      find: 'c.next_try_at IS NOT NULL AND c.agency_id',
      replace: 'c.next_try_at < 0 AND c.agency_id',
    },
    switched(
      'taken away > while a debit is under way: nothing begins, the debit ends, and then the key is erased',
    ),
  ),
]
