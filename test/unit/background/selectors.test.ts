// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { findAnchors, useSelectors } from '../../../extension/crm/registry.ts'
import { ANCHORS } from '../../../extension/crm/highlevel/anchors.ts'

const CLIENT = 've9EPM428h8vShlRW1KT'
const route = { page: 'manageClient', client: CLIENT } as const
const find = () => {
  const rule = ANCHORS.find(({ slot }) => slot === 'clientPanel')
  if (!rule) throw new Error('no rule for the panel')
  return findAnchors(rule, document, route)
}
afterEach(() => useSelectors([]))

it('a selector from the worker finds the place of a page that has changed, for the right client', () => {
  document.body.innerHTML = '<main class="renamed"></main>'
  expect(find()).toEqual([])
  const override = {
    page: 'manageClient',
    slot: 'clientPanel',
    selector: '.renamed',
    place: 'prepend',
  } as const
  useSelectors([{ ...override, page: 'subAccounts' }])
  expect(find()).toEqual([])
  useSelectors([{ ...override, selector: 'main[[' }, override])
  expect(find().map(({ key, element }) => [key, element.className])).toEqual([[CLIENT, 'renamed']])
})
