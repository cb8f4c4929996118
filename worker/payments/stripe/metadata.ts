/** Our names on Stripe's objects. An object without them is not ours. */
export const CHARGE_ID = 'rebill_lens_charge'
export const AGENCY_ID = 'rebill_lens_agency'
export const CLIENT_ID = 'rebill_lens_client'
export const GIVE_BACK_ID = 'rebill_lens_give_back'
export const LINE = 'rebill_lens_line'

type Metadata = Readonly<Record<string, string>> | null

/** Which charge of ours a PaymentIntent belongs to, or null. */
export function ourCharge(metadata: Metadata): { agencyId: string; chargeId: string } | null {
  const agencyId = metadata?.[AGENCY_ID]
  const chargeId = metadata?.[CHARGE_ID]
  return agencyId === undefined || chargeId === undefined ? null : { agencyId, chargeId }
}

/** Which client of ours a customer, SetupIntent or Checkout session belongs to, or null. */
export function ourClient(metadata: Metadata): { agencyId: string; clientId: string } | null {
  const agencyId = metadata?.[AGENCY_ID]
  const clientId = metadata?.[CLIENT_ID]
  return agencyId === undefined || clientId === undefined ? null : { agencyId, clientId }
}
