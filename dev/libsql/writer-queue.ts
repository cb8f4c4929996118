/** First come, first served lock for the one writer that SQLite has: nobody ever meets SQLITE_BUSY. */

const WAITING_MAX = 10_000

export class WriterQueue {
  #held = false
  readonly #waiting: (() => void)[] = []

  get waiting(): number {
    return this.#waiting.length
  }

  /** Undefined = the caller is the writer at once. Resolves when the caller is the writer. Rejects when too many wait. */
  acquire(): Promise<void> | undefined {
    if (!this.#held) {
      this.#held = true
      return undefined
    }
    if (this.#waiting.length >= WAITING_MAX) return Promise.reject(new Error('too many writers wait'))
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }
}
