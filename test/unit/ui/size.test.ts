import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { weigh } from '../../../dev/size.ts'

/** Text that gzip cannot make smaller than its hex digits: about `bytes` when compressed. */
function noise(bytes: number): string {
  let text = ''
  for (let part = 0; text.length < bytes * 2; part++)
    text += createHash('sha256').update(String(part)).digest('hex')
  return `/*${text.slice(0, bytes * 2)}*/`
}

describe('the budgets', () => {
  let built: string
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(built, file)), { recursive: true })
    writeFileSync(join(built, file), text)
  }
  beforeEach(() => {
    built = mkdtempSync(join(tmpdir(), 'rebill-lens-size-'))
    put('manifest.json', JSON.stringify({ content_scripts: [{ js: ['content-scripts/crm.js'] }] }))
    put('content-scripts/crm.js', 'crm()')
    put('panels.js', 'panels()')
    put('agency.js', 'agency()')
    put('popup.html', '<script src="/chunks/popup-a.js"></script><link href="/assets/popup-a.css">')
    put('chunks/popup-a.js', 'import{a}from"./shared-b.js";const view=()=>import("./view-c.js")')
    put('chunks/shared-b.js', 'import"./deep-d.js";export const a=1')
    put('chunks/deep-d.js', 'deep()')
    put('chunks/view-c.js', noise(50_000))
    put('chunks/en-e.js', 'en')
    put('chunks/de-f.js', 'de')
    put('assets/popup-a.css', 'a{}')
  })
  afterEach(() => rmSync(built, { recursive: true }))

  it('count what the popup imports without being asked, and leave out what comes later', () => {
    const english = weigh(built).find(({ name }) => name.endsWith('English'))
    expect([...(english?.files ?? [])].sort()).toEqual([
      'assets/popup-a.css',
      'chunks/deep-d.js',
      'chunks/en-e.js',
      'chunks/popup-a.js',
      'chunks/shared-b.js',
      'popup.html',
    ])
    expect(weigh(built).every(({ holds }) => holds)).toBe(true)
  })

  it.each([
    ['content-scripts/crm.js', 17_000, ['on every CRM page']],
    ['panels.js', 46_000, ['panels of a client, on demand']],
    ['agency.js', 46_000, ['panels of the agency, on demand']],
    ['chunks/deep-d.js', 31_000, ['popup, first load in English', 'popup, first load in German']],
    ['chunks/de-f.js', 31_000, ['popup, first load in German']],
  ])('%s at %i bytes breaks %j', (file, bytes, broken) => {
    put(file, noise(bytes))
    expect(
      weigh(built)
        .filter(({ holds }) => !holds)
        .map(({ name }) => name),
    ).toEqual(broken)
  })

  it('an empty budget is an error, not a pass', () => {
    put('manifest.json', '{}')
    expect(() => weigh(built)).toThrow('nothing to weigh')
  })
})
