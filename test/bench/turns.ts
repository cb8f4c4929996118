/** What is compared runs there and back again, so that a drift of the machine falls on all alike. */

/** A turn's work is the same each time it runs, so two turns may be joined. */
export interface Run {
  /** Of what was sent, how much was answered in a second. */
  readonly perSecond: number
  /** µs of CPU for each; null where the system does not tell. */
  readonly cpu_us: number | null
}

/** A B C, C B A, so many times: each one's turns as one, its rate that of all its turns' time together. */
export async function thereAndBack<K extends string>(
  times: number,
  runs: Readonly<Record<K, () => Promise<Run>>>,
): Promise<Record<K, Run>> {
  const names = Object.keys(runs) as K[]
  const turns = new Map<K, Run[]>(names.map((name) => [name, []]))
  for (let time = 0; time < times; time += 1)
    for (const name of [...names, ...names.toReversed()]) turns.get(name)?.push(await runs[name]())
  return Object.fromEntries(Array.from(turns, ([name, done]) => [name, join(done)])) as Record<K, Run>
}

function join(turns: readonly Run[]): Run {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const cpu = turns.map(({ cpu_us }) => cpu_us).filter((value) => value !== null)
  return {
    perSecond: 1 / mean(turns.map(({ perSecond }) => 1 / perSecond)),
    cpu_us: cpu.length === turns.length ? mean(cpu) : null,
  }
}
