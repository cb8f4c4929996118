import type { PDFFont, PDFPage, RGB } from '@cantoo/pdf-lib'
import type { Paper, PaperRow, PaperTable } from './paper.ts'
import { printable } from './printable.ts'
import { wrap } from './wrap.ts'

/** A4 in points. */
const PAGE = { width: 595.28, height: 841.89 }
const MARGIN = 56
const WIDTH = PAGE.width - 2 * MARGIN
/** Nothing of the text stands below this. */
const BOTTOM = 84
const GAP = 12
const ROW = { size: 9.5, line: 12.5, pad: 5 }
const LINES_MAX = 3

interface Pen {
  readonly plain: PDFFont
  readonly bold: PDFFont
  readonly ink: RGB
  readonly soft: RGB
  readonly line: RGB
  readonly newPage: () => PDFPage
  page: PDFPage
  y: number
}

/**
 * Prints a document as PDF, A4, in Helvetica. The same paper gives the same bytes. The library is loaded by the first
 * call, since no other request needs it.
 */
export async function printPaper(paper: Paper): Promise<Uint8Array<ArrayBuffer>> {
  const { PDFDocument, StandardFonts, rgb } = await import('@cantoo/pdf-lib')
  const doc = await PDFDocument.create({ updateMetadata: false })
  doc.setTitle(paper.title, { showInWindowTitleBar: true })
  doc.setAuthor(paper.author)
  doc.setLanguage(paper.language)
  doc.setCreationDate(paper.at)
  doc.setModificationDate(paper.at)
  const newPage = () => doc.addPage([PAGE.width, PAGE.height])
  const pen: Pen = {
    plain: await doc.embedFont(StandardFonts.Helvetica),
    bold: await doc.embedFont(StandardFonts.HelveticaBold),
    ink: rgb(0.08, 0.1, 0.11),
    soft: rgb(0.35, 0.38, 0.4),
    line: rgb(0.8, 0.8, 0.78),
    newPage,
    page: newPage(),
    y: PAGE.height - MARGIN,
  }
  head(pen, paper)
  for (const table of paper.tables) tableOf(pen, table)
  due(pen, paper.due)
  const pages = doc.getPages()
  pages.forEach((page, i) => foot({ ...pen, page }, paper.footer, paper.pageText(i + 1, pages.length)))
  return Uint8Array.from(await doc.save())
}

/** A line of text with its foot at `y`; `x` is its left or, aligned right, its right end. */
function write(
  pen: Pen,
  text: string,
  at: { x: number; y: number; size: number; font?: PDFFont; color?: RGB; align?: 'left' | 'right' },
): void {
  const { x, y, size, font = pen.plain, color = pen.ink } = at
  const left = at.align === 'right' ? x - font.widthOfTextAtSize(text, size) : x
  pen.page.drawText(text, { x: left, y, size, font, color })
}

const linesOf = (text: string, width: number, font: PDFFont, size: number, linesMax = LINES_MAX): string[] =>
  wrap(printable(text), width, linesMax, (part) => font.widthOfTextAtSize(part, size))

/** Paragraph from the pen's place down. */
function paragraph(pen: Pen, text: string, size: number, font: PDFFont, color: RGB, lead = 1.35): void {
  for (const line of linesOf(text, WIDTH, font, size)) {
    pen.y -= size * lead
    write(pen, line, { x: MARGIN, y: pen.y, size, font, color })
  }
}

function rule(pen: Pen, y: number): void {
  pen.page.drawLine({
    start: { x: MARGIN, y },
    end: { x: MARGIN + WIDTH, y },
    thickness: 0.6,
    color: pen.line,
  })
}

/** Goes on to the next page where less than `height` is left. @returns whether it did */
function makeRoom(pen: Pen, height: number): boolean {
  if (pen.y - height >= BOTTOM) return false
  pen.page = pen.newPage()
  pen.y = PAGE.height - MARGIN
  return true
}

function head(pen: Pen, paper: Paper): void {
  paragraph(pen, paper.author, 11, pen.bold, pen.ink)
  pen.y -= 24
  paragraph(pen, paper.title, 20, pen.bold, pen.ink, 1.2)
  if (paper.note !== null) {
    pen.y -= 4
    paragraph(pen, paper.note, ROW.size, pen.plain, pen.soft)
  }
  pen.y -= 16
  const labelWidth = 92
  for (const [label, value] of paper.facts) {
    const lines = linesOf(value, WIDTH - labelWidth, pen.plain, ROW.size)
    lines.forEach((line, i) => {
      pen.y -= 15
      if (i === 0) write(pen, printable(label), { x: MARGIN, y: pen.y, size: ROW.size, color: pen.soft })
      write(pen, line, { x: MARGIN + labelWidth, y: pen.y, size: ROW.size })
    })
  }
  pen.y -= 12
}

function tableOf(pen: Pen, table: PaperTable): void {
  // The title is never left alone at the foot of a page.
  makeRoom(pen, 100)
  pen.y -= 34
  write(pen, printable(table.title), { x: MARGIN, y: pen.y, size: 12, font: pen.bold })
  const columnHead = () => {
    row(pen, table, { cells: table.columns.map(({ text }) => text), strong: false }, pen.soft)
    rule(pen, pen.y)
  }
  if (table.rows.length > 0) {
    pen.y -= 4
    columnHead()
  }
  table.rows.forEach((one, i) => {
    // A sum is never alone on its page.
    const next = table.rows[i + 1]
    const together = rowHeight(pen, table, one) + (next?.strong === true ? rowHeight(pen, table, next) : 0)
    if (makeRoom(pen, together)) columnHead()
    if (one.strong) rule(pen, pen.y)
    row(pen, table, one, pen.ink)
  })
  for (const note of table.notes) {
    makeRoom(pen, 40)
    pen.y -= 6
    paragraph(pen, note, 9, pen.plain, pen.soft)
  }
}

function cellsOf(pen: Pen, table: PaperTable, { cells, strong }: PaperRow): string[][] {
  const font = strong ? pen.bold : pen.plain
  return table.columns.map(({ share }, i) => linesOf(cells[i] ?? '', share * WIDTH - GAP, font, ROW.size))
}

const heightOf = (cells: readonly string[][]) =>
  Math.max(1, ...cells.map((lines) => lines.length)) * ROW.line + ROW.pad
const rowHeight = (pen: Pen, table: PaperTable, one: PaperRow) => heightOf(cellsOf(pen, table, one))

function row(pen: Pen, table: PaperTable, one: PaperRow, color: RGB): void {
  const cells = cellsOf(pen, table, one)
  const font = one.strong ? pen.bold : pen.plain
  let left = MARGIN
  table.columns.forEach(({ share, align }, i) => {
    const x = align === 'right' ? left + share * WIDTH : left
    cells[i]?.forEach((text, line) =>
      write(pen, text, { x, y: pen.y - (line + 1) * ROW.line, size: ROW.size, font, color, align }),
    )
    left += share * WIDTH
  })
  pen.y -= heightOf(cells)
}

/** What is to be paid and how, kept together. */
function due(pen: Pen, { label, amounts, notes }: Paper['due']): void {
  const lines = notes.flatMap((note) => linesOf(note, WIDTH, pen.plain, 10.5))
  makeRoom(pen, 62 + amounts.length * 24 + lines.length * 16)
  pen.y -= 30
  rule(pen, pen.y)
  if (amounts.length > 0) {
    pen.y -= 26
    write(pen, printable(label), { x: MARGIN, y: pen.y, size: 12, font: pen.bold })
    amounts.forEach((amount, i) => {
      if (i > 0) pen.y -= 24
      write(pen, printable(amount), {
        x: MARGIN + WIDTH,
        y: pen.y,
        size: 16,
        font: pen.bold,
        align: 'right',
      })
    })
  }
  pen.y -= 10
  for (const line of lines) {
    pen.y -= 16
    write(pen, line, { x: MARGIN, y: pen.y, size: 10.5 })
  }
}

function foot(pen: Pen, text: string, pageText: string): void {
  const y = MARGIN - 8
  rule(pen, y + 14)
  const [line = ''] = linesOf(text, WIDTH - 100, pen.plain, 8, 1)
  write(pen, line, { x: MARGIN, y, size: 8, color: pen.soft })
  write(pen, printable(pageText), { x: MARGIN + WIDTH, y, size: 8, color: pen.soft, align: 'right' })
}
