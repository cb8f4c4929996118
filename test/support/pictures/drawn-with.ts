import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findChromium } from '../browser-find.ts'
import { fontVersions } from '../fonts.ts'

/** What decides how edges are drawn; kept beside the pictures. */
export interface DrawnWith {
  readonly platform: string
  /** Major version. */
  readonly chromium: number
  readonly deviceScale: number
  readonly fonts: string
}

export const KEPT = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url))
const FILE = join(KEPT, 'drawn-with.json')

/** How the kept pictures were drawn; null where none are kept. */
export async function keptDrawnWith(): Promise<DrawnWith | null> {
  const text = await readFile(FILE, 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as DrawnWith)
}

export const keepDrawnWith = (drawn: DrawnWith): Promise<void> =>
  writeFile(FILE, `${JSON.stringify(drawn, null, 2)}\n`)

let here: Promise<DrawnWith> | null = null
/** How this machine draws. Asked once a process. */
export function drawnWithHere(): Promise<DrawnWith> {
  here ??= ask()
  return here
}

async function ask(): Promise<DrawnWith> {
  const { stdout } = await promisify(execFile)(await findChromium(), ['--version'])
  const chromium = Number(/ (\d+)\./.exec(stdout)?.[1] ?? 0)
  return {
    platform: process.platform,
    chromium,
    deviceScale: 1,
    fonts: await fontVersions(),
  }
}

/** Null where pictures drawn here can be compared with the kept ones; else why not, for people. */
export function whyNotCompared(here: DrawnWith, kept: DrawnWith): string | null {
  const differing = (Object.keys(kept) as (keyof DrawnWith)[]).filter((part) => here[part] !== kept[part])
  if (differing.length === 0) return null
  const told = differing.map((part) => `${part} ${here[part]} instead of ${kept[part]}`)
  return `pictures are not compared: ${told.join(', ')} draws other edges. \`npm run pictures\` renews them all.`
}
