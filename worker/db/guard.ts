import type { InValue } from '@libsql/client/http'
import type { Statement } from './client.ts'

/**
 * Aborts its batch unless `condition` (SQL that yields true) holds: inserts NULL into a NOT NULL column.
 * The batch then fails with BatchAborted `NOT NULL constraint failed: guard.ok` at this statement's index.
 */
export function guard(condition: string, args: InValue[] = []): Statement {
  return { sql: `INSERT INTO guard (ok) SELECT NULL WHERE NOT (${condition})`, args }
}

/** Aborts its batch unless the statement before changed exactly one row: the write half of a version check. */
export function guardChangedOne(): Statement {
  return guard('changes() = 1')
}
