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
      'agency_cap',
    ]) {
      expect(triggers).toEqual(expect.arrayContaining([`${table}_no_update`, `${table}_no_delete`]))
    }
  })

  it('B-11: refuses a plan or cap without its date', () => {
    const add = `INSERT INTO agency (id, name, plan, currency, time_zone, fee_rule_id, price_version, created_at)
                 VALUES ('a', 'A', 'pro', 'USD', 'UTC', 'x', 1, 5)`
    db.exec(add)
    const caps = () => db.prepare('SELECT valid_from, after_seq, plan FROM agency_cap').raw().all()
    expect(caps()).toEqual([[5, 0, 'pro']])
    expect(() => db.exec(`UPDATE agency SET plan = 'unlimited'`)).toThrow('agency_cap')
    expect(() => db.exec('UPDATE agency SET multiplier_cap_ppm = 1')).toThrow('agency_cap')
    db.exec(`INSERT INTO agency_cap (agency_id, valid_from, after_seq, plan) VALUES ('a', 9, 0, 'unlimited')`)
    db.exec(`UPDATE agency SET plan = 'unlimited', price_version = 2`)
    expect(() => db.exec('DELETE FROM agency_cap')).toThrow('append-only')
  })

  it('is what docs/storage-schema.md says (npm run db:generate writes it)', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(describeSchema())
  })
})
