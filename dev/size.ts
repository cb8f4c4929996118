/**
 * `npm run size`: builds the extension as it is shipped and weighs, gzipped, what a page or a click has to load.
 * Each file is compressed alone, as browsers' caches and stores see it. Ends with 1 if a goal is missed.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BUILT = join(ROOT, '.output/chrome-mv3')
/** One kB is 1,000 bytes. */
const GOALS = { everyPage: 16_000, panels: 45_000, popup: 30_000 }

export interface Weight {
  readonly name: string
  readonly files: readonly string[]
  readonly bytes: number
  readonly goal: number
  readonly holds: boolean
}

/** Weighs a built extension. Throws where a file that must be there is not: an empty budget always holds. */
export function weigh(built: string): Weight[] {
  const manifest = JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8')) as {
    content_scripts?: { js?: string[]; css?: string[] }[]
  }
  const everyPage = (manifest.content_scripts ?? []).flatMap(({ js = [], css = [] }) => [...js, ...css])
  const popup = firstLoad(built, 'popup.html')
  const of = (name: string, files: readonly string[], goal: number): Weight => {
    if (files.length === 0) throw new Error(`${name}: nothing to weigh in ${built}`)
    const bytes = files.reduce((sum, file) => sum + gzipped(join(built, file)), 0)
    return { name, files, bytes, goal, holds: bytes <= goal }
  }
  return [
    of('on every CRM page', everyPage, GOALS.everyPage),
    of('panels of a client, on demand', ['panels.js'], GOALS.panels),
    of('panels of the agency, on demand', ['agency.js'], GOALS.panels),
    of('popup, first load in English', [...popup, words(built, 'en')], GOALS.popup),
    of('popup, first load in German', [...popup, words(built, 'de')], GOALS.popup),
  ]
}

/** A page and everything it names or imports without being asked: scripts, styles, static imports of these. */
function firstLoad(built: string, page: string): string[] {
  const found = [page]
  for (let next = 0; next < found.length; next++) {
    const file = found[next] ?? ''
    const text = readFileSync(join(built, file), 'utf8')
    for (const name of file.endsWith('.html') ? namedIn(text) : importedBy(text)) {
      if (!found.includes(name)) found.push(name)
    }
  }
  return found
}

const namedIn = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, name = '']) => name)

const importedBy = (script: string): string[] =>
  [...script.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)].map(
    ([, name = '']) => `chunks/${name}`,
  )

/** The popup fetches the words of one language before it paints (extension/entrypoints/popup/words). */
function words(built: string, language: string): string {
  const chunk = readdirSync(join(built, 'chunks')).find((name) => name.startsWith(`${language}-`))
  if (!chunk) throw new Error(`no words for ${language} in ${built}`)
  return `chunks/${chunk}`
}

const gzipped = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length

function main(): void {
  const wxt = join(ROOT, 'node_modules/wxt/bin/wxt.mjs')
  if (!existsSync(wxt)) throw new Error('run npm ci first')
  execFileSync(process.execPath, [wxt, 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
  const weights = weigh(BUILT)
  for (const { name, bytes, goal, holds } of weights) {
    const figure = `${(bytes / 1000).toFixed(1)} kB`.padStart(8)
    console.log(`${name.padEnd(32)} ${figure}   goal ≤ ${goal / 1000} kB   ${holds ? 'holds' : 'MISSED'}`)
  }
  if (weights.some(({ holds }) => !holds)) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
