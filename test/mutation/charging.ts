import type { Edit, Mutation, TestRef } from './mutation.ts'

/**
 * Money moves exactly once (issue "Money moves exactly once", matrix): in each billing mode the idempotency key, the
 * sweep and the inbox of webhooks are taken out, one at a time. The sender of invoices looks at Stripe before each call,
 * so a lost answer alone does not need its keys; two senders at once do.
 */

const inFile =
  (file: string) =>
  (name: string): readonly TestRef[] => [
    { project: 'integration', file: `test/integration/charging/${file}.test.ts`, name },
  ]
const prepaid = inFile('matrix-prepaid')
const onDemand = inFile('on-demand')
const postpaid = inFile('matrix-postpaid')
const overlap = inFile('overlap')

const NO_KEY: Edit = {
  file: 'worker/payments/stripe/provider.ts',
  find: ', idempotencyKey: intent.idempotencyKey }',
  replace: ' }',
}
const NO_INVOICE_KEYS: Edit = {
  file: 'worker/payments/stripe/bill.ts',
  find: '  idempotencyKey: `${intent.idempotencyKey}:${name}`,\n',
  replace: '',
}
const NO_SWEEP: Edit = {
  file: 'worker/charging/sweep.ts',
  find: '  await inParts(ctx, due, (key) => resumeCharge(ctx, key))\n',
  replace: '',
}
const NO_INBOX: Edit = {
  file: 'worker/routes/hooks-stripe.ts',
  find: "if (notice !== null && (await keepNotice(ctx, 'stripe', notice))) {",
  replace: 'if (notice === undefined) {',
}

export const CHARGING: readonly Mutation[] = [
  {
    id: 'charging/prepaid-key',
    proves: 'a lost answer is asked for again under the same key',
    edits: [NO_KEY],
    tests: [...prepaid('webhooks lost > hangUpAfterSuccess'), ...overlap('prepaid: one payment')],
  },
  {
    id: 'charging/prepaid-sweep',
    proves: 'the sweep sends what got no answer',
    edits: [NO_SWEEP],
    tests: prepaid('webhooks lost > hangUpBeforeWork'),
  },
  {
    id: 'charging/prepaid-inbox',
    proves: 'a webhook is kept and acted on',
    edits: [NO_INBOX],
    tests: prepaid(
      'webhooks delivered > a debit that takes days is credited when it succeeds, and only then',
    ),
  },
  {
    id: 'charging/on-demand-key',
    proves: 'a lost answer is asked for again under the same key',
    edits: [NO_KEY],
    tests: [
      ...onDemand('the failure matrix, on demand > hangUpAfterSuccess'),
      ...overlap('on demand: one payment'),
    ],
  },
  {
    id: 'charging/on-demand-sweep',
    proves: 'the sweep sends what got no answer',
    edits: [NO_SWEEP],
    tests: onDemand('the failure matrix, on demand > hangUpBeforeWork'),
  },
  {
    id: 'charging/on-demand-inbox',
    proves: 'a webhook is kept and acted on',
    edits: [NO_INBOX],
    tests: onDemand('authentication required: asked once, kept, and taken once when the client confirms'),
  },
  {
    id: 'charging/postpaid-key',
    proves: 'two senders of one invoice make one',
    edits: [NO_INVOICE_KEYS],
    tests: overlap('post-paid: one invoice, one payment'),
  },
  {
    id: 'charging/postpaid-sweep',
    proves: 'the sweep goes on with an invoice where it stopped',
    edits: [NO_SWEEP],
    tests: postpaid('at finalize > hangUpBeforeWork'),
  },
  {
    id: 'charging/postpaid-inbox',
    proves: 'a webhook is kept and acted on',
    edits: [NO_INBOX],
    tests: postpaid(
      'authentication required: the client confirms the kept payment of the invoice, which is taken once',
    ),
  },
]
