/**
 * So many frames in a row of which each found the page changed and nothing to do for us: it renders all the time. Of a
 * page that changes in a frame callback of its own, that runs before ours, we see every second frame.
 */
const IDLE_FRAMES_MAX = 30
/** A longer pause than this between two changes, in ms: it does not. */
const PAUSE_MS = 100
/** How long we then look at our own hosts only, in ms. */
export const REST_MS = 200

/** Tells when a page changes in every frame without concerning us: looking for places each time is then for nothing. */
export function createPace(now: () => number): {
  /** The page has changed since the last frame. Answers whether a rest is due. */
  changed(): boolean
  /** There was something to do. */
  worked(): void
  /** A rest is over: that time was no pause of the page's. */
  rested(): void
} {
  let frames = 0
  let changedAt = 0
  return {
    changed: () => {
      const at = now()
      frames = at - changedAt <= PAUSE_MS ? frames + 1 : 1
      changedAt = at
      return frames > IDLE_FRAMES_MAX
    },
    worked: () => {
      frames = 0
    },
    rested: () => {
      changedAt = now()
    },
  }
}
