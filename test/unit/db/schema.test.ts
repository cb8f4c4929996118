import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { PAGE, describeSchema } from '../../../dev/db/describe.ts'

const folder = join(import.meta.dirname, '../../../worker/db/migrations')

function migrated(): Database.Database {
  const db = new Database(':memory:')
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    for (const statement of readFileSync(join(folder, file), 'utf8').split('--> statement-breakpoint'))
      db.exec(statement)
  }
  return db
}

describe('the migrated database', () => {
  const db = migrated()
  const tables = db
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all() as { name: string; sql: string }[]

  it('has STRICT tables only, and no second B-tree for a composite key', () => {
    expect(tables.length).toBeGreaterThan(25)
    expect(tables.filter(({ sql }) => !/STRICT/.test(sql)).map(({ name }) => name)).toEqual([])
    const composite = tables.filter(({ sql }) => /PRIMARY KEY\s*\(/.test(sql))
    expect(composite.filter(({ sql }) => !/WITHOUT ROWID/.test(sql)).map(({ name }) => name)).toEqual([])
  })

  it('X-02: guards what is append-only by triggers', () => {
    const triggers = (
      db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as { name: string }[]
    ).map(({ name }) => name)
    for (const table of [
      'usage_event',
      'journal',
      'journal_entry',
      'seal',
      'audit_log',
      'service_terms',
      'cost_rate',
      'fx_rate',
      'billing_mode',
      'bulk_change',
      'bulk_change_item',
    ]) {
      expect(triggers).toEqual(expect.arrayContaining([`${table}_no_update`, `${table}_no_delete`]))
    }
  })

  it('is what docs/storage-schema.md says (npm run db:generate writes it)', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(describeSchema())
  })
})
