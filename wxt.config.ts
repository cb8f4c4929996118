import { defineConfig } from 'wxt'
import { CRM_MATCHES } from './extension/crm/matches.ts'
import { shippedServices } from './extension/entrypoints/popup/margin/shipped-costs.ts'

/**
 * `WXT_TEST=1` builds `.output/<browser>-mv3-test` with open shadow roots, so that axe and Playwright can see
 * into them; nothing else differs from what is shipped. Every permission is explained in docs/permissions.md.
 */
const isTest = process.env['WXT_TEST'] === '1'

/**
 * Preact's one way to write HTML (`dangerouslySetInnerHTML`) is built as text instead: we never use it, no page's trusted
 * types can meet it, and whoever reviews the packages need not take our word.
 */
const textInsteadOfHtml = {
  name: 'text-instead-of-html',
  transform(code: string, id: string): string | undefined {
    if (!/\/preact\/dist\/preact\.\w+(\?|$)/.test(id)) return undefined
    if (!code.includes('.innerHTML=')) throw new Error(`${id} writes HTML in another way: look again`)
    return code.replaceAll('.innerHTML=', '.textContent=')
  },
}

export default defineConfig({
  srcDir: 'extension',
  outDirTemplate: `{{browser}}-mv{{manifestVersion}}{{modeSuffix}}${isTest ? '-test' : ''}`,
  targetBrowsers: ['chrome', 'firefox'],
  manifestVersion: 3,
  imports: false,
  vite: () => ({
    plugins: [textInsteadOfHtml],
    define: {
      __SHADOW_MODE__: JSON.stringify(isTest ? 'open' : 'closed'),
      __SHIPPED_SERVICES__: JSON.stringify(shippedServices()),
    },
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    // Both know `light-dark()`; for older ones the bundler would rewrite it into variables that a shadow root lacks.
    build: { target: ['chrome123', 'firefox128'] },
  }),
  manifest: ({ browser }) => ({
    name: '__MSG_extensionName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'en',
    ...(browser !== 'firefox' && { minimum_chrome_version: '123' }),
    permissions: ['storage', 'scripting', 'alarms', 'contextMenus'],
    optional_permissions: ['notifications'],
    host_permissions: [...CRM_MATCHES],
    optional_host_permissions: ['https://*/*', 'http://127.0.0.1/*'],
    commands: {
      _execute_action: { suggested_key: { default: 'Alt+Shift+M' } },
      ...(browser === 'firefox'
        ? { _execute_sidebar_action: { suggested_key: { default: 'Alt+Shift+K' } } }
        : {
            'open-side-panel': {
              suggested_key: { default: 'Alt+Shift+K' },
              description: '__MSG_commandSidePanel__',
            },
          }),
    },
    ...(browser === 'firefox' && {
      browser_specific_settings: {
        gecko: {
          id: 'rebill-lens@rebill-lens.example',
          // The oldest it was run in (test/e2e/firefox); Firefox for Android, without menus and windows, is not named.
          strict_min_version: '153.0',
          data_collection_permissions: { required: ['none'] },
        },
      },
    }),
  }),
})
