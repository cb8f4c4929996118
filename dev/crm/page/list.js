import { element } from './views.js'

const ROW_PX = 64
const SPARE_ROWS = 3

/**
 * The sub-accounts list, virtualised: a pool of rows that are given other clients while the list scrolls. As in
 * HighLevel's own, a recycled row keeps its elements; id, link and text change.
 */
export function showList(inner, clients) {
  const track = element('div', { class: 'track' })
  track.style.height = `${clients.length * ROW_PX}px`
  const table = element('div', { id: 'locations-table', tabindex: '0' }, [track])
  inner.replaceChildren(
    element('div', { id: 'pg-agency-locations' }, [
      element('div', { class: 'head' }, [
        element('h1', {}, 'Sub-accounts'),
        element('span', { class: 'count' }, `${clients.length} accounts`),
      ]),
      table,
    ]),
  )
  const pool = []

  function update() {
    const first = Math.max(0, Math.floor(table.scrollTop / ROW_PX) - 1)
    const shown = Math.min(clients.length, Math.ceil(table.clientHeight / ROW_PX) + SPARE_ROWS)
    while (pool.length < shown) {
      const row = createRow()
      pool.push(row)
      track.append(row.root)
    }
    for (const [index, row] of pool.entries()) {
      // Each index always lands on the same element modulo the pool: that is what recycles it.
      const turn = Math.floor((first - index + pool.length - 1) / pool.length)
      const at = index + Math.max(0, turn) * pool.length
      const client = clients[at]
      row.root.hidden = !client
      if (client) row.show(client, at)
    }
  }

  table.addEventListener('scroll', update)
  const resized = new ResizeObserver(update)
  resized.observe(table)
  update()
  return () => resized.disconnect()
}

function createRow() {
  const name = element('span', { class: 'name' })
  const city = element('span', { class: 'city' })
  const link = element('a', { class: 'manage' }, 'Manage client')
  const root = element('div', { class: 'hl_agency-location' }, [
    element('div', { class: 'who' }, [name, city]),
    link,
  ])
  const nameText = document.createTextNode('')
  name.append(nameText)
  const cityText = document.createTextNode('')
  city.append(cityText)
  return {
    root,
    show: (client, at) => {
      root.style.transform = `translateY(${at * ROW_PX}px)`
      if (root.id === `loc-${client.id}`) return
      root.id = `loc-${client.id}`
      name.id = `pg-agency-locations__lbl-${client.id}-name`
      link.setAttribute('href', `/accounts/detail/${client.id}`)
      nameText.data = client.name
      cityText.data = client.city ?? ''
    },
  }
}
