/** One text in one file, and what stands there once the part is taken out. */
export interface Edit {
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
}

/** A test that must notice. `name` is the end of its full name ("group > group > test"), one test exactly. */
export interface TestRef {
  readonly project: 'unit' | 'integration' | 'simulation' | 'e2e'
  readonly file: string
  readonly name: string
  /** Its tests are one story in order: the whole file is run, this one is judged. */
  readonly wholeFile?: true
}

/** One part of the product taken out, or one fault planted, and the tests that must fail by it. */
export interface Mutation {
  /** `group/name`; the group is the name of the table's file. */
  readonly id: string
  readonly proves: string
  /** Usually one. Two where either part holds alone: then both go. */
  readonly edits: readonly Edit[]
  readonly tests: readonly TestRef[]
}

/** The text with the edit made. @throws when `find` does not occur exactly once: the table is older than the tree */
export function applyEdit(text: string, { file, find, replace }: Edit): string {
  const at = text.indexOf(find)
  if (at < 0) throw new Error(`${file}: not found: ${firstLine(find)}`)
  if (text.includes(find, at + 1)) throw new Error(`${file}: found more than once: ${firstLine(find)}`)
  return text.slice(0, at) + replace + text.slice(at + find.length)
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? ''
