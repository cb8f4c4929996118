/**
 * `npm run pictures [-- TEST_FILE…]`: takes the pictures of docs/screenshots anew and keeps those that look another way
 * now. Without files all of them, which is the only way where the browser or the fonts are not those of the kept ones;
 * then what no test takes any more goes too.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawnWithHere, KEPT, keepDrawnWith, keptDrawnWith, whyNotCompared } from './drawn-with.ts'
import { PICTURE_NAMES, PICTURES } from './list.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const chosen = process.argv.slice(2)

await mkdir(KEPT, { recursive: true })
const here = await drawnWithHere()
const kept = await keptDrawnWith()
const changed = kept === null ? 'nothing is kept yet' : whyNotCompared(here, kept)
if (changed !== null && chosen.length > 0) throw new Error(`All of them, or none: ${changed}`)
const wanted = new Set(PICTURE_NAMES.map((name) => `${name}.png`))
for (const file of chosen.length > 0 ? [] : await readdir(KEPT)) {
  if (!file.endsWith('.png') || (changed === null && wanted.has(file))) continue
  await rm(join(KEPT, file))
  console.log(`removed: ${file}`)
}
if (changed !== null) await keepDrawnWith(here)

const { status } = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...(chosen.length > 0 ? chosen : PICTURES.map(({ file }) => file)),
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PICTURES: 'renew' } },
)
process.exitCode = status ?? 1
