import type { ServiceTotal } from '../../../shared/contract/service-totals.ts'

type Named = Pick<ServiceTotal, 'service' | 'label' | 'group' | 'product'>

/** Words of a price field's label that mean a whole group of services; the platform's own names come first. */
const GROUPS: readonly [words: RegExp, group: string][] = [
  [/\b(?:phone|telephony|sms|mms|calls?|texts?|telefon\w*|anrufe?)\b/, 'phone'],
  [/\b(?:e ?mails?|lc email)\b/, 'email'],
  [/\bworkflows?\b/, 'workflow'],
  [/\b(?:whats ?app|messaging)\b/, 'messaging'],
  [/\bai\b/, 'ai'],
  [/\b(?:bots?|closebot)\b/, 'bot'],
]

/** `workflow_ai`, `EmailVerification` and `Workflow AI` alike: `workflow ai`. */
const plain = (text: string): string =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, ' ')
    .trim()

/**
 * The services that a price field is about, by its label: the product of the platform whose name it has (the longest
 * one), else the group its words mean. Null where it names neither: then it is about all of them ("All products").
 */
export function servicesOf<T extends Named>(label: string, all: readonly T[]): T[] | null {
  const words = ` ${plain(label)} `
  const names = all.flatMap(({ product, label: own }) =>
    [product, own].flatMap((name) => (name ? [plain(name)] : [])),
  )
  const [longest] = names.filter((name) => words.includes(` ${name} `)).sort((a, b) => b.length - a.length)
  if (longest !== undefined) {
    return all.filter(({ product, label: own }) => plain(product ?? '') === longest || plain(own) === longest)
  }
  const group = GROUPS.find(([form]) => form.test(words))?.[1]
  if (group === undefined) return null
  return all.filter((each) => each.group === group)
}
