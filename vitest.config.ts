import { defineConfig } from 'vitest/config'

/** One project a folder under test/, so that `vitest --project unit` runs the pure ones alone. */
const project = (name: string, extra: { timeoutMs?: number; browser?: boolean } = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    ...(extra.browser === true ? { globalSetup: ['test/support/setup-chromium.ts'] } : {}),
    testTimeout: extra.timeoutMs ?? 10_000,
    hookTimeout: Math.max(extra.timeoutMs ?? 0, 60_000),
    environment: 'node',
    // The default of a second is less than a busy machine takes.
    expect: { poll: { timeout: 15_000 } },
  },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit'),
      project('conformance', { timeoutMs: 30_000 }),
      project('integration', { timeoutMs: 60_000, browser: true }),
      project('simulation', { timeoutMs: 300_000 }),
      project('e2e', { timeoutMs: 120_000, browser: true }),
    ],
  },
})
