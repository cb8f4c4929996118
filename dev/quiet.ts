/** Wrangler without its banner, metrics, error reports and calls home. Call before it is used. */
export function quietWrangler(): void {
  process.env['CLOUDFLARE_CF_FETCH_ENABLED'] = 'false'
  process.env['WRANGLER_SEND_METRICS'] = 'false'
  process.env['WRANGLER_SEND_ERROR_REPORTS'] = 'false'
  process.env['WRANGLER_LOG'] ??= 'error'
}
