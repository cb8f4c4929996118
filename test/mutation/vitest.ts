import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from './judge.ts'
import type { TestRef } from './mutation.ts'

/** Longer than the slowest file takes under load; a test's own limit is two minutes. */
const RUN_MS_MAX = 10 * 60_000
const OUTPUT_CHARS_MAX = 4_000

/** Between asking a run to end and ending it: browsers close in that time, and servers let go of their files. */
const GRACE_MS = 10_000

const running = new Set<ChildProcess>()
let isEnding = false

/** Ends what still runs, with everything it started; nothing runs after that. */
export async function endRuns(): Promise<void> {
  isEnding = true
  await Promise.all(Array.from(running, end))
}

/** Tests of one file that are run together. */
export interface Run {
  readonly project: string
  readonly file: string
  /** None: the whole file. */
  readonly names: readonly string[]
}

/** One run a file; the whole of it where one of its tests asks for that. */
export function runsOf(tests: readonly TestRef[]): Run[] {
  const byFile = Map.groupBy(tests, ({ file }) => file)
  return Array.from(byFile, ([file, group]) => ({
    file,
    project: group[0]?.project ?? '',
    names: group.some(({ wholeFile }) => wholeFile) ? [] : [...new Set(group.map(({ name }) => name))],
  }))
}

/** Runs them in a tree. @throws when vitest leaves no report: nothing was run, or no end came within ten minutes */
export async function runVitest(root: string, { project, file, names }: Run): Promise<Report> {
  const reportFile = join(root, 'test-results-mutation.json')
  await rm(reportFile, { force: true })
  const pattern = names.length === 0 ? [] : ['-t', `(${names.map(escapeRegExp).join('|')})$`]
  const output = await runNode(root, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    file,
    '--reporter=json',
    `--outputFile=${reportFile}`,
    ...pattern,
  ])
  try {
    return JSON.parse(await readFile(reportFile, 'utf8')) as Report
  } catch {
    throw new Error(`no report of ${file}: ${output.slice(-OUTPUT_CHARS_MAX)}`)
  }
}

/** In a process group of its own, so that it can be ended together with what it started. */
async function runNode(cwd: string, args: readonly string[]): Promise<string> {
  if (isEnding) return 'ended'
  const child = spawn(process.execPath, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + String(chunk)).slice(-OUTPUT_CHARS_MAX)
    })
  }
  const timer = setTimeout(() => {
    output += '\nno end came in time'
    void end(child)
  }, RUN_MS_MAX)
  try {
    await once(child, 'close')
  } finally {
    clearTimeout(timer)
    running.delete(child)
  }
  return output
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  signalGroup(child, 'SIGTERM')
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS)
  await closed
  clearTimeout(timer)
}

function signalGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It ended by itself in the meantime.
  }
}

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
