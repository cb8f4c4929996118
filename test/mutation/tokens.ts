import type { Mutation, TestRef } from './mutation.ts'

/** The token cannot be read from the page or the content script (issue "The overlay"). */

const SESSION = 'extension/session/session.ts'
const TOKENS = 'extension/session/tokens.ts'
const RUN = 'extension/mount/run.ts'
const VIEW =
  "return { state: 'signedIn', worker: lasting.worker, role: lasting.role, agency: lasting.agency }"
const DOOR = '  openDoor({ ...overlay, outdated }, signal)\n'
const tokens = (name: string): readonly TestRef[] => [
  { project: 'e2e', file: 'test/e2e/overlay/tokens.test.ts', name },
]

export const TOKENS_KEPT: readonly Mutation[] = [
  {
    id: 'tokens/storage-local',
    proves: 'the refresh token’s storage is closed to content scripts',
    edits: [
      {
        file: TOKENS,
        find: '(await closeToContentScripts(local)) ? local : await apart()',
        replace: 'local',
      },
    ],
    tests: tokens('cannot be read from storage.local by a content script'),
  },
  {
    id: 'tokens/storage-session',
    proves: 'planted: the access token’s storage is opened to content scripts',
    edits: [
      {
        file: TOKENS,
        find: '  await closeToContentScripts(session)\n',
        replace:
          "  await session.setAccessLevel?.({ accessLevel: 'TRUSTED_AND_UNTRUSTED_CONTEXTS' as 'TRUSTED_CONTEXTS' })\n",
      },
    ],
    tests: tokens('cannot be read from storage.session by a content script'),
  },
  {
    id: 'tokens/answers',
    proves: 'planted: the view of the session carries the refresh token',
    edits: [
      {
        file: SESSION,
        find: VIEW,
        replace: VIEW.replace("state: 'signedIn',", "...lasting, state: 'signedIn',"),
      },
    ],
    tests: tokens('are in no answer to a content script: session.status'),
  },
  {
    id: 'tokens/own-pages-only',
    proves: 'what only the extension’s own pages may ask is refused to tabs',
    edits: [
      {
        file: 'extension/rpc/listen.ts',
        find: '    if (OWN_PAGES_ONLY.includes(envelope.verb)) return forbidden\n',
        replace: '',
      },
    ],
    tests: tokens('a content script can neither pair nor sign out'),
  },
  {
    id: 'tokens/page',
    proves: 'planted: the content script writes the token into the page',
    edits: [
      {
        file: SESSION,
        find: VIEW,
        replace: VIEW.replace("state: 'signedIn',", "...lasting, state: 'signedIn',"),
      },
      {
        file: RUN,
        find: DOOR,
        replace: `${DOOR}  void call('session.status', {}).then((answer) => document.body.setAttribute('data-session', JSON.stringify(answer)))\n`,
      },
    ],
    tests: tokens('are nowhere in the page: globals, storage, cookies, DOM'),
  },
  {
    id: 'tokens/requests',
    proves: 'planted: the content script asks the worker itself',
    edits: [
      {
        file: RUN,
        find: DOOR,
        replace: `${DOOR}  void call('session.status', {}).then((answer) => answer.ok && fetch(\`\${answer.value.worker}/v1/status\`).catch(() => undefined))\n`,
      },
    ],
    tests: tokens('no request leaves a CRM tab for the worker'),
  },
]
