import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

/** How far two pixels' colours may lie apart and still count as the same, 0 to 1 (pixelmatch's measure, in YIQ). */
const COLOUR_TOLERANCE = 0.02
/** Pixels that may differ by more than that in a picture; docs/proofs.md says what was measured. */
export const PIXELS_MAX = 12

export type Comparison =
  | { readonly kind: 'same'; readonly pixels: number }
  | { readonly kind: 'size'; readonly now: string; readonly kept: string }
  /** `marks`: a PNG of the kept picture, pale, with what differs in red. */
  | {
      readonly kind: 'differs'
      readonly pixels: number
      readonly may: number
      readonly of: number
      readonly marks: Buffer
    }

/** Two PNGs, pixel by pixel. Edges count: with the same browser and fonts they are drawn the same. */
export function comparePictures(kept: Buffer, now: Buffer, pixelsMax = PIXELS_MAX): Comparison {
  const [before, after] = [PNG.sync.read(kept), PNG.sync.read(now)]
  const { width, height } = before
  if (after.width !== width || after.height !== height) {
    return { kind: 'size', now: `${after.width} × ${after.height}`, kept: `${width} × ${height}` }
  }
  const marks = new PNG({ width, height })
  const pixels = pixelmatch(before.data, after.data, marks.data, width, height, {
    threshold: COLOUR_TOLERANCE,
    includeAA: true,
  })
  if (pixels <= pixelsMax) return { kind: 'same', pixels }
  return { kind: 'differs', pixels, may: pixelsMax, of: width * height, marks: PNG.sync.write(marks) }
}
