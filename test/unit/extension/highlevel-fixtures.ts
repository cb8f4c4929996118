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
]
