import type { Slot } from './slot.ts'

/** Unknown to the page and to every style sheet. */
export const HOST_TAG = 'rebill-lens'

/**
 * `!important` inside a shadow root outranks `!important` outside: whatever the page says about "all elements",
 * the host stays as it is here. (Custom properties pass: the theme comes in that way.) Isolated, it is painted anew as
 * one piece from what was kept while the page around it changes.
 */
const HOST_CSS = `:host{all:initial!important;display:block!important;box-sizing:border-box!important;
isolation:isolate!important;max-width:100%!important;min-height:var(--rl-reserve,0)!important;
min-width:var(--rl-reserve-width,0)!important}
:host([data-inline]){display:inline-block!important;vertical-align:middle!important;width:max-content!important;
align-self:var(--rl-align,center)!important;flex:none!important}`

/** One mounted host: what a feature gets. Everything it starts ends with `signal`. */
export interface Mounted {
  readonly slot: string
  readonly key: string
  readonly element: HTMLElement
  readonly shadow: ShadowRoot
  readonly signal: AbortSignal
  /** The element that its anchor is about, while the page has one; pages swap it as they render. */
  source(): Element | null
  /** What the registry says of that element. */
  facts(): Readonly<Record<string, string>>
  /** True while the page gives it no place of its own. */
  isFloating(): boolean
  onFloat(listener: (floating: boolean) => void): void
  /** The panel is painted: the reserved height is no longer needed. */
  painted(): void
}

export function createHost(
  document: Document,
  slot: Slot,
  key: string,
): { element: HTMLElement; shadow: ShadowRoot } {
  const element = document.createElement(HOST_TAG)
  element.dataset['slot'] = slot.id
  element.dataset['key'] = key
  if (slot.inline) element.dataset['inline'] = ''
  if (slot.reserve > 0) element.style.setProperty('--rl-reserve', `${slot.reserve}px`)
  if (slot.reserveWidth) element.style.setProperty('--rl-reserve-width', `${slot.reserveWidth}px`)
  const shadow = element.attachShadow({ mode: __SHADOW_MODE__ })
  addStyle(shadow, HOST_CSS)
  return { element, shadow }
}

/**
 * Adds styles to a shadow root. Constructed sheets are outside the page's Content Security Policy; the `<style>`
 * is for Firefox before 153, where a content script may not hand sheets over (bug 1751346; MDN's release note,
 * 2026-05-29), and whose content scripts are exempt.
 */
export function addStyle(shadow: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet]
  } catch {
    const style = shadow.ownerDocument.createElement('style')
    style.textContent = css
    shadow.append(style)
  }
}
