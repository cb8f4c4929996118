import type { Clock } from '../../../extension/mount/reconciler.ts'

export interface HandClock extends Clock {
  /** Runs what waits for the next frame. */
  frames(count?: number): Promise<void>
  /** Lets time pass, then runs a frame. */
  pass(ms: number): Promise<void>
}

/** A clock moved by hand. Mutation observers report in microtasks, so each step waits for those first. */
export function handClock(): HandClock {
  let now = 0
  let waiting: (() => void)[] = []
  let timers: { at: number; run: () => void }[] = []
  const settled = (): Promise<void> => new Promise((done) => setImmediate(done))
  const frame = async (): Promise<void> => {
    await settled()
    const due = waiting
    waiting = []
    for (const run of due) run()
    await settled()
  }
  return {
    now: () => now,
    frame: (run) => void waiting.push(run),
    after: (ms, run) => void timers.push({ at: now + ms, run }),
    frames: async (count = 1) => {
      for (let each = 0; each < count; each++) await frame()
    },
    pass: async (ms) => {
      now += ms
      const due = timers.filter(({ at }) => at <= now)
      timers = timers.filter(({ at }) => at > now)
      for (const { run } of due) run()
      await frame()
    },
  }
}
