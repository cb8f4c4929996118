/**
 * Makes drizzle-kit's generated tables STRICT, and those with a composite key WITHOUT ROWID (one B-tree instead of
 * two, so one row written instead of two). drizzle-kit cannot say either. Run by `npm run db:generate`; running it
 * again changes nothing. test/integration/schema.test.ts checks the result in sqlite_master.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../worker/db/migrations')

for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql'))) {
  const path = join(folder, name)
  const before = readFileSync(path, 'utf8')
  const after = before.replaceAll(/CREATE TABLE [^;]*?\n\);/g, (table) => {
    const options = table.includes('PRIMARY KEY(`') ? 'STRICT, WITHOUT ROWID' : 'STRICT'
    return table.replace(/\n\);$/, `\n) ${options};`)
  })
  if (after !== before) writeFileSync(path, after)
}
