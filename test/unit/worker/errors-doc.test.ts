/** docs/errors.md explains every code that the worker can answer, and no other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REFUSALS } from '../../../worker/http/problem.ts'
import type { RatingErrorCode } from '../../../shared/rating/error.ts'

const text = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8')

test('every refusal has its entry, with its status, in the order of the list', () => {
  const written = Array.from(text.matchAll(/^### `(\w+)` · (\d{3})$/gm), ([, code, status]) => [
    code,
    Number(status),
  ])
  expect(written).toEqual(Object.entries(REFUSALS).map(([code, { status }]) => [code, status]))
})

test('every entry says what happened and what to do', () => {
  const entries = text.split(/^### /m).slice(1)
  expect(entries.length).toBe(Object.keys(REFUSALS).length)
  for (const entry of entries) {
    expect(entry).toMatch(/^`\w+` · \d{3}\n\n\S.+\n\nTo do: \S.+/)
  }
})

test('every reason why an event could not be rated is explained', () => {
  const codes: Record<RatingErrorCode, true> = {
    invalid_rule: true,
    invalid_decimal: true,
    missing_fx: true,
    missing_period_hours: true,
    unknown_class: true,
    out_of_range: true,
  }
  for (const code of Object.keys(codes)) expect(text).toContain(`| \`${code}\` |`)
})
