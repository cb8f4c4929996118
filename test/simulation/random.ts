/**
 * The one source of chance of a run: xoshiro128** (Blackman and Vigna, 2018), its state filled from the seed by
 * splitmix32. The same seed gives the same numbers on every machine. Not for secrets.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  constructor(seed: number) {
    let state = seed >>> 0
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
      return (mixed ^ (mixed >>> 15)) >>> 0
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    this.#d = next() | 1
  }

  /** 32 random bits. */
  bits(): number {
    const product = Math.imul(this.#b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }

  /** A whole number from `low` up to and including `high`. */
  int(low: number, high: number): number {
    const range = high - low + 1
    return low + Math.floor(((this.bits() * 0x200000 + (this.bits() >>> 11)) / 2 ** 53) * range)
  }

  /** True with the probability given. */
  chance(probability: number): boolean {
    return this.bits() < probability * 2 ** 32
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  /** One of the items, each as likely as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.int(
      1,
      items.reduce((sum, [weight]) => sum + weight, 0),
    )
    for (const [weight, item] of items) {
      left -= weight
      if (left <= 0) return item
    }
    throw new RangeError('nothing to pick from')
  }

  /** A decimal ≥ 0 below `limit` with exactly `places` decimals, as text. */
  decimal(limit: number, places: number): string {
    const whole = this.int(0, limit - 1)
    let digits = ''
    for (let i = 0; i < places; i += 1) digits += String(this.int(0, 9))
    return digits === '' ? String(whole) : `${whole}.${digits}`
  }
}
