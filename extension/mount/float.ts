import { addStyle, HOST_TAG } from './host.ts'

const FLOAT_CSS = `:host{all:initial!important;position:fixed!important;right:16px!important;bottom:16px!important;
z-index:2147483000!important;display:flex!important;flex-direction:column!important;gap:8px!important;
width:min(640px,calc(100vw - 32px))!important;max-height:min(70vh,640px)!important;overflow:auto!important;
overscroll-behavior:contain!important;pointer-events:none!important;--rl-align:flex-end!important}
:host([hidden]){display:none!important}`

/** A quiet corner for panels whose page gives them no lasting place. Outside the body: frameworks own that. */
export function createFloat(
  document: Document,
  backoff: { hit(): boolean },
): { box: HTMLElement; ensure(): void } {
  const box = document.createElement(HOST_TAG)
  box.dataset['float'] = ''
  const shadow = box.attachShadow({ mode: __SHADOW_MODE__ })
  addStyle(shadow, FLOAT_CSS)
  shadow.append(document.createElement('slot'))
  let hasLeft = false
  return {
    box,
    ensure: () => {
      box.hidden = box.childElementCount === 0
      if (box.hidden) box.remove()
      else if (box.parentNode !== document.documentElement && !hasLeft) {
        // Not even a corner of its own: then nothing, rather than a fight every frame.
        hasLeft = backoff.hit()
        if (!hasLeft) document.documentElement.append(box)
      }
    },
  }
}
