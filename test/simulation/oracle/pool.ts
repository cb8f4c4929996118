/**
 * A pool of prepaid credits, as a list of purchases and of what each draw took from them; every figure is a sum over that.
 * - A draw of an instant takes from purchases that are not over by then, also such as were bought after it: lowest priority
 *   first, then what ends first (never last), then the older. Where they do not hold it, the pool buys as often as it
 *   takes, or nothing is drawn.
 * - A purchase costs all of its credits at the price of the size it reaches; a granted one nothing.
 * - What draws took of a purchase costs, together, its cost × taken ÷ bought, rounded half up whenever a draw takes.
 * - What is over is lost when the clock's job says so. A late draw takes what is left before it takes what was lost. What
 *   is given back to a purchase that is over is lost at once.
 */
import { type Fraction, compare, fraction, nano, nearest, times, whole } from './fraction.ts'

export interface PoolSpec {
  readonly agencyId: string
  readonly id: string
  readonly service: string
  readonly currency: string
  readonly remindBelow: bigint | null
  readonly autoBuy: bigint | null
  readonly tiers: readonly { upTo: string | null; unitPrice: string }[]
}

export interface Bought {
  readonly kind: 'granted' | 'paid'
  readonly credits: bigint
  readonly priority: number
  readonly from: number
  /** First instant at which it is over; null = never. */
  readonly to: number | null
}

interface Purchase extends Bought {
  readonly cost: bigint
  lost: bigint
  /** By draw. */
  readonly taken: Map<string, { credits: bigint; cost: bigint }>
}

/** What an act moved, in credits, and what purchases cost. */
export interface Moved {
  readonly bought: readonly { kind: string; credits: bigint; cost: bigint }[]
  /** Above 0: lost; below: found again. */
  readonly lost: bigint
  readonly drawn: bigint
  /** Of what was drawn, nano. */
  readonly cost: bigint
}

const sum = (numbers: Iterable<bigint>): bigint => [...numbers].reduce((total, one) => total + one, 0n)

export class PoolBooks {
  readonly spec: PoolSpec
  readonly purchases: Purchase[] = []
  /** Acts that changed it: opening is the first. */
  version = 1n

  constructor(spec: PoolSpec) {
    this.spec = spec
  }

  static takenOf(purchase: Purchase): bigint {
    return sum([...purchase.taken.values()].map(({ credits }) => credits))
  }

  static costTaken(purchase: Purchase): bigint {
    return sum([...purchase.taken.values()].map(({ cost }) => cost))
  }

  /** What a draw of that instant may take. */
  balance(at: number): bigint {
    return sum(this.#usable(at).map((one) => one.credits - PoolBooks.takenOf(one)))
  }

  /** How many purchases a draw makes first; null = it cannot be drawn. */
  purchasesFor(credits: bigint, at: number): number | null {
    const gap = credits - this.balance(at)
    if (gap <= 0n) return 0
    const { autoBuy } = this.spec
    return autoBuy === null ? null : Number((gap + autoBuy - 1n) / autoBuy)
  }

  /** What a draw would take, without taking it. */
  wouldDraw(id: string, credits: bigint, at: number, now: number): Moved {
    const copy = new PoolBooks(this.spec)
    copy.purchases.push(...this.purchases.map((one) => ({ ...one, taken: new Map(one.taken) })))
    return copy.draw(id, credits, at, now)
  }

  buy(bought: Bought): Moved {
    this.version += 1n
    return { bought: [this.#add(bought)], lost: 0n, drawn: 0n, cost: 0n }
  }

  draw(id: string, credits: bigint, at: number, now: number): Moved {
    this.version += 1n
    const { autoBuy } = this.spec
    const bought = Array.from({ length: this.purchasesFor(credits, at) ?? 0 }, () =>
      this.#add({ kind: 'paid', credits: autoBuy ?? 0n, priority: 0, from: now, to: null }),
    )
    const lostBefore = this.#lost()
    let open = credits
    let cost = 0n
    for (const one of this.#usable(at)) {
      const before = PoolBooks.takenOf(one)
      const room = one.credits - before
      const take = room < open ? room : open
      if (take === 0n) continue
      const due = nearest({ n: one.cost * (before + take), d: one.credits }) - PoolBooks.costTaken(one)
      one.taken.set(id, { credits: take, cost: due })
      const left = one.credits - before - take
      if (one.lost > left) one.lost = left
      open -= take
      cost += due
    }
    return { bought, lost: this.#lost() - lostBefore, drawn: credits, cost }
  }

  giveBack(id: string, now: number): Moved {
    this.version += 1n
    const lostBefore = this.#lost()
    let drawn = 0n
    for (const one of this.purchases) {
      const taken = one.taken.get(id)
      if (taken === undefined) continue
      one.taken.delete(id)
      drawn -= taken.credits
      if (one.to !== null && one.to <= now) one.lost += taken.credits
    }
    return { bought: [], lost: this.#lost() - lostBefore, drawn, cost: 0n }
  }

  /** Whether the clock's job has something to book. */
  isDue(now: number): boolean {
    return this.purchases.some((one) => this.#over(one, now) && this.#left(one) > 0n)
  }

  lapse(now: number): Moved {
    this.version += 1n
    const lostBefore = this.#lost()
    for (const one of this.purchases) if (this.#over(one, now)) one.lost += this.#left(one)
    return { bought: [], lost: this.#lost() - lostBefore, drawn: 0n, cost: 0n }
  }

  #over = ({ to }: Bought, at: number): boolean => to !== null && to <= at
  #left = (one: Purchase): bigint => one.credits - PoolBooks.takenOf(one) - one.lost
  #lost = (): bigint => sum(this.purchases.map(({ lost }) => lost))

  #usable(at: number): Purchase[] {
    const end = ({ to }: Bought) => to ?? Number.POSITIVE_INFINITY
    return this.purchases
      .filter((one) => !this.#over(one, at))
      .map((one, i) => ({ one, i }))
      .sort((a, b) => a.one.priority - b.one.priority || ends(end(a.one), end(b.one)) || a.i - b.i)
      .map(({ one }) => one)
  }

  #add(bought: Bought): { kind: string; credits: bigint; cost: bigint } {
    const cost = bought.kind === 'granted' ? 0n : nano(times(whole(bought.credits), this.#unit(bought)))
    this.purchases.push({ ...bought, cost, lost: 0n, taken: new Map() })
    return { kind: bought.kind, credits: bought.credits, cost }
  }

  #unit({ credits }: Bought): Fraction {
    const reached = this.spec.tiers.find(
      ({ upTo }) => upTo === null || compare(whole(credits), fraction(upTo)) <= 0,
    )
    return fraction(reached?.unitPrice ?? '0')
  }
}

/** Infinity minus infinity is no number. */
const ends = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
