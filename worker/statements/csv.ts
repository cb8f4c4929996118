import Papa from 'papaparse'

/** What a spreadsheet would take for a formula (OWASP, CSV injection); a plain number may begin with a minus. */
const FORMULA = /^(?!-?\d+(?:\.\d+)?$)[=+\-@\t\r]/

/** Rows as CSV (RFC 4180): commas, CRLF, quotes doubled; what would be a formula is made text by an apostrophe. */
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  `${Papa.unparse(
    rows.map((row) => [...row]),
    { newline: '\r\n', escapeFormulae: FORMULA },
  )}\r\n`
