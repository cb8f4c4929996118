import { addStyle, HOST_TAG } from './host.ts'

const NOTE_CSS = `:host{all:initial!important;position:fixed!important;right:16px!important;bottom:16px!important;
z-index:2147483000!important;display:block!important}
div{font:13px/1.45 -apple-system,'Segoe UI',Roboto,sans-serif;color:#15191c;background:#fdfdfb;
border:1px solid #dfdfd8;border-radius:8px;padding:10px 14px;box-shadow:0 4px 16px rgb(0 0 0/.16)}
@media(prefers-color-scheme:dark){div{color:#eceae4;background:#1d2124;border-color:#2e3438}}`

/** The one note an old tab shows after an update. The dead script cannot reach the locales: two sentences here. */
export function showReloadNote(document: Document): void {
  const host = document.createElement(HOST_TAG)
  const shadow = host.attachShadow({ mode: __SHADOW_MODE__ })
  addStyle(shadow, NOTE_CSS)
  const note = document.createElement('div')
  note.setAttribute('role', 'status')
  const isGerman = /^de\b/i.test(document.defaultView?.navigator.language ?? '')
  note.textContent = isGerman
    ? 'Rebill Lens wurde aktualisiert. Bitte diese Seite neu laden.'
    : 'Rebill Lens was updated. Please reload this page.'
  shadow.append(note)
  document.documentElement.append(host)
}
