/** How much is done. `--quick` only shows that the bench runs: its figures say nothing. */
export interface Plan {
  readonly rounds: number
  /** Batches of 1,000 a round and figure. */
  readonly batches: number
  /** How often the kinds of batches that are compared are gone through, there and back, in a round. */
  readonly batchTurns: number
  /** Events sent one by one a round. */
  readonly singles: number
  /** Webhooks a turn. */
  readonly hooks: number
  /** How often the floor and the webhooks are gone through, there and back, in a round: two turns differ by a quarter. */
  readonly hookTurns: number
  readonly sustained_s: number
  /** The same with a queue that hands out one batch at a time. */
  readonly oneByOne_s: number
  readonly storedFew: number
  readonly storedMany: number
  /** Overviews asked for a round. */
  readonly overviews: number
}

export const FULL: Plan = {
  rounds: 3,
  batches: 30,
  batchTurns: 4,
  singles: 1_000,
  hooks: 6_000,
  hookTurns: 4,
  sustained_s: 60,
  oneByOne_s: 10,
  storedFew: 10_000,
  storedMany: 1_000_000,
  overviews: 15,
}

export const QUICK: Plan = {
  rounds: 1,
  batches: 2,
  batchTurns: 1,
  singles: 20,
  hooks: 100,
  hookTurns: 1,
  sustained_s: 1,
  oneByOne_s: 1,
  storedFew: 1_000,
  storedMany: 3_000,
  overviews: 2,
}

/** Requests of POST /v1/usage that are open at once: one is validated and rated while another is written. */
export const BATCHES_AT_ONCE = 4
/** Single events that are open at once. */
export const SINGLES_AT_ONCE = 16
export const HOOKS_AT_ONCE = 64
/** Batches that the queue hands out at once (`max_concurrency` in wrangler.toml). */
export const CONSUMERS_AT_ONCE = 10
