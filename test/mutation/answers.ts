import type { Mutation, TestRef } from './mutation.ts'

/** Answers that come late, or not at all (issue "The overlay", chaos suite): named states, and nothing stale. */

const HTTP = 'extension/rpc/http.ts'
const RECONCILER = 'extension/mount/reconciler.ts'
const ASK = 'extension/features/ask.ts'
const OVERLAY = 'extension/mount/overlay.ts'
const answers = (name: string): readonly TestRef[] => [
  { project: 'e2e', file: 'test/e2e/overlay/chaos-answers.test.ts', name },
]
const asking = (name: string): readonly TestRef[] => [
  { project: 'unit', file: 'test/unit/extension/ask.test.ts', name },
]

export const ANSWERS: readonly Mutation[] = [
  {
    id: 'answers/route-changed',
    proves: 'another client is another page',
    edits: [
      {
        file: OVERLAY,
        find: "(route ? `${route.page} ${route.client ?? ''}` : '')",
        replace: "(route ? route.page : '')",
      },
    ],
    tests: answers('route changed mid-request: the other client’s figures never show'),
  },
  {
    id: 'answers/stale',
    proves: 'a stale answer never paints (two guards, each enough alone: both taken out)',
    edits: [
      {
        file: ASK,
        find: 'mounted.signal.aborted || page.location() !== askedAt',
        replace: 'askedAt === null',
      },
      {
        file: RECONCILER,
        find: 'for (const entry of entries.values()) if (!next.includes(entry.slotOf)) close(entry)',
        replace: '',
      },
    ],
    tests: answers('the address changes under a page that keeps its elements: the late answer never shows'),
  },
  {
    id: 'answers/stale-address',
    proves: 'the first guard alone: the address it was asked for',
    edits: [{ file: ASK, find: ' || page.location() !== askedAt', replace: '' }],
    tests: asking('is dropped when the address has moved on'),
  },
  {
    id: 'answers/stale-place',
    proves: 'the second guard alone: the place it was asked for',
    edits: [{ file: ASK, find: 'mounted.signal.aborted || ', replace: '' }],
    tests: asking('is dropped when the place is gone'),
  },
  {
    id: 'answers/background-stopped',
    proves: 'a call that the background never answers ends, by name',
    edits: [
      {
        file: 'extension/rpc/call.ts',
        find: "return { ok: false, failure: { kind: browser.runtime?.id ? 'interrupted' : 'outdated' } }",
        replace: 'return new Promise(() => {})',
      },
    ],
    tests: answers('background stopped mid-call: named, and trying again works'),
  },
  {
    id: 'answers/token-revoked',
    proves: 'a 401 is answered by one refresh',
    edits: [
      {
        file: 'extension/rpc/worker-api.ts',
        find: "if (answer.ok || answer.failure.kind !== 'signedOut') return answer",
        replace: 'return answer',
      },
    ],
    tests: answers('401 of a token that was revoked: a new one is fetched, and nobody notices'),
  },
  {
    id: 'answers/session-ended',
    proves: 'a refused refresh ends the session, by name',
    edits: [
      {
        file: 'extension/session/session.ts',
        find: '    if (!isOver) return renewed\n',
        replace: '    return renewed\n',
      },
    ],
    tests: answers('401 of a session that ended: named, and the figures stay with their age'),
  },
  {
    id: 'answers/rate-limited',
    proves: 'a 429 is named, with the wait',
    edits: [{ file: HTTP, find: 'if (response.status === 429) {', replace: 'if (false) {' }],
    tests: answers('429: named with the wait, and trying again works'),
  },
  {
    id: 'answers/offline',
    proves: 'a browser without a network is named as that',
    edits: [
      {
        file: HTTP,
        find: "  if (!network.isOnline()) return { ok: false, failure: { kind: 'offline' } }\n",
        replace: '',
      },
    ],
    tests: answers('offline: named, and trying again works'),
  },
  {
    id: 'answers/permission-revoked',
    proves: 'a permission that is taken back takes the overlay out of open tabs',
    edits: [
      {
        file: 'extension/background/sites.ts',
        find: 'quietly(Promise.all([syncSites(), tellToLeave(origins)])),',
        replace: 'quietly(syncSites()),',
      },
    ],
    tests: [
      {
        project: 'e2e',
        file: 'test/e2e/options/sites.test.ts',
        name: 'B-17: removed means gone, in the tab that is open too',
        wholeFile: true,
      },
    ],
  },
]
