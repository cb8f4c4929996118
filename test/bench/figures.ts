/** A figure of the bench: what was measured, what it should be, whether it is. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Null: measured beside, for comparison. */
  readonly goal: string | null
  /** Null where there is no goal. */
  readonly holds: boolean | null
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

export const beside = (name: string, value: number, unit: string): Figure => ({
  name,
  value: rounded(value),
  unit,
  goal: null,
  holds: null,
})

export function atLeast(name: string, value: number, goal: number, unit = '×'): Figure {
  return { name, value: rounded(value), unit, goal: `≥ ${goal}`, holds: value >= goal }
}

export function atMost(name: string, value: number, goal: number, unit: string): Figure {
  return { name, value: rounded(value), unit, goal: `≤ ${goal}`, holds: value <= goal }
}

/** Three significant digits say all that a shared machine can. */
const rounded = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))

export function printFigures(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length))
  for (const { name, value, unit, goal, holds } of figures) {
    const verdict = holds === null ? '' : holds ? 'holds' : 'DOES NOT HOLD'
    const shown = value.toLocaleString('en-US', { maximumSignificantDigits: value >= 100 ? 12 : 3 })
    console.log(
      `${name.padEnd(width)}  ${shown.padStart(9)} ${unit.padEnd(10)} ${(goal ?? '').padEnd(8)} ${verdict}`,
    )
  }
}
