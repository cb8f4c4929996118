import { Window } from 'happy-dom'
import { describe, expect, test } from 'vitest'
import { ANCHORS } from '../../../extension/crm/highlevel/anchors.ts'
import { censusOf, findAnchors } from '../../../extension/crm/registry.ts'
import { closebot, RULES as CLOSEBOT_RULES } from '../../../extension/crm/closebot/index.ts'
import { clientOfLink, readRoute, RULES } from '../../../extension/crm/highlevel/routes.ts'
import type { SlotId } from '../../../extension/crm/crm.ts'
import { lightnessOf } from '../../../extension/crm/theme.ts'
import { FIXTURES } from './highlevel-fixtures.ts'

const at = (path: string): URL => new URL(path, 'https://app.gohighlevel.com')

describe('HighLevel addresses', () => {
  for (const { page, template, examples, not } of RULES) {
    test(`${template} holds no id`, () => expect(template).toMatch(/^\/[a-z_:/…-]*$/))
    test.each(examples)(`${page}: %s`, (path) => expect(readRoute(at(path))?.page).toBe(page))
    if (not) test.each(not)(`${page} not: %s`, (path) => expect(readRoute(at(path))?.page).not.toBe(page))
  }

  test('a page about a client carries its id', () => {
    const client = 've9EPM428h8vShlRW1KT'
    expect(readRoute(at(`/accounts/detail/${client}?tab=x`))).toEqual({ page: 'manageClient', client })
    expect(readRoute(at(`/v2/location/${client}/settings`))).toEqual({ page: 'subAccount', client })
    expect(clientOfLink(`/accounts/detail/${client}`)).toBe(client)
    expect(clientOfLink('/accounts/detail/')).toBeNull()
  })

  test('every other page is none of ours', () => {
    for (const path of ['/', '/login', '/oauth/chooselocation', '/conversations'])
      expect(readRoute(at(path))).toBeNull()
  })
})

describe('CloseBot addresses', () => {
  for (const { examples, not } of CLOSEBOT_RULES) {
    test.each(examples)('a source: %s', (path) =>
      expect(closebot.route(new URL(path, 'https://app.closebot.com'))?.client).toMatch(/^[\w-]{8,}$/),
    )
    test.each(not ?? [])('not a source: %s', (path) =>
      expect(closebot.route(new URL(path, 'https://app.closebot.com'))).toBeNull(),
    )
  }
})

describe('HighLevel anchors', () => {
  test.each(FIXTURES)('$slot in $name', ({ slot, path, html, keys, places }) => {
    const route = readRoute(at(path))
    const rule = ANCHORS.find((each) => each.slot === slot)
    if (!route || !rule) throw new Error('fixture without route or rule')
    const { document } = new Window()
    document.body.innerHTML = html
    const found = findAnchors(rule, document as unknown as ParentNode, route)
    expect(found.map(({ key }) => key)).toEqual(keys)
    expect(censusOf(rule, document as unknown as ParentNode, route).found).toBe(keys.length)
    expect(found.map(({ element }) => element.getAttribute('data-here'))).toEqual(places)
    if (rule.expected === 'one') expect(found.length).toBeLessThanOrEqual(1)
  })

  test('every candidate of every rule is covered by a fixture', () => {
    for (const rule of ANCHORS) {
      const used = new Set(
        FIXTURES.filter(({ slot }) => slot === rule.slot).map(({ html }) => {
          const { document } = new Window()
          document.body.innerHTML = html
          return rule.candidates.findIndex(({ selector }) => document.querySelector(selector) !== null)
        }),
      )
      expect(
        [...rule.candidates.keys()].filter((index) => !used.has(index)),
        rule.slot satisfies SlotId,
      ).toEqual([])
    }
  })

  test('the paper tells light from dark', () => {
    expect(lightnessOf('rgb(255, 255, 255)')).toBe(1)
    expect(lightnessOf('rgb(15, 19, 24)')).toBeLessThan(0.1)
    expect(lightnessOf('rgba(0, 0, 0, 0)')).toBeNull()
    expect(lightnessOf('color(srgb 1 1 1)')).toBeNull()
  })
})
