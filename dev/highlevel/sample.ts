/** What every sample webhook is built from: made-up ids, the envelope of a delivery, fields to set or take away. */

export type SampleShape = 'docs' | 'portal'

/** What every sample can be told. Any other field can be given as well; undefined takes one away. */
export interface SampleOptions {
  shape?: SampleShape
  locationId?: string | undefined
  companyId?: string
  /** ISO 8601; `dateAdded`. */
  at?: string
  /** Makes ids that differ; two samples of the same number are the same message. */
  n?: number
  [field: string]: unknown
}

export type Sample = Record<string, unknown> & { type?: string; webhookId: string }

export const LOCATION = 'fakeLocation0000001'
export const COMPANY = 'fakeCompany00000001'
export const SAMPLE_AT = '2026-11-20T10:15:30.000Z'

/** An id that is clearly made up, of the length the CRM's own have. */
export const id = (kind: string, n: number) => `fake${kind}${String(n).padStart(8, '0')}`

/** Fields of the envelope, which every delivery has. */
function envelope(at: string, n: number) {
  return { appId: id('App', 1), versionId: id('AppVersion', 1), timestamp: at, webhookId: id('Webhook', n) }
}

/** Fields that are undefined are left out. */
export function build(
  type: string,
  options: SampleOptions,
  fields: (n: number, shape: SampleShape) => object,
): Sample {
  const { shape = 'portal', companyId: _, at = SAMPLE_AT, n = 1, ...own } = options
  const body = { type, locationId: LOCATION, ...fields(n, shape), ...envelope(at, n), ...own }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Sample
}
