import { render, type ComponentChild } from 'preact'
import { addStyle } from '../mount/host.ts'
import componentsCss from '../ui/components.css?inline'
import tokensCss from '../ui/tokens.css?inline'
import type { Surroundings } from './feature.ts'

/** What happens in a panel is no business of the page: row clicks, shortcuts and focus traps stay outside. */
const KEPT_INSIDE = [
  'click',
  'dblclick',
  'mousedown',
  'mouseup',
  'pointerdown',
  'pointerup',
  'keydown',
  'keyup',
  'keypress',
  'input',
  'change',
  'paste',
  'focusin',
  'focusout',
]

/** Paints a feature's view into its host, with the shared look and its own styles. */
export function paint({ mounted }: Surroundings, css: string, view: ComponentChild): void {
  const { shadow, signal } = mounted
  addStyle(shadow, tokensCss)
  addStyle(shadow, componentsCss)
  addStyle(shadow, css)
  const root = shadow.ownerDocument.createElement('div')
  root.className = 'rl'
  for (const type of KEPT_INSIDE) root.addEventListener(type, (event) => event.stopPropagation(), { signal })
  shadow.append(root)
  render(view, root)
  mounted.painted()
  signal.addEventListener('abort', () => render(null, root))
}
