/**
 * The worker's address as staff typed it, as an origin: `https` anywhere, plain `http` only on this machine.
 * Null when it is neither; a path, query or password in it is refused rather than dropped in silence.
 */
export function parseWorkerUrl(typed: string): string | null {
  let url: URL
  try {
    url = new URL(typed.trim())
  } catch {
    return null
  }
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/') return null
  const isLocal = url.hostname === '127.0.0.1' && url.protocol === 'http:'
  return url.protocol === 'https:' || isLocal ? url.origin : null
}

/** The match pattern to request for this worker. Patterns know no ports: the permission covers all of the host's. */
export function workerPattern(origin: string): string {
  const { protocol, hostname } = new URL(origin)
  return `${protocol}//${hostname}/*`
}
