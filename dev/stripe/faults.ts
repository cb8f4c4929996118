/** What can be told to go wrong, per operation and number of times; the first rule that fits a request is used up. */
export type FaultKind =
  /** 409 `lock_timeout`; nothing is done, the key stays free. */
  | 'status409'
  /** 429 `rate_limit`; nothing is done, the key stays free. */
  | 'status429'
  /** 500 and nothing was done; the 500 is replayed for the key. */
  | 'status500BeforeWork'
  /** 500 though all was done; the 500 is replayed for the key. */
  | 'status500AfterWork'
  /** All is done and the answer never comes: the connection stays open until the client gives up. */
  | 'timeoutAfterSuccess'
  /** All is done and the connection is cut. */
  | 'hangUpAfterSuccess'
  /** The connection is cut and nothing was done. */
  | 'hangUpBeforeWork'
  /** The events of the request are delivered before it is answered. */
  | 'webhookBeforeAnswer'
  /** The events of the request are stored and never delivered. */
  | 'loseWebhook'
  /** The events of the request are delivered twice. */
  | 'doubleWebhook'

export interface Fault {
  readonly kind: FaultKind
  /** Default: any. */
  readonly method?: string
  /** The whole path, or a pattern. Default: any. */
  readonly path?: string | RegExp
  /** How many requests it hits; default 1. */
  times?: number
}

export class Faults {
  readonly #rules: Fault[] = []
  /** Objects are found by search only so long after they were made. */
  searchLag_ms = 0
  /** When set, requests wait here before any work, holding their idempotency key: the way to real concurrency. */
  gate: Promise<void> | undefined

  add(fault: Fault): void {
    this.#rules.push({ times: 1, ...fault })
  }

  clear(): void {
    this.#rules.length = 0
    this.searchLag_ms = 0
    this.gate = undefined
  }

  take(method: string, path: string): FaultKind | undefined {
    const index = this.#rules.findIndex(
      (rule) =>
        (rule.method ?? method) === method &&
        (rule.path === undefined ||
          (typeof rule.path === 'string' ? rule.path === path : rule.path.test(path))),
    )
    const rule = this.#rules[index]
    if (rule === undefined) return undefined
    rule.times = (rule.times ?? 1) - 1
    if (rule.times <= 0) this.#rules.splice(index, 1)
    return rule.kind
  }
}
