/** Builds the worker as `wrangler deploy` does, and the floor of a hook and the bench's queue the same way, into a folder. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { quietWrangler } from '../../dev/quiet.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Paths of the built scripts. */
export interface Bundles {
  readonly worker: string
  readonly floor: string
  readonly queue: string
}

export async function buildBundles(folder: string): Promise<Bundles> {
  quietWrangler()
  const build = async (name: string, script: string[]) => {
    const out = join(folder, name)
    await promisify(execFile)(
      process.execPath,
      [
        join(ROOT, 'node_modules/wrangler/bin/wrangler.js'),
        'deploy',
        ...script,
        '--dry-run',
        '--outdir',
        out,
      ],
      { cwd: ROOT, env: { ...process.env, CI: '1' } },
    )
    return join(out, script.length === 0 ? 'index.js' : 'worker.js')
  }
  return {
    worker: await build('worker', []),
    floor: await build('floor', ['test/bench/floor/worker.ts']),
    queue: await build('queue', ['test/bench/queue/worker.ts']),
  }
}
