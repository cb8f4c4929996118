/** What vitest's JSON report says about one test. */

/** The part of the report that is read. */
export interface Report {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
}

/**
 * `fails`: an assertion of the test did not hold, or what it waited for did not come. `broken`: anything else that is
 * not green (the tree does not build, a hook failed, the runner's own time was up, the product threw): it proves nothing.
 */
export type Judgement = { kind: 'passes' } | { kind: 'fails'; how: string } | { kind: 'broken'; why: string }

/**
 * How an assertion reads when it does not hold: vitest's, the same when it was polled, Playwright waiting for something
 * to be shown, and the simulation's own word for a difference from its oracle.
 */
const ASSERTION =
  /^(AssertionError: |Error: expected .+ to |(SimulationFailed: )?Difference: |(TimeoutError: )?(locator\.\w+|page\.waitFor\w+): Timeout \d+ms exceeded)/

export function judgeTest(report: Report, name: string): Judgement {
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const named = results.filter(({ ancestorTitles, title }) => {
    const full = [...ancestorTitles, title].join(' > ')
    return full === name || full.endsWith(` > ${name}`)
  })
  const [test, ...more] = named
  if (!test) {
    const messages = report.testResults.map(({ message }) => headline(message)).filter((text) => text !== '')
    return { kind: 'broken', why: messages[0] ?? 'no test of this name' }
  }
  if (more.length > 0) return { kind: 'broken', why: `${named.length} tests of this name` }
  if (test.status === 'passed') return { kind: 'passes' }
  const how = headline(test.failureMessages?.[0] ?? '')
  if (test.status === 'failed' && ASSERTION.test(how)) return { kind: 'fails', how }
  return { kind: 'broken', why: how === '' ? `the test was ${test.status}` : how }
}

/** The first line of an error with its stack, without colours; what a test waited for is on a later one. */
function headline(message: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = message.replaceAll(/\u001B\[\d+m/g, '').trim()
  const [first = ''] = plain.split('\n', 1)
  const awaited = /^\s+- waiting for (.+)/m.exec(plain)?.[1]
  const text = awaited === undefined ? first : `${first} ${awaited}`
  return text.slice(0, 240)
}
