import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient } from '@libsql/client/http'
import { drizzle } from 'drizzle-orm/libsql/http'
import { migrate } from 'drizzle-orm/libsql/migrator'

const MIGRATIONS = join(import.meta.dirname, '../../worker/db/migrations')

/** Brings a database to the newest schema; does nothing where it is there already. */
export async function migrateDatabase(url: string, authToken?: string): Promise<void> {
  const client = createClient({ url, ...(authToken === undefined ? {} : { authToken }) })
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS })
  client.close()
}

// `npm run migrate`: the database named in the environment.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const url = process.env['TURSO_DATABASE_URL']
  if (url === undefined) {
    console.error('TURSO_DATABASE_URL is not set. See docs/operating.md.')
    process.exit(1)
  }
  await migrateDatabase(url, process.env['TURSO_AUTH_TOKEN'])
  console.log('The database has the newest schema.')
}
