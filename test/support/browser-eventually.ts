import { expect } from 'vitest'

/** Far more than a page needs, and less than a test may take: Vitest's own second is not enough on a busy machine. */
const PATIENCE_MS = 20_000

/**
 * `expect.poll` with patience, for what an action brings about. That nothing comes is not asked like this, which would
 * hold at once: it is asked when something has come that would have come later.
 */
export const eventually: typeof expect.poll = (read, options) =>
  expect.poll(read, { timeout: PATIENCE_MS, ...options })
