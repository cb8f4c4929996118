/** Money as the worker shows it (worker/openapi/money-operations.ts): decimal text in `currency`. */
export interface ChargeView {
  id: string
  purpose: string
  amount: string
  currency: string
  /** prepared, sent, processing, actionRequired, succeeded, failed, canceled; a newer worker may know more. */
  state: string
  fee: string | null
  feeIsEstimate: boolean
  failure: { code: string; text: string | null } | null
  createdAt: string
  settledAt: string | null
}

export interface ChargesView {
  charges: readonly ChargeView[]
  nextCursor: string | null
}

export interface ReloadView {
  enabled: boolean
  threshold: string
  amount: string
}

export function readCharge(body: unknown): ChargeView | null {
  const { id, amount, currency, state } = (body ?? {}) as Partial<ChargeView>
  const isWhole = [id, amount, currency, state].every((each) => typeof each === 'string')
  return isWhole ? (body as ChargeView) : null
}

export function readCharges(body: unknown): ChargesView | null {
  const { charges } = (body ?? {}) as Partial<ChargesView>
  return Array.isArray(charges) && charges.every(readCharge) ? (body as ChargesView) : null
}

export function readReload(body: unknown): ReloadView | null {
  const { enabled, threshold, amount } = (body ?? {}) as Partial<ReloadView>
  const isWhole = typeof enabled === 'boolean' && typeof threshold === 'string' && typeof amount === 'string'
  return isWhole ? { enabled, threshold, amount } : null
}

/** A page for the client, at the payment provider or the worker: https, or this machine. */
export function readPage(body: unknown): { url: string } | null {
  const { url } = (body ?? {}) as { url?: unknown }
  if (typeof url !== 'string' || !URL.canParse(url)) return null
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1') ? { url } : null
}
