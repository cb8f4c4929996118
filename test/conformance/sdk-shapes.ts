/**
 * JSON schemas of interfaces as the type declarations of the pinned `stripe` package state them: for the operations that
 * no published document at hand describes. It reads what the compiler writes into a declaration file (a member a line),
 * no more; a type of another file stays open. An enum that the SDK leaves open is taken as closed.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Json, JsonObject } from './openapi.ts'

interface Declared {
  readonly base: string | null
  readonly members: { name: string; optional: boolean; type: string }[]
  /** The text of a type alias instead of members. */
  readonly alias: string | null
}

const FOLDER = dirname(createRequire(import.meta.url).resolve('stripe'))
const TEXTS: JsonObject = { type: 'object', additionalProperties: { type: 'string' } }

/** Names with their namespaces, `CreditNote.Reason`, as they stand in a declaration file of the package. */
function declarationsOf(path: string): Map<string, Declared> {
  const text = readFileSync(join(FOLDER, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const found = new Map<string, Declared>()
  /** What is open at a line: a namespace's name, an interface, or something that does not matter here. */
  const open: { name: string | null; into: Declared | null }[] = []
  const named = (name: string) => [...open.flatMap((one) => one.name ?? []), name].join('.')
  for (const line of text.split('\n').map((one) => one.trim())) {
    const block = /^(?:export )?(?:declare )?(interface|namespace|class) (\w+)(?: extends (\w+))?.*\{$/.exec(
      line,
    )
    const alias = /^(?:export )?type (\w+)(?:<\w+>)? = (.+);$/.exec(line)
    const member = /^'?(\w+)'?(\?)?: (.+);$/.exec(line)
    const into = open.at(-1)?.into
    if (block !== null) {
      const [, kind, name = '', base = null] = block
      const declared = kind === 'interface' ? { base, members: [], alias: null } : null
      if (declared !== null) found.set(named(name), declared)
      open.push({ name: kind === 'namespace' ? name : null, into: declared })
    } else if (alias !== null) {
      found.set(named(alias[1] ?? ''), { base: null, members: [], alias: alias[2] ?? '' })
    } else if (member !== null && into !== undefined && into !== null) {
      into.members.push({ name: member[1] ?? '', optional: member[2] === '?', type: member[3] ?? '' })
    } else if (line.endsWith('{')) open.push({ name: null, into: null })
    else if (line.startsWith('}')) open.pop()
  }
  return found
}

/**
 * The schema of an interface of `resources/<file>.d.ts`.
 * @throws where the package has no such interface: its types changed, look again
 */
export function sdkSchema(file: string, name: string): JsonObject {
  const known = new Map([...declarationsOf('shared.d.ts'), ...declarationsOf(`resources/${file}.d.ts`)])
  if (!known.has(name)) throw new Error(`npm stripe declares no ${name} in ${file}`)

  /** By the scopes around it, the innermost first. */
  const resolve = (type: string, scope: string): string | undefined => {
    const around = scope.split('.')
    for (let depth = around.length; depth >= 0; depth -= 1) {
      const full = [...around.slice(0, depth), type].join('.')
      if (known.has(full)) return full
    }
    return undefined
  }
  const ofName = (full: string, seen: readonly string[]): Json => {
    const declared = known.get(full)
    if (declared === undefined || seen.includes(full)) return {}
    if (declared.alias !== null) return ofType(declared.alias, full, [...seen, full])
    const base = declared.base === null ? {} : ofName(declared.base, seen)
    const inherited = base as { properties?: JsonObject; required?: Json[] }
    const required = declared.members.filter(({ optional }) => !optional).map((one) => one.name)
    return {
      type: 'object',
      properties: {
        ...inherited.properties,
        ...Object.fromEntries(
          declared.members.map((one) => [one.name, ofType(one.type, full, [...seen, full])]),
        ),
      },
      required: [...(inherited.required ?? []), ...required],
    }
  }
  const ofType = (type: string, scope: string, seen: readonly string[]): Json => {
    const parts = type.split(' | ')
    if (parts.length > 1) {
      const closed = parts.some((part) => part.startsWith("'"))
        ? parts.filter((one) => one !== 'OtherString')
        : parts
      return { anyOf: closed.map((part) => ofType(part, scope, seen)) }
    }
    const inside = /^(?:Array|Emptyable)<(.+)>$/.exec(type)?.[1]
    if (inside !== undefined) {
      const of = ofType(inside, scope, seen)
      return type.startsWith('Array') ? { type: 'array', items: of } : { anyOf: [{ enum: ['', null] }, of] }
    }
    if (/^'.*'$/.test(type)) return { enum: [type.slice(1, -1)] }
    if (type === 'string' || type === 'OtherString') return { type: 'string' }
    if (type === 'number' || type === 'boolean' || type === 'null') return { type }
    if (type === 'Metadata' || type === 'MetadataParam') return TEXTS
    const full = resolve(type, scope)
    return full === undefined ? {} : ofName(full, seen)
  }
  return ofName(name, []) as JsonObject
}
