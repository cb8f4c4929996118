import type { Anchor } from './slot.ts'

/** Whether a host stands at an anchor. */
export function isAt(host: Element, { element, place }: Anchor): boolean {
  if (place === 'after') return host.previousElementSibling === element
  if (place === 'before') return host.nextElementSibling === element
  return host.parentElement === element
}

export function insertAt(host: Element, { element, place }: Anchor): void {
  if (place === 'append') element.append(host)
  else if (place === 'prepend') element.prepend(host)
  else if (place === 'before') element.before(host)
  else element.after(host)
}
