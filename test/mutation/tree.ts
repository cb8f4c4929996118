import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { applyEdit, type Mutation } from './mutation.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Made by builds and runs; `node_modules` is linked instead. */
const LEFT_OUT = new Set(['node_modules', '.git', '.output', '.wrangler', '.data', 'dist', 'test-results'])

/** A copy of the project in which things may be broken. */
export interface Tree {
  readonly root: string
  /** Makes the edits of one mutation, runs the work, and puts the files back whatever came of it. */
  withMutation<T>(mutation: Mutation, work: () => Promise<T>): Promise<T>
  remove(): Promise<void>
}

/** Copies what belongs to the project into a temporary folder; packages are links to the installed ones. */
export async function copyTree(): Promise<Tree> {
  const root = await mkdtemp(join(tmpdir(), 'rebill-lens-mutation-'))
  const remove = () => rm(root, { recursive: true, force: true, maxRetries: 3 })
  try {
    await cp(ROOT, root, {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(relative(ROOT, source)),
    })
    await linkPackages(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  } catch (error) {
    await remove()
    throw error
  }
  return { root, remove, withMutation: (mutation, work) => withMutation(root, mutation, work) }
}

/** One link a package and not one for all: what tools cache in this folder stays in the copy. */
async function linkPackages(from: string, to: string): Promise<void> {
  await mkdir(to)
  for (const name of await readdir(from)) {
    if (!/^\.(vite|cache|mf)/.test(name)) await symlink(join(from, name), join(to, name))
  }
}

async function withMutation<T>(root: string, { edits }: Mutation, work: () => Promise<T>): Promise<T> {
  const before = new Map<string, string>()
  const after = new Map<string, string>()
  for (const edit of edits) {
    const text = after.get(edit.file) ?? (await readFile(join(root, edit.file), 'utf8'))
    if (!before.has(edit.file)) before.set(edit.file, text)
    after.set(edit.file, applyEdit(text, edit))
  }
  try {
    for (const [file, text] of after) await writeFile(join(root, file), text)
    return await work()
  } finally {
    for (const [file, text] of before) await writeFile(join(root, file), text)
  }
}
