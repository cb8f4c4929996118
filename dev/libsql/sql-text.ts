/**
 * What can be read off the text of one SQL statement without SQLite: its kind and its parameters.
 * The native driver tells neither, keeps old bindings when it is given too few, and ends the process when named
 * values meet an unnamed `?` (npm libsql 0.5.29, tried 2026-11-21); so every value is bound by position, all of them.
 */
import { HranaError } from './protocol.ts'
import type { HranaStmt } from './protocol.ts'
import { decodeValue } from './values.ts'
import type { NativeValue } from './values.ts'

export interface SqlText {
  /** `transaction` runs by `exec`; `write` needs the writer's lock; `read` does not. */
  readonly kind: 'transaction' | 'write' | 'read'
  /** BEGIN IMMEDIATE or EXCLUSIVE: takes the writer's lock for a transaction. */
  readonly beginsWrite: boolean
  /** Leaves the connection in another state than a fresh one; it must not be reused. */
  readonly taints: boolean
  /** Name of each parameter by position, with its sign; undefined for `?`. */
  readonly parameters: readonly (string | undefined)[]
}

/** Strings, quoted names and comments are matched first, so that a sign inside them is no parameter. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|\?\d*|[:@$][A-Za-z0-9_]+/g
const LEADING = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*([A-Za-z]+)\s*([A-Za-z]*)/
const PARAMETERS_MAX = 32_766

export function readSqlText(sql: string): SqlText {
  const [, first = '', second = ''] = LEADING.exec(sql) ?? []
  const verb = first.toLowerCase()
  const next = second.toLowerCase()
  return {
    kind: kindOf(verb, sql),
    beginsWrite: verb === 'begin' && (next === 'immediate' || next === 'exclusive'),
    taints: ['pragma', 'attach', 'detach'].includes(verb) || (verb === 'create' && next.startsWith('temp')),
    parameters: parametersOf(sql),
  }
}

function kindOf(verb: string, sql: string): SqlText['kind'] {
  switch (verb) {
    case 'begin':
    case 'commit':
    case 'end':
    case 'rollback':
    case 'savepoint':
    case 'release':
      return 'transaction'
    case 'select':
    case 'values':
    case 'explain':
      return 'read'
    case 'pragma':
      return sql.includes('=') ? 'write' : 'read'
    case 'with':
      return /\b(?:insert|update|delete|replace)\b/i.test(sql) ? 'write' : 'read'
    default:
      return 'write'
  }
}

function parametersOf(sql: string): (string | undefined)[] {
  const names: (string | undefined)[] = []
  for (const [token] of sql.matchAll(TOKENS)) {
    if (token === '?') names.push(undefined)
    else if (token.startsWith('?')) {
      const position = Number(token.slice(1))
      if (position < 1 || position > PARAMETERS_MAX)
        throw new HranaError('SQLite error: variable number out of range', 'SQLITE_ERROR')
      while (names.length < position) names.push(undefined)
      names[position - 1] = token
    } else if (/^[:@$]/.test(token) && !names.includes(token)) names.push(token)
  }
  return names
}

/** All values by position; what the statement does not give is NULL, as SQLite has it. */
export function bindings(stmt: HranaStmt, parameters: SqlText['parameters']): NativeValue[] {
  const values: NativeValue[] = Array.from({ length: parameters.length }, () => null)
  const args = stmt.args ?? []
  if (args.length > parameters.length)
    throw new HranaError(
      `Too many arguments: ${args.length} for ${parameters.length} parameters`,
      'ARGS_INVALID',
    )
  for (const [position, value] of args.entries()) values[position] = decodeValue(value)
  for (const { name, value } of stmt.named_args ?? []) {
    const position = parameters.findIndex(
      (parameter) => parameter === name || (parameter !== undefined && parameter.slice(1) === name),
    )
    if (position < 0) throw new HranaError(`Parameter ${name} not found in statement`, 'ARGS_INVALID')
    values[position] = decodeValue(value)
  }
  return values
}
