/** The provider's name on rows of money that staff booked by hand. It has no API: nothing is ever sent. */
export const MANUAL = 'manual'

/** Unique per agency, client and reference, case and spacing aside: the same bank transfer is one payment. */
export const manualKey = (agencyId: string, clientId: string, reference: string): string =>
  JSON.stringify([MANUAL, agencyId, clientId, reference.trim().replace(/\s+/g, ' ').toUpperCase()])
