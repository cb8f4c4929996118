/**
 * Writes docs/storage-schema.md from the schema's own words: each table's and column's comment beside what the
 * migrated database really has. Run by `npm run db:generate`; a test fails when the page is not up to date.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'

const ROOT = join(import.meta.dirname, '../..')
const SCHEMA = join(ROOT, 'worker/db/schema')
const MIGRATIONS = join(ROOT, 'worker/db/migrations')
export const PAGE = join(ROOT, 'docs/storage-schema.md')

interface Words {
  readonly room: string
  readonly table: string
  /** Column → comment. */
  readonly columns: ReadonlyMap<string, string>
}

/** Table name → its comment, its file, and its columns' comments. */
function words(): Map<string, Words> {
  const found = new Map<string, Words>()
  for (const file of readdirSync(SCHEMA)
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .sort()) {
    const text = readFileSync(join(SCHEMA, file), 'utf8')
    for (const block of text.split(/(?=\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*export const)/)) {
      const head = /^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+ = sqliteTable\(\s*'(\w+)'/.exec(block)
      if (head === null) continue
      found.set(head[2] ?? '', {
        room: file.replace('.ts', ''),
        table: clean(head[1] ?? ''),
        columns: columnWords(block),
      })
    }
  }
  return found
}

function columnWords(block: string): Map<string, string> {
  const columns = new Map<string, string>()
  const lines = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+): \w+\((?:'(\w+)')?/g
  for (const [, comment = '', key = '', name] of block.matchAll(lines))
    columns.set(name ?? key, clean(comment))
  return columns
}

const clean = (comment: string) =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ')

export function describeSchema(): string {
  const db = new Database(':memory:')
  for (const file of readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    for (const statement of readFileSync(join(MIGRATIONS, file), 'utf8').split('--> statement-breakpoint'))
      db.exec(statement)
  }
  const tables = db
    .prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all() as { name: string; sql: string }[]
  const triggers = new Set(
    (
      db
        .prepare(
          "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_no_update'",
        )
        .all() as { tbl_name: string }[]
    ).map((row) => row.tbl_name),
  )
  const comments = words()
  const rooms = Map.groupBy(tables, ({ name }) => comments.get(name)?.room ?? 'other')
  const parts = [...rooms]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([room, own]) => [
      `## ${room}`,
      ...own.map(({ name, sql }) => tableText(db, name, sql, comments.get(name), triggers.has(name))),
    ])
  return `${HEAD}\n${parts.join('\n\n')}\n`
}

const HEAD = `# Storage schema

Written from the schema's comments and the migrated database by \`npm run db:generate\`; do not edit.

Money is INTEGER nano (10⁻⁹ of the currency's major unit); instants are INTEGER milliseconds since the epoch, UTC; days
are days since the epoch; quantities and rates are decimal TEXT; truth values are 0 or 1. Every table is STRICT; those
with a composite key are WITHOUT ROWID. \`agency_id\` leads every key but that of \`directory\`, which finds the agency,
and of secrets that are looked up by their hash.
`

function tableText(
  db: Database.Database,
  name: string,
  sql: string,
  own: Words | undefined,
  appendOnly: boolean,
): string {
  const columns = db.prepare(`PRAGMA table_info(${name})`).all() as {
    name: string
    type: string
    notnull: number
    pk: number
  }[]
  const indexes = db
    .prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
    )
    .all(name) as { name: string; sql: string }[]
  const key = columns
    .filter((column) => column.pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map((column) => column.name)
  const facts = [
    `Key: ${key.length === 0 ? 'none' : key.map((column) => `\`${column}\``).join(', ')}${sql.includes('WITHOUT ROWID') ? ', clustered' : ''}.`,
    ...(appendOnly ? ['Append-only: triggers refuse changes.'] : []),
    ...indexes.map(
      (index) =>
        `${index.sql.startsWith('CREATE UNIQUE') ? 'Unique' : 'Index'}: ${index.sql.replace(/^.*? ON `\w+` /, '').replaceAll('`', '')}.`,
    ),
  ]
  const rows = columns.map(
    (column) =>
      `| \`${column.name}\` | ${column.type}${column.notnull === 0 && column.pk === 0 ? ', null' : ''} | ${own?.columns.get(column.name) ?? ''} |`,
  )
  return `### ${name}\n\n${own?.table ?? ''}\n\n${facts.join(' ')}\n\n| column | type | |\n|---|---|---|\n${rows.join('\n')}`
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(PAGE, describeSchema())
