const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * A form that somebody else's change has overtaken: fields that nobody touched here show what stands now, the others keep
 * what was typed. Nothing is sent.
 */
export function merged<T extends object>(mine: T, base: T, theirs: T): T {
  const next = { ...mine }
  for (const key of Object.keys(mine) as (keyof T)[]) {
    if (same(mine[key], base[key])) next[key] = theirs[key]
  }
  return next
}
