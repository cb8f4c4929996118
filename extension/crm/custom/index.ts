import type { Crm } from '../crm.ts'
import { schemeOf } from '../theme.ts'
import { readPattern } from '../url-pattern.ts'

/** Any CRM whose client pages are known by URL patterns (options): a floating badge, no place in its pages. */
export function customCrm(texts: readonly string[]): Crm {
  const patterns = texts.flatMap((text) => {
    const reading = readPattern(text)
    return reading.ok ? [reading.pattern] : []
  })
  return {
    id: 'custom',
    route: (url) => {
      for (const pattern of patterns) {
        const client = pattern.clientOf(url)
        if (client !== null) return { page: 'subAccount', client }
      }
      return null
    },
    slots: ({ client }) => [
      {
        id: 'clientBadge',
        find: () => [],
        watch: [],
        required: client,
        reserve: 0,
        floats: true,
        inline: true,
      },
    ],
    look: (document) => ({ scheme: schemeOf(document.body), properties: {} }),
  }
}
