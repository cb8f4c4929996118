export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...(typeof children === 'string' ? [children] : children))
  return made
}

const card = (title, rows) =>
  element('section', { class: 'card' }, [
    element('h2', {}, title),
    element(
      'dl',
      {},
      rows.map(([name, value]) => element('div', {}, [element('dt', {}, name), element('dd', {}, value)])),
    ),
  ])

/** Fields as the pages about prices have them: a name, a number, a sign. */
const prices = (title, rows) =>
  element('section', { class: 'card' }, [
    element('h2', {}, title),
    ...rows.map(([name, kind, value], index) =>
      element('div', { class: 'price' }, [
        element('label', { for: `price-${index}` }, `${name} ${kind}`),
        element('input', { id: `price-${index}`, type: 'text', inputmode: 'decimal', value }),
        element('span', {}, kind === 'markup' ? '%' : '×'),
      ]),
    ),
  ])

/** The pages besides the list, each as the children of `.hl_wrapper--inner`. */
export const views = {
  manage: (client) => [
    element('div', { class: 'head' }, [
      element('a', { href: '/sub-accounts/' }, '‹ Sub-accounts'),
      element('h1', {}, client.name),
      element('a', { class: 'manage', href: `/v2/location/${client.id}/dashboard` }, 'Switch to sub-account'),
    ]),
    card('Account', [
      ['Location id', client.id],
      ['City', client.city ?? '–'],
      ['Plan', 'Unlimited'],
    ]),
    card('Phone', [
      ['Provider', 'LC Phone'],
      ['Numbers', '1'],
    ]),
    card('E-mail', [['Provider', 'LC Email']]),
  ],
  subAccount: (client) => [
    element('div', { class: 'head' }, [element('h1', {}, client.name)]),
    card('Conversations', [['Unread', '3']]),
  ],
  billing: (clients) => [
    element('div', { class: 'head' }, [element('h1', {}, 'Billing')]),
    element('div', { id: 'wallet-notifications-page' }, [
      card(
        'Wallet transactions',
        clients.slice(0, 8).map((client) => [client.name, 'SMS']),
      ),
    ]),
    prices('Default rebilling', [['All products', 'multiplier', '1.05']]),
  ],
  reselling: () => [
    element('div', { class: 'head' }, [element('h1', {}, 'Reselling')]),
    prices('Products', [
      ['Phone', 'multiplier', '1.05'],
      ['Email', 'multiplier', '1.50'],
      ['Workflow AI', 'multiplier', '1.10'],
    ]),
  ],
  saas: () => [
    element('div', { class: 'head' }, [element('h1', {}, 'SaaS Configurator')]),
    prices('Rebilling of the plan', [
      ['Phone', 'markup', '5'],
      ['Email', 'markup', '100'],
    ]),
    element('section', { class: 'card' }, [
      element('h2', {}, 'Trial'),
      element('label', { class: 'price' }, ['Days ', element('input', { type: 'number', value: '14' })]),
    ]),
  ],
  source: (client) => [
    element('div', { class: 'head' }, [element('h1', {}, client.name)]),
    card('Source', [
      ['Category', 'GHL'],
      ['Bots', '2'],
    ]),
  ],
  dashboard: (clients) => [
    element('div', { class: 'head' }, [element('h1', {}, 'Dashboard')]),
    card('This month', [['Sub-accounts', String(clients.length)]]),
  ],
}
