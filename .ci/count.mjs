// Prints `N passed, N failed, N skipped` from vitest's JSON report, and fails where the run failed or ran nothing.
import { readFileSync } from 'node:fs'

const [file, status] = process.argv.slice(2)
let counts
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  // A file that does not load has no failed test of its own.
  counts = {
    passed: numPassedTests,
    failed: Math.max(numFailedTests, Math.min(numFailedTestSuites, 1)),
    skipped: numPendingTests + numTodoTests,
  }
} catch {
  counts = { passed: 0, failed: 1, skipped: 0 }
}
if (status !== '0' && counts.failed === 0) counts.failed = 1
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0)
