import { signal } from '@preact/signals'
import { call } from '../../rpc/call.ts'
import { sharedOverviews } from '../client-row/shared.ts'
import type { Feature } from '../feature.ts'
import { paint } from '../paint.ts'
import reportCss from '../report.css?inline'
import { openReport } from '../report.tsx'
import hintCss from '../hint.css?inline'
import css from './badge.css?inline'
import { Badge } from './badge.tsx'

/** Inside a sub-account: balance and runway in one quiet line, the rest on a click. */
export const clientBadge: Feature = {
  id: 'client-badge',
  slot: 'clientBadge',
  init: (surroundings) => {
    const { mounted } = surroundings
    const overviews = sharedOverviews(surroundings)
    const isFloating = signal(mounted.isFloating())
    mounted.onFloat((floating) => {
      isFloating.value = floating
    })
    paint(
      surroundings,
      hintCss + css + reportCss,
      <Badge
        state={overviews.follow(mounted.key, mounted.signal)}
        isFloating={isFloating}
        report={openReport(surroundings)}
        onRetry={overviews.refresh}
        onOptions={() => void call('options.open', {})}
      />,
    )
  },
}
