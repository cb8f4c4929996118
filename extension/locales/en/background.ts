/** Words shown by the browser itself: the badge's title, the context menu, notices. */
export const background = {
  'badge.none': 'Rebill Lens',
  'badge.fine': 'Rebill Lens: no client needs a look (as of {time})',
  'badge.one': 'Rebill Lens: 1 client needs a look (as of {time})',
  'badge.some': 'Rebill Lens: {count} clients need a look (as of {time})',
  'menu.cost': 'Check margin: “%s” is my cost',
  'menu.price': 'Check margin: “%s” is my price',
  'notice.one': '1 client needs a look',
  'notice.some': '{count} clients need a look',
  'notice.more': '{names} and {count} more',
} as const
