import type { Mutation, TestRef } from './mutation.ts'

/** What nobody asserts in words: a look that changed (docs/screenshots, `npm run pictures`). */

const overlay = (name: string): readonly TestRef[] => [
  { project: 'e2e', file: 'test/e2e/overlay/screenshots.test.ts', name: `screenshots, light, en > ${name}` },
]

export const LOOKS: readonly Mutation[] = [
  {
    id: 'looks/colour',
    proves: 'planted: the colour of losses, a little darker',
    edits: [
      {
        file: 'extension/ui/tokens.css',
        find: '--rl-loss: light-dark(#b0261d, #ff9184);',
        replace: '--rl-loss: light-dark(#9c261d, #ff9184);',
      },
    ],
    tests: overlay('the margin lens'),
  },
  {
    id: 'looks/padding',
    proves: 'planted: two pixels more of padding in the panel',
    edits: [
      {
        file: 'extension/features/client-panel/panel.css',
        find: 'padding: 18px 20px 14px;',
        replace: 'padding: 20px 20px 14px;',
      },
    ],
    tests: overlay('manage client'),
  },
  {
    id: 'looks/word',
    proves: 'planted: another word on a button',
    edits: [
      {
        file: 'extension/locales/en/overlay.ts',
        find: "'panel.refresh': 'Refresh',",
        replace: "'panel.refresh': 'Renew',",
      },
    ],
    tests: overlay('manage client'),
  },
  {
    id: 'looks/radius',
    proves: 'planted: corners of fields and buttons, a pixel rounder',
    edits: [{ file: 'extension/ui/tokens.css', find: '--rl-radius: 5px;', replace: '--rl-radius: 6px;' }],
    tests: overlay('manage client'),
  },
  {
    id: 'looks/mark',
    proves: 'planted: no arrow at the column that the list is sorted by',
    edits: [
      { file: 'extension/features/client-tools/tools.css', find: "content: ' ↑';", replace: "content: '';" },
    ],
    tests: overlay('the list opened'),
  },
  {
    id: 'looks/float',
    proves: 'a floating panel has the width of its corner',
    edits: [
      {
        file: 'extension/mount/float.ts',
        find: 'overscroll-behavior:contain!important;',
        replace: 'overscroll-behavior:contain!important;align-items:flex-end!important;',
      },
    ],
    tests: [
      {
        project: 'e2e',
        file: 'test/e2e/overlay/screenshots-states.test.ts',
        name: 'states, light, en > no place in the page: the panel floats',
      },
    ],
  },
]
