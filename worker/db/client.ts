import { type InStatement, LibsqlBatchError, type ResultSet, createClient } from '@libsql/client/http'
import { drizzle } from 'drizzle-orm/libsql/http'
import * as schema from './schema/index.ts'
import type { Settings } from '../env.ts'

/** Longest wait for one round trip. The database drops a write transaction after 5 s. */
const ROUND_TRIP_MS_MAX = 10_000

type Drizzle = ReturnType<typeof drizzle<typeof schema>>

/** A client per request (see context.ts). Reads go through `orm`, every ledger write through one `writeBatch`. */
export interface Database {
  readonly orm: Drizzle
  /** Sends the statements as one transaction in one round trip. All or nothing. @throws BatchAborted, Unreachable */
  writeBatch(statements: readonly Statement[]): Promise<ResultSet[]>
  /** Several reads of one moment, in one round trip. */
  readBatch(statements: readonly Statement[]): Promise<ResultSet[]>
}
export type Statement = InStatement | { toSQL(): { sql: string; params: unknown[] } }

/** A statement of the batch failed, so nothing of it was written. `index` says which, `message` is the database's kind of error. */
export class BatchAborted extends Error {
  override name = 'BatchAborted'
  readonly index: number
  readonly constraint: string
  constructor(index: number, constraint: string) {
    super(`statement ${index} aborted the batch: ${constraint}`)
    this.index = index
    this.constraint = constraint
  }
}

/** No answer. The batch may or may not have been written: repeat it only with the same keys. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

export function openDatabase(settings: Pick<Settings, 'TURSO_DATABASE_URL' | 'TURSO_AUTH_TOKEN'>): Database {
  const client = createClient({
    url: settings.TURSO_DATABASE_URL,
    ...(settings.TURSO_AUTH_TOKEN === undefined ? {} : { authToken: settings.TURSO_AUTH_TOKEN }),
    intMode: 'bigint',
    fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(ROUND_TRIP_MS_MAX) }),
  })
  const send = async (statements: readonly Statement[], mode: 'read' | 'write') => {
    try {
      return await client.batch(statements.map(toStatement), mode)
    } catch (error) {
      throw describe(error)
    }
  }
  let orm: Drizzle | undefined
  return {
    // Reading the schema's relations takes longer than most of a request; the way of usage needs none of it.
    get orm() {
      orm ??= drizzle(client, { schema })
      return orm
    },
    writeBatch: (statements) => send(statements, 'write'),
    readBatch: (statements) => send(statements, 'read'),
  }
}

function toStatement(statement: Statement): InStatement {
  if (typeof statement === 'string' || 'sql' in statement) return statement
  const { sql, params } = statement.toSQL()
  return { sql, args: params as NonNullable<Exclude<InStatement, string>['args']> & unknown[] } as InStatement
}

/** drizzle's and libSQL's messages hold SQL and parameters: only the kind of failure goes on. */
function describe(error: unknown): Error {
  if (error instanceof LibsqlBatchError) {
    return new BatchAborted(error.statementIndex, constraintOf(error.message))
  }
  return new Unreachable(error instanceof Error ? error.name : 'unknown')
}

/** What `constraint` says where a sum no longer fits into the database's 64-bit integer. */
export const OVERFLOW = 'integer overflow'

function constraintOf(message: string): string {
  if (/integer overflow|cannot store REAL value in INTEGER column/.test(message)) return OVERFLOW
  return (
    /(NOT NULL|UNIQUE|CHECK|FOREIGN KEY) constraint failed: [\w., ]+|[\w ]+ is append-only/.exec(
      message,
    )?.[0] ?? 'failed'
  )
}
