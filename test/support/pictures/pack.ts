import { crc32, deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'

const COLOURS_MAX = 256
/** Of 255, in each channel: less than what the comparison lets pass. */
const NEAR = 4
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * The same picture in a third of the bytes: the browser packs for speed, and these stay in the repository. Colours that
 * the comparison cannot tell apart (those of text's edges, mostly) become one, so that 256 are enough; where they are
 * not, all are kept.
 */
export function packPicture(picture: Buffer): Buffer {
  const png = PNG.sync.read(picture)
  const { width, height, data } = png
  const indexed = reduceColours(data)
  if (indexed) return encodeIndexed(width, height, indexed)
  return PNG.sync.write(png, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 })
}

interface Indexed {
  /** 0xRRGGBB. */
  palette: readonly number[]
  /** A place in the palette for each pixel. */
  pixels: Uint8Array
}

/** The frequent colours as they are, each other one as the first that lies so near. Null where 256 are not enough. */
function reduceColours(rgba: Uint8Array): Indexed | null {
  const colours = new Uint32Array(rgba.length / 4)
  const counts = new Map<number, number>()
  for (let pixel = 0; pixel < colours.length; pixel++) {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(pixel * 4, pixel * 4 + 3)
    const colour = (red << 16) | (green << 8) | blue
    colours[pixel] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const byCount = Array.from(counts).sort(([a, many], [b, more]) => more - many || a - b)
  const palette: number[] = []
  const places = new Map<number, number>()
  for (const [colour] of byCount) {
    let place = palette.findIndex((each) => isNear(each, colour))
    if (place < 0) place = palette.push(colour) - 1
    if (place >= COLOURS_MAX) return null
    places.set(colour, place)
  }
  return { palette, pixels: Uint8Array.from(colours, (colour) => places.get(colour) ?? 0) }
}

const isNear = (one: number, other: number): boolean =>
  [16, 8, 0].every((shift) => Math.abs(((one >> shift) & 255) - ((other >> shift) & 255)) <= NEAR)

/** PNG, colour type 3: eight bits a pixel, no filter. */
function encodeIndexed(width: number, height: number, { palette, pixels }: Indexed): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, check])
}
