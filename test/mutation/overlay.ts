import type { Mutation, TestRef } from './mutation.ts'

/** A page that re-renders as it likes, and one that is hostile (issue "The overlay", chaos suite). */

const RECONCILER = 'extension/mount/reconciler.ts'
const HOST = 'extension/mount/host.ts'
const RUN = 'extension/mount/run.ts'
const PAINT = 'extension/features/paint.ts'
const WATCH = 'extension/mount/watch.ts'
const churning = (name: string): readonly TestRef[] => [
  {
    project: 'unit',
    file: 'test/unit/extension/watch.test.ts',
    name: `a page that renders in every frame > ${name}`,
  },
]
const chaos = (name: string): readonly TestRef[] => [
  { project: 'e2e', file: 'test/e2e/overlay/chaos.test.ts', name },
]

export const OVERLAY: readonly Mutation[] = [
  {
    id: 'overlay/children-wiped',
    proves: 'the page is watched for what it throws out',
    edits: [
      {
        file: WATCH,
        find: 'children.observe(document, { childList: true, subtree: true })',
        replace: '',
      },
    ],
    tests: chaos('children wiped: the panel comes back as it was'),
  },
  {
    id: 'overlay/anchor-swapped',
    proves: 'a host that stands elsewhere is put at its anchor again',
    edits: [
      {
        file: RECONCILER,
        find: 'if (entry.at) return',
        replace: 'if (known) return',
      },
    ],
    tests: chaos('anchor swapped: the panel moves over'),
  },
  {
    id: 'overlay/removed-and-returned',
    proves: 'a panel is kept for a while when its anchor goes',
    edits: [{ file: RECONCILER, find: 'const GRACE_MS = 1_500', replace: 'const GRACE_MS = 0' }],
    tests: chaos('removed and returned within a second: as it was'),
  },
  {
    id: 'overlay/doubled',
    proves: 'cloned shells are removed',
    edits: [{ file: RECONCILER, find: '    removeCopies()\n', replace: '' }],
    tests: chaos('doubled: one panel'),
  },
  {
    id: 'overlay/rows-recycled',
    proves: 'the attributes that name a row’s client are watched',
    edits: [
      {
        file: RECONCILER,
        find: '    for (const { source } of candidates) watch.attributes(source, slot.watch)\n',
        replace: '',
      },
    ],
    tests: chaos('rows recycled by attributes alone: each shows its own client'),
  },
  {
    id: 'overlay/wiped-every-frame',
    proves: 'a fight with the page is given up',
    edits: [{ file: RECONCILER, find: 'if (known && entry.backoff.hit()) {', replace: 'if (false) {' }],
    tests: chaos('wiped every frame: it floats after 20 times, stays usable, and goes with the route'),
  },
  {
    id: 'overlay/float-goes-with-the-route',
    proves: 'hosts of another page are closed',
    edits: [
      {
        file: RECONCILER,
        find: 'for (const entry of entries.values()) if (!next.includes(entry.slotOf)) close(entry)',
        replace: '',
      },
    ],
    tests: [
      ...chaos('wiped every frame: it floats after 20 times, stays usable, and goes with the route'),
      ...chaos('300 route changes leave nothing behind'),
    ],
  },
  {
    id: 'overlay/no-anchor',
    proves: 'a panel that the page has no place for floats',
    edits: [
      {
        file: RECONCILER,
        find: 'if (slot.required !== null && !anchors.has(slot.required)) floatRequired(slot, slot.required)',
        replace: '',
      },
    ],
    tests: chaos('no anchor at all: the panel floats after four seconds'),
  },
  {
    id: 'overlay/loaded-twice',
    proves: 'a script that is taken over takes its panels away',
    edits: [
      {
        file: 'extension/mount/overlay.ts',
        find: "  signal.addEventListener('abort', () => reconciler.stop())\n",
        replace: '',
      },
    ],
    tests: chaos('the second script takes over from the first: one panel, one request'),
  },
  {
    id: 'overlay/update',
    proves: 'tabs that are open get the new script after an update',
    edits: [
      {
        file: 'extension/background/sites.ts',
        find: 'quietly(syncSites().then(async () => runIn([...BUILT_IN, ...(await wantedSites())]))),',
        replace: 'quietly(syncSites()),',
      },
    ],
    tests: chaos('the new script takes over: one panel, and it answers'),
  },
  {
    id: 'overlay/gone-panels',
    proves: 'a script whose extension is gone takes its panels away',
    edits: [{ file: RUN, find: "    script.abort('outdated')\n", replace: '' }],
    tests: chaos('at the next click its panels go, and one note says what to do'),
  },
  {
    id: 'overlay/gone-note',
    proves: 'and says so once',
    edits: [{ file: RUN, find: '    showReloadNote(document)\n', replace: '' }],
    tests: chaos('at the next click its panels go, and one note says what to do'),
  },
  {
    id: 'overlay/field-swapped',
    proves: 'the lens reads the field that stands there now',
    edits: [{ file: RECONCILER, find: '    entry.anchor = best\n', replace: '    entry.anchor ??= best\n' }],
    tests: chaos('swapped by the page: the lens moves over and reads the new one'),
  },
  {
    id: 'overlay/hostile-css',
    proves: 'the host’s own style outranks the page’s',
    edits: [
      {
        file: HOST,
        find: ':host{all:initial!important;display:block!important;',
        replace: ':host{all:initial;display:block;',
      },
    ],
    tests: chaos('its style sheet changes nothing of ours'),
  },
  {
    id: 'overlay/strict-policy',
    proves: 'planted: a style sheet of ours brings a picture, which the page’s policy stops',
    edits: [
      {
        file: PAINT,
        find: '  addStyle(shadow, componentsCss)\n',
        replace:
          "  addStyle(shadow, componentsCss)\n  addStyle(shadow, '.rl{background:url(data:image/gif;base64,R0lGODlhAQABAAAAACw=)}')\n",
      },
    ],
    tests: chaos('its strict Content Security Policy and trusted types stop nothing of ours'),
  },
  {
    id: 'overlay/trusted-types',
    proves: 'planted: a script of ours leaves its own world and writes HTML, which trusted types stop',
    edits: [
      {
        file: 'extension/entrypoints/background.ts',
        find: '          await browser.scripting.executeScript({\n            target: { tabId, frameIds: [frameId] },\n',
        replace:
          "          await browser.scripting.executeScript({ target: { tabId }, world: 'MAIN', func: () => document.body.insertAdjacentHTML('beforeend', '<i></i>') })\n          await browser.scripting.executeScript({\n            target: { tabId, frameIds: [frameId] },\n",
      },
    ],
    tests: chaos('its strict Content Security Policy and trusted types stop nothing of ours'),
  },
  {
    id: 'overlay/page-handlers',
    proves: 'what happens in a panel stays in it',
    edits: [
      {
        file: PAINT,
        find: '  for (const type of KEPT_INSIDE) root.addEventListener(type, (event) => event.stopPropagation(), { signal })\n',
        replace: '',
      },
    ],
    tests: chaos('its handlers hear nothing of what is typed and clicked in a panel'),
  },
  {
    id: 'overlay/rest-begins',
    proves: 'a page that renders all the time is given a rest',
    edits: [
      {
        file: WATCH,
        find: '      else if (hasChanged && pace.changed() && !mustLook && isStanding()) rest()\n',
        replace: '',
      },
    ],
    tests: churning('is then searched about five times a second, its hosts untouched'),
  },
  {
    id: 'overlay/rest-unobserved',
    proves: 'during a rest the page is not observed',
    edits: [
      {
        file: WATCH,
        find: '    children.disconnect()\n    restsUntil = clock.now() + REST_MS\n',
        replace: '    restsUntil = clock.now() + REST_MS\n',
      },
    ],
    tests: churning('is not observed while it is left alone'),
  },
  {
    id: 'overlay/rest-woken',
    proves: 'a host that is thrown out during a rest ends it',
    edits: [
      {
        file: WATCH,
        find: 'if (clock.now() < until && !mustLook && isStanding()) return nextFrame()',
        replace: 'if (clock.now() < until && !mustLook) return nextFrame()',
      },
    ],
    tests: [
      ...churning('gets a host that it threw out back in the next frame'),
      ...churning('gets a host that it moved elsewhere back in the next frame'),
      ...churning('gets the host moved in the next frame when it swaps an anchor'),
    ],
  },
  {
    id: 'overlay/rest-ends',
    proves: 'a rest ends by the clock, with a look',
    edits: [
      {
        file: WATCH,
        find: 'if (clock.now() < until && !mustLook && isStanding()) return nextFrame()',
        replace: 'if (!mustLook && isStanding()) return nextFrame()',
      },
    ],
    tests: churning('has its last change seen although it is silent from then on'),
  },
  {
    id: 'overlay/rest-watched-again',
    proves: 'after a rest the page is watched again',
    edits: [{ file: WATCH, find: '    pace.rested()\n    observe()\n', replace: '    pace.rested()\n' }],
    tests: churning('is watched again after a rest, and left alone once it is silent'),
  },
  {
    id: 'overlay/nothing-looked-for',
    proves: 'a page that has no place of ours is not observed',
    edits: [{ file: WATCH, find: '    if (context.isIdle()) children.disconnect()\n', replace: '' }],
    tests: [
      {
        project: 'unit',
        file: 'test/unit/extension/watch.test.ts',
        name: 'a page that has no place of ours > is left alone altogether',
      },
    ],
  },
]
