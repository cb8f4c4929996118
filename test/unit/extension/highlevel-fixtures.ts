import type { SlotId } from '../../../extension/crm/crm.ts'

interface Fixture {
  name: string
  slot: SlotId
  path: string
  html: string
  /** The clients found, in order, and the `data-here` of the elements our hosts stand at. */
  keys: string[]
  places: string[]
}

const A = 've9EPM428h8vShlRW1KT'
const B = 'aB3dE5fG7hJ9kL1mN3pQ'

/** Our own markup with the ids and classes that public sources name; no page of HighLevel is copied. */
export const FIXTURES: readonly Fixture[] = [
  {
    name: 'the list of 2026',
    slot: 'clientRow',
    path: '/sub-accounts/',
    html: `<div id="pg-agency-locations"><div id="locations-table">
      <div id="loc-${A}" data-here="a"><span id="loc-${A}__switch"></span>
        <span id="pg-agency-locations__lbl-${A}-name">A</span><a href="/accounts/detail/${A}">Manage</a></div>
      <div id="loc-${B}" data-here="b"><a href="/accounts/detail/${B}">Manage</a></div></div></div>`,
    keys: [A, B],
    places: ['a', 'b'],
  },
  {
    name: 'the list as a table',
    slot: 'clientRow',
    path: '/sub-accounts/',
    html: `<table id="locations-table"><tbody><tr id="loc-${A}"><td>A</td><td data-here="cell"></td></tr></tbody></table>`,
    keys: [A],
    places: ['cell'],
  },
  {
    name: 'the old list',
    slot: 'clientRow',
    path: '/accounts/',
    html: `<div class="hl_location--item" data-here="old"><a href="/accounts/detail/${A}">A</a></div>`,
    keys: [A],
    places: ['old'],
  },
  {
    name: 'a list that is known by its links only',
    slot: 'clientRow',
    path: '/sub-accounts/',
    html: `<section><a href="/accounts/detail/${A}" data-here="link">A</a><a href="/elsewhere">x</a></section>`,
    keys: [A],
    places: ['link'],
  },
  {
    name: 'an empty list',
    slot: 'clientRow',
    path: '/sub-accounts/',
    html: '<div></div>',
    keys: [],
    places: [],
  },
  {
    name: 'manage client',
    slot: 'clientPanel',
    path: `/accounts/detail/${A}`,
    html: '<div class="hl_wrapper"><div class="hl_wrapper--inner" data-here="inner"></div><div class="hl_wrapper--inner"></div></div>',
    keys: [A],
    places: ['inner'],
  },
  {
    name: 'manage client without an inner wrapper',
    slot: 'clientPanel',
    path: `/accounts/detail/${A}`,
    html: '<div class="hl_wrapper" data-here="outer"></div>',
    keys: [A],
    places: ['outer'],
  },
  {
    name: 'the list of 2026, its tools above the table',
    slot: 'listTools',
    path: '/sub-accounts/',
    html: '<div id="pg-agency-locations"><h1>x</h1><div id="locations-table" data-here="table"></div></div>',
    keys: ['page'],
    places: ['table'],
  },
  {
    name: 'a list without a table',
    slot: 'listTools',
    path: '/sub-accounts/',
    html: '<div id="pg-agency-locations" data-here="list"></div>',
    keys: ['page'],
    places: ['list'],
  },
  ...onTop('listTools', '/sub-accounts/', 'page'),
  ...onTop('agencySummary', '/agency_dashboard/', 'page'),
  {
    name: 'a sub-account, its header',
    slot: 'clientBadge',
    path: `/v2/location/${A}/dashboard`,
    html: '<div class="hl_header"><div class="hl_header--controls" data-here="controls"></div></div>',
    keys: [A],
    places: ['controls'],
  },
  {
    name: 'a sub-account with a bare header',
    slot: 'clientBadge',
    path: `/location/${A}/`,
    html: '<div class="hl_header" data-here="header"></div>',
    keys: [A],
    places: ['header'],
  },
  {
    name: 'prices: by label, by name, in a kit, with a sign; and no other field',
    slot: 'marginLens',
    path: '/reselling',
    html: `<div class="hl_wrapper">
      <label for="m">Phone multiplier</label><input id="m" data-here="plain">
      <input name="email_markup" type="number"><span data-here="sign">%</span>
      <div class="n-form-item">WhatsApp markup <span class="n-input" data-here="kit"><input></span></div>
      <label data-here="label">Rebill AI <input type="text"></label>
      <label>Days <input type="number"></label><input type="checkbox" name="markup">
      <input type="hidden" name="markup"></div>`,
    keys: ['Phone multiplier|m', '|email_markup', 'WhatsApp markup|', 'Rebill AI|'],
    places: ['plain', 'sign', 'kit', 'label'],
  },
  {
    name: 'prices on a page without wrappers',
    slot: 'marginLens',
    path: '/saas-configurator',
    html: '<main><input aria-label="Phone markup" data-here="bare"></main>',
    keys: ['Phone markup|'],
    places: ['bare'],
  },
]

/** The content's wrappers, of which the inner one is better. */
function onTop(slot: SlotId, path: string, key: string): Fixture[] {
  const wrapper = '<div class="hl_wrapper" data-here="outer">'
  return [
    {
      name: 'content',
      slot,
      path,
      html: `${wrapper}<div class="hl_wrapper--inner" data-here="inner"></div></div>`,
      keys: [key],
      places: ['inner'],
    },
    {
      name: 'content without an inner wrapper',
      slot,
      path,
      html: `${wrapper}</div>`,
      keys: [key],
      places: ['outer'],
    },
  ]
}
