import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const EXTENSION = fileURLToPath(new URL('../../../extension/', import.meta.url))
const sheets = globSync('**/*.css', { cwd: EXTENSION })

it('no style asks for a picture or another sheet: a page’s policy may forbid even what is inlined', () => {
  expect(sheets.length).toBeGreaterThan(8)
  const asking = sheets.filter((sheet) => /url\(|@import/.test(readFileSync(EXTENSION + sheet, 'utf8')))
  expect(asking).toEqual([])
})
