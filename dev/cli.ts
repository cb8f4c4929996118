/** What the command-line tools of an operator share: a context from the environment. */
import type { Context } from '../worker/context.ts'
import { openDatabase } from '../worker/db/client.ts'

/** Ends with a plain sentence where the environment lacks something. */
export function need(name: string): string {
  const value = process.env[name]
  if (value !== undefined && value !== '') return value
  console.error(`${name} is not set. docs/operating.md says where it comes from.`)
  process.exit(1)
}

/** @param names settings besides the database that the tool needs */
export function cliContext(...names: string[]): Context {
  const settings = {
    TURSO_DATABASE_URL: need('TURSO_DATABASE_URL'),
    ...(process.env['TURSO_AUTH_TOKEN'] === undefined
      ? {}
      : { TURSO_AUTH_TOKEN: process.env['TURSO_AUTH_TOKEN'] }),
    ...Object.fromEntries(names.map((name) => [name, need(name)])),
  }
  const say = (event: string, fields: object = {}) => console.error(event, fields)
  return {
    settings,
    db: openDatabase(settings),
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    log: { info: () => undefined, warn: say, error: say },
    requestId: 'command line',
  } as unknown as Context
}
