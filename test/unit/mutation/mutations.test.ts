import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { MUTATIONS } from '../../mutation/all.ts'
import { judgeTest, type Report } from '../../mutation/judge.ts'
import { applyEdit } from '../../mutation/mutation.ts'
import { runsOf } from '../../mutation/vitest.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const read = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8')
const tests = MUTATIONS.flatMap((mutation) => mutation.tests)

/** Titles of tests and groups as they stand in a file; `%s` and `$name` of a table are any text. */
function titlesIn(text: string): RegExp[] {
  const calls = text.matchAll(/\(\s*(?:(['"])((?:(?!\1).)+)\1|`([^`]+)`),\s*(?:async )?\(/g)
  return Array.from(calls, ([, , quoted, template]) => {
    const plain = (quoted ?? template ?? '').replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
    return new RegExp(`^${plain.replaceAll(/%[a-z]|\\\$[\w.]+/g, '.+')}$`)
  })
}

/** The tests of a suite, by title, that no mutation names. */
async function withoutMutation(file: string): Promise<string[]> {
  const own = (await read(file)).matchAll(/\btest\(\s*'([^']+)'/g)
  const named = tests.filter((each) => each.file === file).map(({ name }) => name)
  return Array.from(own, ([, title = '']) => title).filter((title) => !named.includes(title))
}

describe('the table of mutations', () => {
  test('each has its own id and at least one test', () => {
    expect(new Set(MUTATIONS.map(({ id }) => id)).size).toBe(MUTATIONS.length)
    expect(MUTATIONS.filter(({ edits, tests }) => edits.length === 0 || tests.length === 0)).toEqual([])
  })

  test.each(MUTATIONS)('$id: what it takes out stands once in the tree', async ({ edits }) => {
    for (const edit of edits) {
      const text = await read(edit.file)
      expect(applyEdit(text, edit)).not.toBe(text)
    }
  })

  test.each(MUTATIONS)('$id: the tests it names are there', async ({ tests }) => {
    for (const { project, file, name } of tests) {
      expect(file.startsWith(`test/${project}/`)).toBe(true)
      const titles = titlesIn(await read(file))
      const missing = name.split(' > ').filter((part) => !titles.some((title) => title.test(part)))
      expect(missing).toEqual([])
    }
  })

  test.each(['test/e2e/overlay/chaos.test.ts', 'test/e2e/overlay/chaos-answers.test.ts'])(
    'every case of %s has a part that can be taken out',
    async (file) => {
      expect(await withoutMutation(file)).toEqual([])
    },
  )

  test('the matrix of charges loses its key, its sweep and its inbox in each mode', () => {
    const ids = MUTATIONS.map(({ id }) => id)
    for (const mode of ['prepaid', 'on-demand', 'postpaid']) {
      for (const part of ['key', 'sweep', 'inbox']) expect(ids).toContain(`charging/${mode}-${part}`)
    }
  })
})

describe('an edit', () => {
  const edit = { file: 'x.ts', find: 'a + b', replace: 'a - b' }

  test('replaces what stands once, as it is written', () => {
    expect(applyEdit('return a + b', edit)).toBe('return a - b')
    expect(applyEdit('a + b', { ...edit, replace: '$&' })).toBe('$&')
  })

  test.each([
    ['return a', 'not found'],
    ['a + b; a + b', 'more than once'],
  ])('of %j is refused: %s', (text, why) => {
    expect(() => applyEdit(text, edit)).toThrow(why)
  })
})

test('tests of one file are one run; where one needs those before it, the whole file', () => {
  const at = (file: string, name: string) => ({ project: 'e2e' as const, file, name })
  const story = { ...at('b.test.ts', 'three'), wholeFile: true as const }
  const all = [at('a.test.ts', 'one'), at('a.test.ts', 'two'), at('a.test.ts', 'one'), story]
  expect(runsOf([...all, at('b.test.ts', 'four')])).toEqual([
    { project: 'e2e', file: 'a.test.ts', names: ['one', 'two'] },
    { project: 'e2e', file: 'b.test.ts', names: [] },
  ])
})

describe('a test is judged by its own assertion', () => {
  const report = (status: string, ...failureMessages: string[]): Report => ({
    testResults: [
      {
        message: '',
        assertionResults: [{ ancestorTitles: ['', 'group'], title: 'case', status, failureMessages }],
      },
    ],
  })

  test.each([
    ['passed', '', 'passes'],
    ['failed', 'AssertionError: expected 1 to be 2\n    at x.ts:1:1', 'fails'],
    ['failed', 'locator.waitFor: Timeout 15000ms exceeded.\nCall log:\n  - waiting for x', 'fails'],
    ['failed', 'Error: expected 2 to be 1 // Object.is equality', 'fails'],
    ['failed', 'SimulationFailed: Difference: price of a line', 'fails'],
    ['failed', 'SimulationFailed: TypeError: x is not a function', 'broken'],
    ['failed', 'Error: Test timed out in 120000ms.', 'broken'],
    ['failed', 'TypeError: x is not a function', 'broken'],
    ['failed', 'page.goto: Timeout 15000ms exceeded.', 'broken'],
    ['skipped', '', 'broken'],
  ])('%s, %j: %s', (status, message, kind) => {
    expect(judgeTest(report(status, ...(message ? [message] : [])), 'case').kind).toBe(kind)
  })

  test('one that did not run, or is there twice, proves nothing', () => {
    const { testResults } = report('failed', 'AssertionError: x')
    expect(judgeTest({ testResults }, 'other').kind).toBe('broken')
    expect(judgeTest({ testResults: [...testResults, ...testResults] }, 'case').kind).toBe('broken')
    expect(
      judgeTest({ testResults: [{ message: 'Error: no build', assertionResults: [] }] }, 'case'),
    ).toEqual({
      kind: 'broken',
      why: 'Error: no build',
    })
  })
})
