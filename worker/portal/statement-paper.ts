import { formatDecimal } from '../../shared/money/locale.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import { divide } from '../../shared/money/rounding.ts'
import { chargeGrain } from '../charging/minimum-charge.ts'
import type { Paper, PaperRow, PaperTable } from '../statements/pdf/paper.ts'
import { printPaper } from '../statements/pdf/print.ts'
import { isPrintable } from '../statements/pdf/printable.ts'
import type { ClientStatement } from '../statements/statement-shape.ts'
import { dateText, exactText, monthText, quantityText } from './format.ts'
import type { Language } from './tokens.ts'
import { type Words, fill, wordsOf } from './words/words.ts'

/** A table longer than this ends in a word on the CSV, which has every row. */
const ROWS_MAX = 1_000

/** The client's statement as a PDF file to keep. @param now when it is made */
export async function statementFile(view: ClientStatement, language: Language, now: Date): Promise<Response> {
  return new Response(await printPaper(statementPaper(view, language, now)), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="statement-${view.month}.pdf"`,
      'cache-control': 'no-store',
    },
  })
}

/** What stands on it: the rows of the client's own view, and what of it is to be paid how. Pure. */
export function statementPaper(view: ClientStatement, language: Language, now: Date): Paper {
  const words = wordsOf(language)
  const { agency, client, timeZone, reference } = view
  const title = `${words.statement} ${monthText(view.month, language)}`
  const day = (at: Date) => dateText(at, timeZone, language)
  return {
    language,
    author: agency,
    title,
    note: view.provisional ? words.provisional : null,
    at: now,
    facts: [
      [words.client, client],
      // The month ends where the next one begins.
      [words.period, `${day(new Date(view.from))} – ${day(new Date(Date.parse(view.to) - 1))} (${timeZone})`],
      [words.reference, reference],
      [words.made, day(now)],
    ],
    tables: [usageTable(view, language), ...view.balances.map((one) => accountTable(view, one, language))],
    due: dueOf(view, language),
    footer: `${agency} · ${title} · ${reference}`,
    pageText: (page, pages) => fill(words.page, { page: String(page), pages: String(pages) }),
  }
}

function usageTable({ services, totals }: ClientStatement, language: Language): PaperTable {
  const words = wordsOf(language)
  const rows = services.map((line) => ({
    cells: [
      line.label,
      quantityText(line, language),
      line.billing === 'statement'
        ? amountText(line.price, line.currency, language)
        : words[line.billing === 'included' ? 'included' : 'separate'],
    ],
    strong: false,
  }))
  const sums = totals.map(({ price, currency }) => ({
    cells: [words.total, '', amountText(price, currency, language)],
    strong: true,
  }))
  return {
    title: words.used,
    columns: [
      { text: words.service, share: 0.44, align: 'left' },
      { text: words.quantity, share: 0.3, align: 'right' },
      { text: words.price, share: 0.26, align: 'right' },
    ],
    rows: [...rows.slice(0, ROWS_MAX), ...sums],
    notes: [
      ...moreRows(rows, words),
      ...(rows.length === 0 ? [words.noUsage] : []),
      ...(services.some(({ estimated }) => estimated) ? [words.estimated] : []),
    ],
  }
}

/** Opening, what moved, what usage took, closing: of a wallet, or of what is owed. */
function accountTable(
  view: ClientStatement,
  { account, currency, opening, closing }: ClientStatement['balances'][number],
  language: Language,
): PaperTable {
  const words = wordsOf(language)
  const text = (amount: string) => amountText(amount, currency, language)
  const moves = view.movements.filter((move) => move.account === account && move.currency === currency)
  const moved = moves.reduce((sum, { amount }) => sum + parseNano(amount), 0n)
  const used = parseNano(closing) - parseNano(opening) - moved
  const rows = moves.map(({ at, kind, amount }) => ({
    cells: [
      words[`kind.${kind}` as keyof Words] ?? words['kind.adjustment'],
      dateText(new Date(at), view.timeZone, language),
      text(amount),
    ],
    strong: false,
  }))
  const usage = used === 0n ? [] : [{ cells: [words.used, '', text(formatNano(used))], strong: false }]
  return {
    title: account === 'wallet' ? words.balance : words.openAmount,
    columns: [
      { text: '', share: 0.44, align: 'left' },
      { text: words.date, share: 0.3, align: 'right' },
      { text: words.amount, share: 0.26, align: 'right' },
    ],
    rows: [
      { cells: [words.opening, '', text(opening)], strong: false },
      ...rows.slice(0, ROWS_MAX),
      ...usage,
      { cells: [words.closing, '', text(closing)], strong: true },
    ],
    notes: moreRows(rows, words),
  }
}

/**
 * What the books ask for at the month's end, in amounts that can be paid: of what is owed the parts of a cent wait for
 * the next bill, as on an invoice; an overdrawn wallet is filled to zero.
 */
function dueOf(view: ClientStatement, language: Language): Paper['due'] {
  const words = wordsOf(language)
  const { agency, reference, outside } = view
  const say = (sentence: string) => fill(sentence, { agency, reference })
  const text = (amount: bigint, currency: string) => amountText(formatNano(amount), currency, language)
  if (view.billingMode === 'partner') {
    const amounts = view.totals.map(({ price, currency }) =>
      text(payableOf(parseNano(price), currency, 'halfUp'), currency),
    )
    return { label: words.total, amounts, notes: [say(words.invoiced)] }
  }
  const open = view.balances.flatMap(({ account, currency, closing }) => {
    const amount = account === 'owed' ? parseNano(closing) : -parseNano(closing)
    const payable = payableOf(amount, currency, account === 'owed' ? 'floor' : 'ceil')
    return payable > 0n ? [{ account, amount: text(payable, currency) }] : []
  })
  const amounts = open.map(({ amount }) => amount)
  const topUp = outside && view.billingMode === 'prepaid' ? [say(words.topUpTransfer)] : []
  if (open.length === 0) return { label: words.due, amounts, notes: [words.nothingDue, ...topUp] }
  // What a running month comes to is not known yet, so nobody is asked for it.
  if (view.provisional && open.some(({ account }) => account === 'owed')) {
    return { label: words.dueSoFar, amounts, notes: [words.provisional] }
  }
  return { label: words.due, amounts, notes: [outside ? say(words.payTransfer) : words.collected] }
}

function payableOf(amount: bigint, currency: string, rounding: 'floor' | 'ceil' | 'halfUp'): bigint {
  const grain = chargeGrain(currency)
  return divide(amount, grain, rounding) * grain
}

const moreRows = (rows: readonly PaperRow[], words: Words): string[] =>
  rows.length > ROWS_MAX ? [fill(words.moreRows, { count: String(rows.length - ROWS_MAX) })] : []

/** Every digit; with the currency's code where its sign cannot be printed. */
function amountText(decimal: string, currency: string, language: Language): string {
  const text = exactText(decimal, currency, language)
  return isPrintable(text) ? text : `${formatDecimal(decimal, language)} ${currency}`
}
