import { glob, readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { buildExtension } from '../../support/browser-build.ts'

interface Manifest {
  permissions: string[]
  optional_permissions: string[]
  host_permissions: string[]
  optional_host_permissions: string[]
  content_scripts: { matches: string[] }[]
}
let folder: string
let manifest: Manifest

beforeAll(async () => {
  folder = await buildExtension()
  manifest = JSON.parse(await readFile(`${folder}/manifest.json`, 'utf8')) as Manifest
})

test('the manifest asks for exactly this', () => {
  expect(manifest).toMatchInlineSnapshot(`
    {
      "action": {
        "default_popup": "popup.html",
        "default_title": "Rebill Lens",
      },
      "background": {
        "service_worker": "background.js",
        "type": "module",
      },
      "commands": {
        "_execute_action": {
          "suggested_key": {
            "default": "Alt+Shift+M",
          },
        },
        "open-side-panel": {
          "description": "__MSG_commandSidePanel__",
          "suggested_key": {
            "default": "Alt+Shift+K",
          },
        },
      },
      "content_scripts": [
        {
          "js": [
            "content-scripts/crm.js",
          ],
          "matches": [
            "https://app.gohighlevel.com/*",
            "https://app.leadconnectorhq.com/*",
            "https://app.msgsndr.com/*",
          ],
          "run_at": "document_idle",
        },
      ],
      "default_locale": "en",
      "description": "__MSG_extensionDescription__",
      "host_permissions": [
        "https://app.gohighlevel.com/*",
        "https://app.leadconnectorhq.com/*",
        "https://app.msgsndr.com/*",
      ],
      "icons": {
        "128": "icon/128.png",
        "16": "icon/16.png",
        "32": "icon/32.png",
        "48": "icon/48.png",
      },
      "manifest_version": 3,
      "minimum_chrome_version": "123",
      "name": "__MSG_extensionName__",
      "optional_host_permissions": [
        "https://*/*",
        "http://127.0.0.1/*",
      ],
      "optional_permissions": [
        "notifications",
      ],
      "options_ui": {
        "open_in_tab": true,
        "page": "options.html",
      },
      "permissions": [
        "storage",
        "scripting",
        "alarms",
        "contextMenus",
        "sidePanel",
      ],
      "side_panel": {
        "default_path": "sidepanel.html",
      },
      "version": "0.1.0",
    }
  `)
})

test('every permission has its reason in docs/permissions.md, and nothing is explained that is not asked for', async () => {
  const text = await readFile(new URL('../../../docs/permissions.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => /^\| (?:optional )?(?:host )?`/.test(line))
  const explained = rows.map((row) => /^\| (?:optional )?(?:host )?`([^`]+)`/.exec(row)?.[1])
  const { permissions, optional_permissions, host_permissions, optional_host_permissions } = manifest
  expect(explained.sort()).toEqual(
    [...permissions, ...optional_permissions, ...host_permissions, ...optional_host_permissions].sort(),
  )
})

test('content scripts run only where the hosts are granted', () => {
  expect(manifest.content_scripts.flatMap(({ matches }) => matches)).toEqual(manifest.host_permissions)
})

test('the panels hold no validator and no decimal library', async () => {
  const text = await readFile(`${folder}/panels.js`, 'utf8')
  expect(text).not.toMatch(/ZodError|DecimalError/)
})

test('no script writes HTML into a page', async () => {
  let scripts = 0
  for await (const file of glob(`${folder}/**/*.js`)) {
    scripts += 1
    expect(await readFile(file, 'utf8'), file).not.toMatch(
      /\.(inner|outer)HTML\s*=[^=]|insertAdjacentHTML|document\.write/,
    )
  }
  expect(scripts).toBeGreaterThan(5)
})
