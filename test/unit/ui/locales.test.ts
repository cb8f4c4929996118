import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const LOCALES = new URL('../../../extension/locales/', import.meta.url)
const files = readdirSync(new URL('en/', LOCALES)).filter((name) => name.endsWith('.ts'))

async function catalogue(language: string, file: string): Promise<Record<string, string>> {
  const module = (await import(new URL(`${language}/${file}`, LOCALES).href)) as Record<
    string,
    Record<string, string>
  >
  const [only, ...others] = Object.values(module)
  if (!only || others.length > 0) throw new Error(`${file} must export one catalogue`)
  return only
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()

/** What is counted: its word stands in two forms. */
const counted = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\|[^|}]*\|[^|}]*\}/g)].map(([, name = '']) => name)

const wordsIn = (text: string): number => text.replace(/\{\w+\}/g, '').match(/\p{L}{2,}/gu)?.length ?? 0

/** Words that are the same in both languages: names, signs, loan words. */
const SAME = new Set([
  'app.name',
  'page.name',
  'system.highlevel',
  'system.closebot',
  'service.workflow.ai',
  'service.voice.ai',
  'service.reviews.ai',
  'unit.segment',
  'unit.minute',
  'unit.action',
  'unit.USD of provider cost',
  'display.en',
  'display.de',
])

describe('English and German', () => {
  it('have the same catalogues', () => {
    expect(files.length).toBeGreaterThan(3)
    expect(readdirSync(new URL('de/', LOCALES)).sort()).toEqual(readdirSync(new URL('en/', LOCALES)).sort())
  })

  it.each(files)('%s: the same keys, the same values to fill in, nothing empty', async (file) => {
    const [en, de] = await Promise.all([catalogue('en', file), catalogue('de', file)])
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort())
    for (const [key, text] of Object.entries(en)) {
      expect(text.trim(), key).not.toBe('')
      expect(de[key]?.trim(), key).not.toBe('')
      expect(placeholders(de[key] ?? ''), key).toEqual(placeholders(text))
      for (const each of [text, de[key] ?? ''])
        expect(placeholders(text), key).toEqual(expect.arrayContaining(counted(each)))
    }
  })

  it.each(files)('%s: nothing left in English', async (file) => {
    const [en, de] = await Promise.all([catalogue('en', file), catalogue('de', file)])
    // A sentence of several words that reads the same in both was forgotten; single words and names may agree.
    const forgotten = Object.keys(en).filter(
      (key) => en[key] === de[key] && !SAME.has(key) && wordsIn(en[key] ?? '') > 2,
    )
    expect(forgotten).toEqual([])
  })

  it('say the same in the manifest, and no description is too long for the stores', () => {
    const read = (language: string): Record<string, { message: string }> =>
      JSON.parse(
        readFileSync(new URL(`../../../public/_locales/${language}/messages.json`, import.meta.url), 'utf8'),
      ) as Record<string, { message: string }>
    expect(Object.keys(read('de')).sort()).toEqual(Object.keys(read('en')).sort())
    for (const language of ['en', 'de']) {
      expect(read(language)['extensionDescription']?.message.length).toBeLessThanOrEqual(132)
    }
  })
})
