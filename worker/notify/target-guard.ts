/** Names that lead nowhere outside; RFC 6761, 6762, 8375 and what routers hand out. */
const INSIDE =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/

/**
 * Why a webhook must not be sent there, or null (server-side request forgery). In production only https to a public
 * name on its usual port: no address of any kind, so none that is private, and no credentials in the URL. A name that
 * resolves to a private address leads nowhere either: Workers' fetch reaches the public internet only.
 * In development this machine is allowed too.
 */
export function targetProblem(url: string, environment: 'production' | 'development'): string | null {
  if (url.length > 2_000 || !URL.canParse(url)) return 'an absolute URL of at most 2,000 characters'
  const { protocol, hostname, port, username, password } = new URL(url)
  if (username !== '' || password !== '') return 'without a user name or password'
  if (environment === 'development' && hostname === '127.0.0.1') return null
  if (protocol !== 'https:') return 'https only'
  if (port !== '' && port !== '8443') return 'the usual port for https'
  // The URL parser has turned every way to write an IPv4 address into four numbers.
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname)
  const name = hostname.replace(/\.$/, '')
  if (isAddress || !name.includes('.') || INSIDE.test(name)) return 'a public host name, not an address'
  return null
}
