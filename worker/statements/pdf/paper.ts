import type { Locale } from '../../../shared/money/locale.ts'

/** What is to stand on a printed document, already in words; where it stands is `printPaper`'s. */
export interface Paper {
  readonly language: Locale
  /** The maker's name, at the top and as the document's author. */
  readonly author: string
  readonly title: string
  readonly note: string | null
  readonly at: Date
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly tables: readonly PaperTable[]
  readonly due: {
    readonly label: string
    readonly amounts: readonly string[]
    readonly notes: readonly string[]
  }
  readonly footer: string
  readonly pageText: (page: number, pages: number) => string
}

export interface PaperTable {
  readonly title: string
  readonly columns: readonly PaperColumn[]
  readonly rows: readonly PaperRow[]
  readonly notes: readonly string[]
}

export interface PaperColumn {
  readonly text: string
  /** Share of the page's width; all shares together are 1. */
  readonly share: number
  readonly align: 'left' | 'right'
}

export interface PaperRow {
  readonly cells: readonly string[]
  readonly strong: boolean
}
