import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Manifest {
  permissions: string[]
  host_permissions: string[]
  content_scripts: { matches: string[] }[]
}

/** Chromium names an unpacked extension after its folder: SHA-256 of the path, 16 bytes in the letters a–p. */
export function extensionIdOf(folder: string): string {
  const hex = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  return hex.replaceAll(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 16)))
}

/**
 * Writes optional host permissions into a fresh profile as if the user had allowed them: `permissions.request`
 * never resolves without a head, and `developerPrivate.addHostPermission` takes no optional hosts (Chromium 156).
 * Left untested by this: the prompt, a refusal, the user gesture.
 */
export async function seedGrants(profile: string, folder: string, grants: readonly string[]): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
  const permissions = {
    api: manifest.permissions,
    explicit_host: [...grants, ...manifest.host_permissions],
    manifest_permissions: [],
    scriptable_host: manifest.content_scripts.flatMap((script) => script.matches),
  }
  const settings = {
    [extensionIdOf(folder)]: { active_permissions: permissions, granted_permissions: permissions },
  }
  await mkdir(join(profile, 'Default'), { recursive: true })
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ extensions: { settings } }))
}
