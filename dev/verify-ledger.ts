/** `npm run verify-ledger`: derives the whole ledger again and names each difference. Reads only. Exit 1 = findings. */
import { checkLedger } from '../worker/ledger/check-ledger.ts'
import { cliContext } from './cli.ts'

const started = performance.now()
const report = await checkLedger(cliContext())
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(
  `${report.journals} journals, ${report.lines} lines up to journal ${report.upTo}, checked in ${seconds} s`,
)
for (const { kind, agencyId, where, expected, found } of report.findings) {
  console.log(`${kind}  ${agencyId}  ${where}: should be ${expected}, is ${found}`)
}
console.log(report.findingsTotal === 0 ? 'The books are right.' : `${report.findingsTotal} findings.`)
process.exit(report.findingsTotal === 0 ? 0 : 1)
