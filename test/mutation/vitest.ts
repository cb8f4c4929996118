import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from './judge.ts'
import type { TestRef } from './mutation.ts'

/** Longer than the slowest file takes under load; a test's own limit is two minutes. */
const RUN_MS_MAX = 10 * 60_000
const OUTPUT_CHARS_MAX = 4_000

const running = new Set<ChildProcess>()

/** Ends what still runs, with everything it started. */
export function endRuns(): void {
  for (const { pid } of running) if (pid !== undefined) killGroup(pid)
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

/** In a process group of its own: browsers and servers that a killed run leaves behind end with it. */
function runNode(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let output = ''
    const keep = (chunk: Buffer): void => {
      output = (output + String(chunk)).slice(-OUTPUT_CHARS_MAX)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setTimeout(() => {
      output += '\nended: no end came in time'
      if (child.pid !== undefined) killGroup(child.pid)
    }, RUN_MS_MAX)
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(timer)
      running.delete(child)
      resolve(output)
    })
  })
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
