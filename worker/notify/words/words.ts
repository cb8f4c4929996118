import type { AlertKind } from '../kinds.ts'

/** Figures of an alert, ready to be read: money and percentages as people of the language write them. */
export type Figures = Readonly<Record<string, string>>

/** What an e-mail says of one kind. `ask` is what staff are asked to do; nothing is done by itself. */
export interface KindWords {
  readonly title: string
  readonly fired: (figures: Figures) => string
  readonly ask: string
  readonly recovered: string
}

export interface Words {
  readonly kinds: Readonly<Record<AlertKind, KindWords>>
  /** Subject line of several alerts in one e-mail. */
  readonly several: (count: number, agency: string) => string
  readonly resolved: string
  readonly more: (count: number) => string
  readonly footer: (agency: string) => string
  readonly allServices: string
}

/** A figure that the alert must have; an alert without it is told with a dash. */
export const figure = (figures: Figures, name: string): string => figures[name] ?? '–'
