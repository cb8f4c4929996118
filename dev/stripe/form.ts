/** Stripe's form encoding: `a[b][0]=c`, and the reading of single values out of it. */
import { invalid } from './errors.ts'

/** A parsed parameter: everything on the wire is text. */
export type Param = string | Param[] | { [name: string]: Param }
export type Params = { [name: string]: Param }

const KEYS_MAX = 1_000
const DEPTH_MAX = 10

/** Parses a query or a body. Throws a StripeFailure for what cannot be read. */
export function parseForm(text: string): Params {
  const root: Params = {}
  let keys = 0
  for (const [key, value] of new URLSearchParams(text)) {
    if ((keys += 1) > KEYS_MAX) throw invalid('Too many parameters')
    const path = key
      .split(/\]\[|\[|\]/)
      .filter((part, index) => index === 0 || part !== '' || key.endsWith('[]'))
    if (key.endsWith(']') && path.at(-1) === '') path.pop()
    if (key.endsWith('[]')) path.push('')
    if (path.length > DEPTH_MAX) throw invalid('Parameters are nested too deeply', key)
    let at: Params = root
    for (const [index, part] of path.entries()) {
      if (['__proto__', 'constructor', 'prototype'].includes(part))
        throw invalid('Invalid parameter name', key)
      const name = part === '' ? String(Object.keys(at).length) : part
      if (index === path.length - 1) at[name] = value
      else {
        const next = at[name] ?? {}
        if (typeof next === 'string') throw invalid(`Parameter ${key} is both a value and an object`, key)
        at[name] = next
        at = next as Params
      }
    }
  }
  return listsOf(root) as Params
}

/** Objects with the keys 0, 1, 2 … are lists. */
function listsOf(param: Param): Param {
  if (typeof param === 'string' || Array.isArray(param)) return param
  const entries = Object.entries(param).map(([name, value]) => [name, listsOf(value)] as const)
  if (entries.length > 0 && entries.every(([name], index) => name === String(index)))
    return entries.map(([, value]) => value)
  return Object.fromEntries(entries)
}

export function text(params: Params, name: string): string | undefined {
  const value = params[name]
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw invalid(`Invalid string: ${JSON.stringify(value)}`, name)
  return value
}

export function required(params: Params, name: string): string {
  const value = text(params, name)
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing')
  return value
}

/** A whole number, minor units where it is money. */
export function integer(params: Params, name: string): number | undefined {
  const value = text(params, name)
  if (value === undefined) return undefined
  if (!/^-?\d{1,15}$/.test(value))
    throw invalid(`Invalid integer: ${value}`, name, 'parameter_invalid_integer')
  return Number(value)
}

export function flag(params: Params, name: string): boolean | undefined {
  const value = text(params, name)
  if (value === undefined) return undefined
  if (value !== 'true' && value !== 'false') throw invalid(`Invalid boolean: ${value}`, name)
  return value === 'true'
}

export function object(params: Params, name: string): Params {
  const value = params[name]
  return value === undefined || typeof value === 'string' || Array.isArray(value) ? {} : value
}

export function list(params: Params, name: string): string[] {
  const value = params[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

export function objects(params: Params, name: string): Params[] {
  const value = params[name]
  if (!Array.isArray(value)) return []
  return value.filter((item): item is Params => typeof item !== 'string' && !Array.isArray(item))
}

/** Metadata merges; an empty value removes its key. */
export function mergeMetadata(before: Record<string, string>, params: Params): Record<string, string> {
  const merged = { ...before }
  for (const [key, value] of Object.entries(object(params, 'metadata'))) {
    if (typeof value !== 'string') throw invalid('Metadata values must be strings', `metadata[${key}]`)
    if (value === '') delete merged[key]
    else merged[key] = value
  }
  return params['metadata'] === '' ? {} : merged
}

/**
 * The types of payment methods a request allows. `payment_method_types` is no parameter any more in 2026-10-28.endive
 * (type declarations of npm stripe 23.1.0): refused, so that an old habit shows here and not in production.
 */
export function allowedTypes(params: Params): string[] {
  if (params['payment_method_types'] !== undefined)
    throw invalid(
      'Received unknown parameter: payment_method_types. Did you mean allowed_payment_method_types?',
      'payment_method_types',
      'parameter_unknown',
    )
  return list(params, 'allowed_payment_method_types')
}
