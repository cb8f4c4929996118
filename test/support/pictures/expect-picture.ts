import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { foreignFonts } from '../fonts.ts'
import { comparePictures, PIXELS_MAX, type Comparison } from './compare.ts'
import { drawnWithHere, KEPT, keptDrawnWith, whyNotCompared } from './drawn-with.ts'
import { PICTURE_NAMES } from './list.ts'
import { packPicture } from './pack.ts'
import { stillTexts } from './still.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** What was drawn this time, where it is not the kept one. */
const MADE = join(ROOT, '.output/screenshots')
const RENEW = 'npm run pictures'
const isRenewing = process.env['PICTURES'] === 'renew'
/** A page that has not drawn anything else for so many looks has come to rest. */
const LOOKS_AT_REST = 8
const LOOKS_MAX = 60
const BETWEEN_LOOKS_MS = 100

/**
 * Looks at a page or one element until it is the picture kept in docs/screenshots, and fails where it comes to rest as
 * another one. `npm run pictures` keeps the new ones instead. Where the browser is not the one that the kept pictures
 * were drawn with, nothing is compared, and the reason is printed. `pixelsMax`: of a picture that Chromium itself does not
 * draw the same each time.
 */
export async function expectPicture(
  what: Page | Locator,
  name: string,
  { pixelsMax = PIXELS_MAX }: { pixelsMax?: number } = {},
): Promise<void> {
  const page = 'page' in what ? what.page() : what
  if (!PICTURE_NAMES.includes(name)) expect.fail(`${name} is not in test/support/pictures/list.ts`)
  const file = `${name}.png`
  const here = await drawnWithHere()
  const keptWith = await keptDrawnWith()
  const whyNot = keptWith === null ? null : whyNotCompared(here, keptWith)
  if (whyNot !== null) {
    if (isRenewing) expect.fail(`${whyNot} Not one file alone.`)
    tell(whyNot)
    return void (await save(file, await look(what)))
  }
  // Elsewhere than on Linux the comparison has ended by now: fontconfig is read there alone.
  const foreign = await foreignFonts(page)
  if (foreign !== null) expect.fail(`${file} is not drawn with the fonts of the tests: ${foreign}`)

  const kept = await readFile(join(KEPT, file)).catch(() => null)
  const isKept = (picture: Buffer): boolean =>
    kept !== null && comparePictures(kept, picture, pixelsMax).kind === 'same'
  const picture = await settle(what, isKept)
  if (picture === 'kept') return void (await forget(file))
  if (isRenewing) {
    await mkdir(KEPT, { recursive: true })
    await writeFile(join(KEPT, file), packPicture(picture))
    console.log(`${kept === null ? 'new' : 'renewed'}: ${file}`)
    return
  }
  const made = await save(file, picture)
  expect.fail(
    kept === null
      ? tellMissing(file, made)
      : await tellDifference(file, comparePictures(kept, picture, pixelsMax), made),
  )
}

async function look(what: Page | Locator): Promise<Buffer> {
  await stillTexts('page' in what ? what.page() : what)
  return what.screenshot({ animations: 'disabled', caret: 'hide' })
}

/** Until it is the kept picture, or has come to rest as another one: what is still on its way may come. */
async function settle(what: Page | Locator, isKept: (picture: Buffer) => boolean): Promise<Buffer | 'kept'> {
  const page = 'page' in what ? what.page() : what
  let last: Buffer = Buffer.alloc(0)
  let looksAtRest = 0
  for (let looks = 0; looks < LOOKS_MAX && looksAtRest < LOOKS_AT_REST; looks++) {
    if (looks > 0) await page.waitForTimeout(BETWEEN_LOOKS_MS)
    const picture = await look(what)
    if (picture.equals(last)) looksAtRest++
    else if (isKept(picture)) return 'kept'
    else looksAtRest = 0
    last = picture
  }
  return last
}

async function tellDifference(file: string, found: Comparison, made: string): Promise<string> {
  if (found.kind === 'size') {
    return `${file} is ${found.now} pixels, kept is ${found.kept}. This time: ${made}. ${ifMeant}`
  }
  if (found.kind === 'same') return `${file} never came to rest. ${ifMeant}`
  const marks = await save(file.replace(/\.png$/, '.diff.png'), found.marks)
  return (
    `${file}: ${found.pixels} of ${found.of} pixels differ from docs/screenshots/${file}, ${found.may} may. ` +
    `This time: ${made}. In red what differs: ${marks}. ${ifMeant}`
  )
}

const ifMeant = `If it is meant to look so: ${RENEW}`
const tellMissing = (file: string, made: string): string =>
  `docs/screenshots/${file} is not there yet. This time: ${made}. To keep it: ${RENEW}`

/** @returns where it is now, from the project's folder */
async function save(file: string, picture: Buffer): Promise<string> {
  await mkdir(MADE, { recursive: true })
  await writeFile(join(MADE, file), picture)
  return relative(ROOT, join(MADE, file))
}

/** What an earlier run left of a picture that is right now. */
async function forget(file: string): Promise<void> {
  for (const each of [file, file.replace(/\.png$/, '.diff.png')]) await rm(join(MADE, each), { force: true })
}

const told = new Set<string>()
function tell(text: string): void {
  if (told.has(text)) return
  told.add(text)
  console.warn(text)
}
