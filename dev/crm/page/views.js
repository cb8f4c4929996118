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
  ],
  reselling: () => [
    element('div', { class: 'head' }, [element('h1', {}, 'Reselling')]),
    card('Products', [
      ['Phone', '1.05×'],
      ['Email', '1.05×'],
      ['Workflow AI', '1.50×'],
    ]),
  ],
  dashboard: (clients) => [
    element('div', { class: 'head' }, [element('h1', {}, 'Dashboard')]),
    card('This month', [['Sub-accounts', String(clients.length)]]),
  ],
}
