/** The summary as a person reads it in a terminal. */
import type { Summary } from './summary.ts'

const plain = process.env['NO_COLOR'] !== undefined || !process.stdout.isTTY
const style = (code: number) => (text: string) => (plain ? text : `\u001B[${code}m${text}\u001B[0m`)
export const bold = style(1)
export const dim = style(2)
const red = style(31)
const green = style(32)

const STATES: Record<string, string> = {
  ok: 'ok',
  failed: 'card declined, staff are asked',
  actionRequired: 'the client must confirm with the bank',
}

export function printSummary(summary: Summary): void {
  const { events, charges, imbalance, findings } = summary
  const books = Object.entries(imbalance).map(([currency, sum]) => `${currency} ${sum}`)
  const right = Object.values(imbalance).every((sum) => sum === '0') && findings === 0
  console.log(`
${bold('Webhooks')}   ${events.received} received · ${events.posted} posted · ${events.duplicates} repeats that changed nothing · ${events.ignored} no usage · ${events.rejected} refused (forged, altered)
${bold('Charges')}    ${charges.succeeded} succeeded · ${charges.failed} declined
${bold('Books')}      imbalance ${books.join(', ')} · checker: ${findings} findings  ${right ? green('right') : red('WRONG')}
`)
  printTable(summary)
}

function printTable({ clients }: Summary): void {
  const head = ['client', 'balance', 'cost', 'price', 'profit', 'margin', 'state']
  const rows = clients.map((client) => [
    client.name,
    usd(client.balance),
    usd(client.cost),
    usd(client.price),
    usd(client.profit),
    client.margin === null ? '–' : percent(client.margin),
    client.price === '0' ? 'nothing is rebilled yet' : (STATES[client.state] ?? client.state),
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const cells = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 || i === 6 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
  console.log(dim(cells(head)))
  for (const row of rows) console.log(cells(row))
}

/** Four decimals are enough for a table; the JSON has them all. Cut, not rounded. */
function usd(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.')
  return `$${whole}.${fraction.padEnd(4, '0').slice(0, 4)}`.replace('$-', '-$')
}

function percent(ratio: string): string {
  const negative = ratio.startsWith('-')
  const [whole = '0', fraction = ''] = ratio.replace('-', '').split('.')
  const digits = `${whole}${fraction.padEnd(4, '0').slice(0, 4)}`.replace(/^0+(?=\d{3})/, '')
  return `${negative ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2, -1)} %`
}
