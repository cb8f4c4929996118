import { signal } from '@preact/signals'
import { call } from '../../rpc/call.ts'
import type { Feature } from '../feature.ts'
import { paint } from '../paint.ts'
import { sharedOverviews } from './shared.ts'
import hintCss from '../hint.css?inline'
import css from './row.css?inline'
import { Row } from './row.tsx'

/** On the sub-accounts list, in each row: balance, runway, and whether rebilling is on, with the fix where it is not. */
export const clientRow: Feature = {
  id: 'client-row',
  slot: 'clientRow',
  init: (surroundings) => {
    const { mounted } = surroundings
    const overviews = sharedOverviews(surroundings)
    const isFloating = signal(mounted.isFloating())
    mounted.onFloat((floating) => {
      isFloating.value = floating
    })
    const state = overviews.follow(mounted.key, mounted.signal)
    const openOptions = (): void => void call('options.open', {})
    paint(
      surroundings,
      hintCss + css,
      <Row state={state} isFloating={isFloating} onRetry={overviews.refresh} onOptions={openOptions} />,
    )
  },
}
