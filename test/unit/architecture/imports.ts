import { readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../..')

/** Every source file under `folders`, as a path from the root. */
export function sourceFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter(
        (path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && statSync(join(ROOT, path)).isFile(),
      ),
  )
}

/** What a file imports or re-exports: files of ours as paths from the root, packages by name. */
export function importsOf(path: string, text = readFileSync(join(ROOT, path), 'utf8')): string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\n[^'";]*?)?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
  )
  return Array.from(found, ([, from, bare]) => from ?? bare ?? '').map((name) =>
    name.startsWith('.')
      ? relative(ROOT, join(ROOT, dirname(path), name))
          .replaceAll('\\', '/')
          .replace(/\?.*$/, '')
      : name,
  )
}
