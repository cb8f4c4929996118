import { readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url))
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|import\(\s*'([^']+)'/g

/** What a file imports at run time; type imports leave no trace in a bundle. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)]
    .filter((match) => !match[1])
    .map((match) => match[2] ?? match[3] ?? match[4] ?? '')

/** Every file and package that loading a file brings in. */
const reach = (file: string, seen: Set<string> = new Set()): Set<string> => {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const target of importsOf(file)) {
    if (target.startsWith('.')) reach(resolve(dirname(file), target), seen)
    else seen.add(target)
  }
  return seen
}

const filesOf = (room: string): string[] =>
  readdirSync(`${SHARED}${room}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${SHARED}${room}/${name}`)

const packagesOf = (files: readonly string[]): string[] =>
  [...new Set(files.flatMap((file) => [...reach(file)]))]
    .filter((target) => !target.startsWith('/'))
    .toSorted()

const roomsOf = (files: readonly string[]): string[] => [
  ...new Set(
    files.flatMap((file) =>
      [...reach(file)]
        .filter((at) => at.startsWith(SHARED))
        .map((at) => at.slice(SHARED.length).split('/')[0] ?? ''),
    ),
  ),
]

describe('what runs in the page stays small', () => {
  it.each(['money', 'margin', 'fees', 'credits', 'catalogue'])('shared/%s imports no package', (room) => {
    expect(filesOf(room).length).toBeGreaterThan(0)
    expect(packagesOf(filesOf(room))).toEqual([])
  })

  it('shared/margin, money and fees need no other room', () => {
    const files = ['money', 'margin', 'fees'].flatMap(filesOf)
    expect(roomsOf(files).toSorted()).toEqual(['fees', 'margin', 'money'])
  })

  it('the plan check and the limits load no decimal library', () => {
    expect(
      packagesOf([`${SHARED}rating/plan-cap.ts`, `${SHARED}rating/limits.ts`, `${SHARED}rating/rule.ts`]),
    ).toEqual([])
  })
})

describe('packages stay in their place', () => {
  it('zod only reads rules, decimal.js only rates, the calendar only makes periods', () => {
    expect(packagesOf(filesOf('periods'))).toEqual(['temporal-polyfill'])
    expect(packagesOf(filesOf('rating'))).toEqual(['decimal.js', 'zod'])
    const others = filesOf('rating').filter((file) => !file.endsWith('/schema.ts'))
    expect(packagesOf(others)).toEqual(['decimal.js'])
  })

  it('nothing here knows a clock, a random source or a platform', () => {
    const rooms = ['money', 'margin', 'fees', 'rating', 'catalogue', 'periods', 'credits']
    const guilty = rooms
      .flatMap(filesOf)
      .filter((file) =>
        /Date\.now|new Date\(\)|Math\.random|crypto\.|Temporal\.Now|\bfetch\(|process\.|node:/.test(
          readFileSync(file, 'utf8'),
        ),
      )
    expect(guilty).toEqual([])
  })
})
