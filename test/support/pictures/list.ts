/** Pictures of one test file: each name in each look, as `NAME-LOOK.png`; a name alone where there are no looks. */
export interface PictureGroup {
  /** The test that takes them; each name stands in it as it stands here. */
  readonly file: string
  readonly names: readonly string[]
  readonly looks: readonly string[]
}

const OVERLAY = ['light-en', 'dark-de']
const OWN_PAGES = ['en-light', 'en-dark', 'de-light', 'de-dark']

/** Every picture that is kept in docs/screenshots; a unit test holds that these are there, and no others. */
export const PICTURES: readonly PictureGroup[] = [
  {
    file: 'test/e2e/overlay/screenshots.test.ts',
    names: [
      'overlay-list',
      'overlay-client',
      'overlay-confirm',
      'overlay-crm-bills',
      'overlay-billing',
      'overlay-top-up',
      'overlay-reload',
      'overlay-charges',
      'overlay-list-tools',
      'overlay-bulk',
      'overlay-bulk-done',
      'overlay-badge',
      'overlay-dashboard',
      'overlay-lens',
      'overlay-report',
      'overlay-card-link',
      'overlay-alerts',
      'overlay-saved',
    ],
    looks: OVERLAY,
  },
  {
    file: 'test/e2e/overlay/screenshots-states.test.ts',
    names: [
      'overlay-offline',
      'overlay-rate-limited',
      'overlay-unreachable',
      'overlay-refused',
      'overlay-loading',
      'overlay-interrupted',
      'overlay-signed-out',
      'overlay-white-label',
      'overlay-other-crm',
      'overlay-connect',
      'overlay-closebot',
      'overlay-floating',
      'overlay-updated',
    ],
    looks: OVERLAY,
  },
  {
    file: 'test/e2e/popup/accessibility.test.ts',
    names: [
      'popup-margin-loss',
      'popup-margin',
      'popup-plans',
      'popup-what-if',
      'popup-clients',
      'options-signed-out',
      'options',
    ],
    looks: OWN_PAGES,
  },
  { file: 'test/e2e/options/alerts.test.ts', names: ['options-alerts'], looks: OWN_PAGES },
  {
    file: 'test/e2e/sidepanel/sidepanel.test.ts',
    names: ['sidepanel', 'sidepanel-services', 'sidepanel-alerts', 'sidepanel-client'],
    looks: OWN_PAGES,
  },
  {
    file: 'test/e2e/whole-way/whole-way.test.ts',
    names: ['overlay-list', 'overlay-client', 'overlay-confirm'],
    looks: [],
  },
]

/** `popup-margin-en-light` and so on, without the ending. */
export const PICTURE_NAMES: readonly string[] = PICTURES.flatMap(({ names, looks }) =>
  looks.length === 0 ? names : names.flatMap((name) => looks.map((look) => `${name}-${look}`)),
)
