/**
 * Checks requests and replies against an OpenAPI 3.0 document: unknown fields and unknown enum values fail, `nullable`
 * becomes "or null". The documents lie beside the project, not in it; where they are absent the suites say so and skip.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'

const SHARED = new URL('../../../shared/', import.meta.url)

/** Path of a contract document; `name` is relative to the folder of contract data. */
export const contractPath = (name: string): string => fileURLToPath(new URL(name, SHARED))

/** Why the contract tests cannot run, or undefined; prints the reason, so that a skip is never silent. */
export function whyAbsent(suite: string, names: readonly string[]): string | undefined {
  const absent = names.filter((name) => !existsSync(contractPath(name)))
  if (absent.length === 0) return undefined
  const reason = `${suite}: contract tests did not run, ../shared/${absent[0] ?? ''} is absent`
  console.log(reason)
  return reason
}

export const readContract = (name: string): Json =>
  JSON.parse(readFileSync(contractPath(name), 'utf8')) as Json

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

/** Readable complaints; empty = valid. */
export type Complaints = string[]

interface Operation {
  readonly method: string
  readonly pattern: RegExp
  readonly spec: JsonObject
  /** JSON pointer to the operation inside its document. */
  readonly pointer: string
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** OpenAPI 3.0 → JSON Schema, with closed objects. */
export function close(value: Json): Json {
  if (Array.isArray(value)) return value.map(close)
  if (!isObject(value)) return value
  const closed: JsonObject = {}
  for (const [key, part] of Object.entries(value))
    // Examples are not schemas, and a property may be called `nullable` or `example` itself.
    if (key === 'properties' && isObject(part))
      closed[key] = Object.fromEntries(Object.entries(part).map(([name, sub]) => [name, close(sub)]))
    else if (key !== 'example' && key !== 'examples' && key !== 'nullable') closed[key] = close(part)
  if (
    isObject(value['properties']) &&
    value['additionalProperties'] === undefined &&
    value['allOf'] === undefined
  )
    closed['additionalProperties'] = false
  return value['nullable'] === true ? { anyOf: [closed, { type: 'null' }] } : closed
}

export class Contract {
  readonly #operations: Operation[] = []
  readonly #strict: Ajv
  readonly #coercing: Ajv
  readonly #name: string

  constructor(name: string, document: JsonObject) {
    this.#name = name
    const options = { strict: false, allErrors: true, validateFormats: false, logger: false } as const
    const closed = close(document) as JsonObject
    this.#strict = new Ajv(options).addSchema(closed, name)
    // Everything in a form or a query is text.
    this.#coercing = new Ajv({ ...options, coerceTypes: true }).addSchema(closed, name)
    const paths = document['paths'] as { [path: string]: JsonObject }
    for (const [path, methods] of Object.entries(paths))
      for (const [method, spec] of Object.entries(methods))
        if (isObject(spec))
          this.#operations.push({
            method: method.toUpperCase(),
            pattern: new RegExp(
              `^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`,
            ),
            spec,
            pointer: `/paths/${escape(path)}/${method}`,
          })
  }

  /** The operation of a path; exact paths win over those with parameters. */
  find(method: string, path: string): Operation | undefined {
    return this.#operations
      .filter((operation) => operation.method === method && operation.pattern.test(path))
      .sort((a, b) => a.pointer.split('{').length - b.pointer.split('{').length)[0]
  }

  /** Validates against the schema at a JSON pointer of the document; `coerce` for values that were text. */
  check(pointer: string, value: unknown, coerce = false): Complaints {
    const ajv = coerce ? this.#coercing : this.#strict
    const encoded = encodeURI(pointer).replaceAll('%7E', '~')
    const validate = ajv.getSchema(`${this.#name}#${encoded}`)
    if (validate === undefined) return [`no schema at ${pointer}`]
    if (validate(structuredClone(value)) === true) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    )
  }
}

export const escape = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')
