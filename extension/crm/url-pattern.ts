/**
 * A URL pattern that maps the pages of any CRM to clients: `https://crm.example.com/customers/{client}`. `{client}`
 * stands once, for the client's id; `*` for one whole part of the path. What follows in the address is
 * free, a query (`?id={client}`) is compared by its names, a fragment (`#/customers/{client}`) from its beginning.
 */
export interface CustomPattern {
  readonly text: string
  readonly host: string
  /** The client of an address, or null where the pattern does not fit. */
  clientOf(url: URL): string | null
}

export type PatternReading =
  | { ok: true; pattern: CustomPattern }
  | { ok: false; why: 'form' | 'client' | 'tooLong' }

const LENGTH_MAX = 300
const CLIENT = '{client}'
const FORM = /^https:\/\/((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#(\S*))?$/i
/** An id of a client as the API takes it (shared/contract: ExternalId). */
const ID = /^[\x21-\x7e]{1,200}$/

/** Reads a pattern as typed. Each piece becomes a regular expression that can match an address in one way only. */
export function readPattern(typed: string): PatternReading {
  const text = typed.trim()
  if (text.length > LENGTH_MAX) return { ok: false, why: 'tooLong' }
  const parts = FORM.exec(text)
  if (!parts) return { ok: false, why: 'form' }
  const [, host = '', path = '/', query = '', fragment] = parts
  if (text.split(CLIENT).length !== 2) return { ok: false, why: 'client' }
  // A star beside other signs would let an address be split in many ways, and a long one take minutes to refuse.
  if (/[^/=]\*|\*[^/?#&]/.test(text)) return { ok: false, why: 'form' }

  const pathForm = pieceOf(path.replace(/\/$/, ''), '(?:/|$)')
  const fragmentForm = fragment === undefined ? null : pieceOf(fragment, '(?:[/?&]|$)')
  const named = [...new URLSearchParams(query)].map(([name, value]) => [name, pieceOf(value, '$')] as const)

  const clientOf = (url: URL): string | null => {
    if (url.protocol !== 'https:' || url.hostname !== host.toLowerCase()) return null
    const found = [
      pathForm.exec(url.pathname),
      ...named.map(([name, form]) => form.exec(url.searchParams.get(name) ?? '')),
      ...(fragmentForm ? [fragmentForm.exec(url.hash.slice(1))] : []),
    ]
    if (found.some((match) => match === null)) return null
    const id = decode(found.map((match) => match?.groups?.['client']).find((client) => client !== undefined))
    return id !== null && ID.test(id) ? id : null
  }
  return { ok: true, pattern: { text, host: host.toLowerCase(), clientOf } }
}

const pieceOf = (literal: string, end: string): RegExp =>
  new RegExp(
    `^${literal
      .replaceAll(/[.*+?^$()|[\]\\]/g, (sign) => (sign === '*' ? '[^/?#&]+' : `\\${sign}`))
      .replace(CLIENT, '(?<client>[^/?#&]{1,600})')}${end}`,
  )

function decode(id: string | undefined): string | null {
  try {
    return id === undefined ? null : decodeURIComponent(id)
  } catch {
    return null
  }
}
