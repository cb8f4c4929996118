import { showList } from './list.js'
import { element, views } from './views.js'

/** The shell: side bar, header, and a router that re-renders the content as a framework would. */
const clients = await (await fetch('/demo/clients.json')).json()
const app = document.querySelector('#app')
let stopView = () => {}

const NAV = [
  ['sb_agency-dashboard', 'Dashboard', '/agency_dashboard/'],
  ['sb_agency-accounts', 'Sub-accounts', '/sub-accounts/'],
  ['sb_agency-account-reselling', 'Reselling', '/reselling'],
  ['sb_agency-saas', 'SaaS Configurator', '/saas-configurator'],
  ['sb_agency-settings', 'Settings', '/settings/billing?tab=wallet_transactions'],
]

function render() {
  stopView()
  const side = element('nav', { id: 'sidebar-v2', class: 'sidebar-v2-agency' }, [
    element('div', { id: 'location-switcher-sidbar-v2' }, [
      element('span', { class: 'hl_switcher-loc-name' }, 'Demo agency'),
    ]),
    ...NAV.map(([id, label, href]) =>
      element(
        'a',
        { id, href, 'data-current': String(location.pathname === new URL(href, location.href).pathname) },
        label,
      ),
    ),
  ])
  const inner = element('div', { class: 'hl_wrapper--inner' })
  const main = element('main', {}, [
    element('header', { class: 'hl_header' }, [
      element('div', { class: 'hl_header--controls' }, 'Demo CRM · nothing here is saved'),
    ]),
    element('div', { class: 'hl_wrapper' }, [inner]),
  ])
  app.replaceChildren(side, main)
  stopView = fill(inner)
}

function fill(inner) {
  const path = location.pathname
  const id = /\/(?:accounts\/detail|location|sources?)\/([A-Za-z0-9]+)/.exec(path)?.[1]
  const client = clients.find((each) => each.id === id)
  if (/^\/(?:sub-accounts|accounts)\/?$/.test(path)) return showList(inner, clients)
  if (path.startsWith('/accounts/detail/') && client) inner.replaceChildren(...views.manage(client))
  else if (/^\/(?:v2\/)?location\//.test(path) && client) inner.replaceChildren(...views.subAccount(client))
  else if (path.startsWith('/settings/billing')) inner.replaceChildren(...views.billing(clients))
  else if (path.startsWith('/saas')) inner.replaceChildren(...views.saas())
  else if (/^\/sources?\//.test(path) && client) inner.replaceChildren(...views.source(client))
  else if (path.startsWith('/reselling')) inner.replaceChildren(...views.reselling())
  else inner.replaceChildren(...views.dashboard(clients))
  return () => {}
}

function go(path) {
  history.pushState({}, '', path)
  render()
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="/"]')
  if (!link || event.metaKey || event.ctrlKey) return
  event.preventDefault()
  go(link.getAttribute('href'))
})
addEventListener('popstate', render)

/** For tests: what the page does to itself. */
window.demoCrm = { go, render }
render()
