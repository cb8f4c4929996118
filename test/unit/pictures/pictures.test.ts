import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { fontVersions } from '../../support/fonts.ts'
import { comparePictures, PIXELS_MAX } from '../../support/pictures/compare.ts'
import { type DrawnWith, KEPT, keptDrawnWith, whyNotCompared } from '../../support/pictures/drawn-with.ts'
import { PICTURE_NAMES, PICTURES } from '../../support/pictures/list.ts'
import { packPicture } from '../../support/pictures/pack.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

describe('the kept pictures', () => {
  test('are those of the list: none is missing (npm run pictures), and none is there that no test takes', async () => {
    const files = (await readdir(KEPT)).filter((file) => file.endsWith('.png'))
    expect(files.sort()).toEqual(PICTURE_NAMES.map((name) => `${name}.png`).sort())
  })

  test.each(PICTURES)('$file takes each picture that the list says it takes', async ({ file, names }) => {
    const text = await readFile(join(ROOT, file), 'utf8')
    const missing = names.filter((name) => !new RegExp(`['"\`]${name}(['"\`]|-\\$\\{)`).test(text))
    expect(missing).toEqual([])
  })

  test('were drawn with the fonts that are installed; another version draws them all anew (npm run pictures)', async () => {
    expect((await keptDrawnWith())?.fonts).toBe(await fontVersions())
  })

  test('stay small together: what is in the repository once, stays in it', async () => {
    const sizes = await Promise.all(
      PICTURE_NAMES.map(async (name) => (await readFile(join(KEPT, `${name}.png`))).length),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4_000_000)
  })
})

describe('a browser that draws in another way', () => {
  const kept: DrawnWith = { platform: 'linux', chromium: 156, deviceScale: 1, fonts: 'roboto@1' }

  test('is not compared, and the reason names both', () => {
    expect(whyNotCompared(kept, kept)).toBeNull()
    expect(whyNotCompared({ ...kept, chromium: 157 }, kept)).toContain('chromium 157 instead of 156')
    expect(whyNotCompared({ ...kept, platform: 'darwin' }, kept)).toContain(
      'platform darwin instead of linux',
    )
  })
})

describe('two pictures', () => {
  const plain = () => picture(() => 0xfdfdfb)

  test('with a few pixels that differ are the same; one more is told, with a picture of where', () => {
    const spots = (count: number) => picture((pixel) => (pixel < count ? 0x0a5c56 : 0xfdfdfb))
    expect(comparePictures(plain(), spots(PIXELS_MAX))).toEqual({ kind: 'same', pixels: PIXELS_MAX })
    const found = comparePictures(plain(), spots(PIXELS_MAX + 1))
    expect(found).toMatchObject({ kind: 'differs', pixels: PIXELS_MAX + 1, of: 1600 })
    const marks = PNG.sync.read(found.kind === 'differs' ? found.marks : Buffer.alloc(0))
    expect(Array.from(marks.data.subarray(0, 3))).toEqual([255, 0, 0])
  })

  test('of one colour a little changed differ; a step of rounding does not count', () => {
    expect(
      comparePictures(
        picture(() => 0x0a5c56),
        picture(() => 0x0a6a64),
      ).kind,
    ).toBe('differs')
    expect(
      comparePictures(
        picture(() => 0x0a5c56),
        picture(() => 0x0b5d57),
      ).kind,
    ).toBe('same')
  })

  test('of two sizes differ', () => {
    expect(
      comparePictures(
        plain(),
        picture(() => 0xfdfdfb, 41),
      ),
    ).toEqual({
      kind: 'size',
      now: '41 × 40',
      kept: '40 × 40',
    })
  })
})

describe('packing', () => {
  test('keeps every colour where they are few', () => {
    const drawn = picture((pixel) => [0xfdfdfb, 0x0a5c56, 0xb0261d][pixel % 3] ?? 0)
    const packed = packPicture(drawn)
    expect(packed[25]).toBe(3)
    expect(PNG.sync.read(packed).data.equals(PNG.sync.read(drawn).data)).toBe(true)
  })

  test.each([
    ['a hundred shades', 3, (pixel: number) => (pixel % 100) * 0x010101],
    ['more colours than a palette holds', 2, (pixel: number) => (pixel * 7919) % 0xffffff],
  ])('%s: the comparison sees no difference', (_name, type, colourOf) => {
    const drawn = picture(colourOf)
    const packed = packPicture(drawn)
    expect(packed[25]).toBe(type)
    expect(comparePictures(packed, drawn)).toEqual({ kind: 'same', pixels: 0 })
  })
})

/** 40 high; colours are 0xRRGGBB. */
function picture(colourOf: (pixel: number) => number, width = 40): Buffer {
  const png = new PNG({ width, height: 40 })
  for (let pixel = 0; pixel < width * 40; pixel++) {
    const colour = colourOf(pixel)
    png.data.set([colour >> 16, (colour >> 8) & 255, colour & 255, 255], pixel * 4)
  }
  return PNG.sync.write(png)
}
