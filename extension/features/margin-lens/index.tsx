import { signal } from '@preact/signals'
import type { Feature } from '../feature.ts'
import hintCss from '../hint.css?inline'
import { paint } from '../paint.ts'
import reportCss from '../report.css?inline'
import { openReport } from '../report.tsx'
import { sharedBasis } from './basis.ts'
import css from './lens.css?inline'
import { Lens } from './lens.tsx'

/** A page sets its fields by script, which no event tells of. */
const LOOK_MS = 1_000

/** Beside every multiplier and markup field of the pages that are about prices: what it leaves after fees. */
export const marginLens: Feature = {
  id: 'margin-lens',
  slot: 'marginLens',
  init: (surroundings) => {
    const { mounted } = surroundings
    const text = signal('')
    const facts = signal(mounted.facts())
    const look = (): void => {
      text.value = (mounted.source() as Partial<HTMLInputElement> | null)?.value ?? ''
      const { label, unit } = mounted.facts()
      if (label !== facts.value['label'] || unit !== facts.value['unit']) facts.value = mounted.facts()
    }
    look()
    const { ownerDocument } = mounted.element
    for (const type of ['input', 'change']) {
      ownerDocument.addEventListener(type, look, { capture: true, signal: mounted.signal })
    }
    const timer = setInterval(look, LOOK_MS)
    mounted.signal.addEventListener('abort', () => clearInterval(timer))
    paint(
      surroundings,
      hintCss + reportCss + css,
      <Lens
        text={text}
        facts={facts}
        basis={sharedBasis(surroundings.page)}
        report={openReport(surroundings)}
      />,
    )
  },
}
