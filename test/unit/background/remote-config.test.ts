import { describe, expect, it } from 'vitest'
import { ExtensionConfig } from '../../../shared/contract/extension-config.ts'
import { BUNDLED, readConfig } from '../../../extension/background/remote-config.ts'

const GOOD = { page: 'manageClient', slot: 'clientPanel', selector: '.new-wrapper', place: 'prepend' }

describe('the config from the worker', () => {
  it('is taken as it is where it fits the contract', () => {
    const config = { flags: { 'client-row': false }, selectors: [GOOD] }
    expect(readConfig(config)).toEqual(config)
    expect(ExtensionConfig.safeParse(config).success).toBe(true)
    expect(ExtensionConfig.safeParse(BUNDLED).success).toBe(true)
  })

  it.each([
    ['a place that does not exist', { ...GOOD, place: 'replace' }],
    ['a page that is no name', { ...GOOD, page: '../x' }],
    ['an endless selector', { ...GOOD, selector: 'a'.repeat(301) }],
    ['no selector', { ...GOOD, selector: '' }],
    ['no object', 'selector'],
  ])('loses an entry with %s, and only that', (_what, bad) => {
    expect(
      readConfig({ flags: { 'client-row': true, BAD: true, 'client-panel': 'no' }, selectors: [bad, GOOD] }),
    ).toEqual({
      flags: { 'client-row': true },
      selectors: [GOOD],
    })
    expect(ExtensionConfig.safeParse({ flags: {}, selectors: [bad] }).success).toBe(false)
  })

  it('is bounded', () => {
    const read = readConfig({ flags: {}, selectors: Array.from({ length: 500 }, () => GOOD) })
    expect(read?.selectors).toHaveLength(50)
  })

  it.each([[null], ['code'], [{}], [{ flags: {}, selectors: 'x' }], [{ flags: null, selectors: [] }]])(
    '%j is none',
    (value) => expect(readConfig(value)).toBeNull(),
  )
})
