export interface FigureProps {
  /** Formatted already (shared/money/locale.ts): a figure on the screen is text. */
  text: string
  unit?: string | undefined
  tone?: 'gain' | 'loss' | undefined
}

/** An amount, a rate or a percentage with its unit: tabular figures, one line. */
export function Figure({ text, unit, tone }: FigureProps) {
  return (
    <span class="rl-figure" data-tone={tone}>
      {text}
      {unit && <span class="rl-figure-unit">{unit}</span>}
    </span>
  )
}
