import { afterEach, beforeEach } from 'vitest'
import { type Bench, startBench } from './support.ts'

/** A new bench before each test and its end after; what is returned is always that of the running test. */
export function benchOfEach(): Bench {
  let running: Bench | undefined
  beforeEach(async () => {
    running = await startBench()
  })
  afterEach(() => running?.close())
  const now = () => {
    if (running === undefined) throw new Error('a bench stands only while a test runs')
    return running
  }
  return {
    get ctx() {
      return now().ctx
    },
    get stripe() {
      return now().stripe
    },
    get queue() {
      return now().queue
    },
    get log() {
      return now().log
    },
    get hookUrl() {
      return now().hookUrl
    },
    get hookAnswers() {
      return now().hookAnswers
    },
    get at() {
      return now().at
    },
    set at(at: Date) {
      now().at = at
    },
    close: () => now().close(),
  }
}
