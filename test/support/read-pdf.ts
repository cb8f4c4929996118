/** What stands in a PDF that the product made: texts of each page in the order they were written, and its metadata. */
import { PDFArray, PDFDocument, PDFName, PDFRawStream, decodePDFRawStream } from '@cantoo/pdf-lib'

export interface ReadPdf {
  readonly pages: readonly string[][]
  /** All texts, a line each. */
  readonly text: string
  readonly title: string | undefined
  readonly author: string | undefined
  readonly producer: string | undefined
  readonly created: Date | undefined
  readonly language: string
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const doc = await PDFDocument.load(bytes, { updateMetadata: false })
  const pages = doc.getPages().map((page) => textsOf(page.node.Contents()))
  return {
    pages,
    text: pages.flat().join('\n'),
    title: doc.getTitle(),
    author: doc.getAuthor(),
    producer: doc.getProducer(),
    created: doc.getCreationDate(),
    language: String(doc.catalog.get(PDFName.of('Lang'))),
  }
}

function textsOf(contents: unknown): string[] {
  if (contents instanceof PDFArray) {
    return Array.from({ length: contents.size() }, (_, i) => textsOf(contents.lookup(i))).flat()
  }
  if (!(contents instanceof PDFRawStream)) throw new TypeError('a page has its content as a stream')
  const operators = new TextDecoder('latin1').decode(decodePDFRawStream(contents).decode())
  // The fonts' encoding is WinAnsi.
  const shown = operators.matchAll(/<([0-9A-Fa-f]*)>\s*Tj/g)
  return Array.from(shown, ([, hex = '']) =>
    new TextDecoder('windows-1252').decode(
      Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
    ),
  )
}
