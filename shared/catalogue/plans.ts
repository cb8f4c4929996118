/** HighLevel's agency plans and what they allow in rebilling. */
export interface AgencyPlan {
  readonly id: 'starter' | 'unlimited' | 'pro'
  readonly label: string
  readonly usdPerMonth: string
  readonly usdPerYear: string
  readonly rebilling: boolean
  /** Highest multiplier the CRM's own rebilling takes, in ppm; null = none known. */
  readonly multiplierCapPpm: bigint | null
  readonly defaultMultiplierPpm: bigint
}

/**
 * Sources: HighLevel's help centre (2026-08-02) on rebilling by plan; prices of the plans as its guides state
 * them, a year at ten months. Unlimited is "1:1" in older guides and 1.05x "to cover Stripe fees" in newer ones:
 * the cap is 1.05 and may be lowered.
 */
export const AGENCY_PLANS: readonly AgencyPlan[] = [
  {
    id: 'starter',
    label: 'Starter',
    usdPerMonth: '97',
    usdPerYear: '970',
    rebilling: false,
    multiplierCapPpm: null,
    defaultMultiplierPpm: 1_000_000n,
  },
  {
    id: 'unlimited',
    label: 'Unlimited',
    usdPerMonth: '297',
    usdPerYear: '2970',
    rebilling: true,
    multiplierCapPpm: 1_050_000n,
    defaultMultiplierPpm: 1_050_000n,
  },
  {
    id: 'pro',
    label: 'Pro',
    usdPerMonth: '497',
    usdPerYear: '4970',
    rebilling: true,
    multiplierCapPpm: null,
    defaultMultiplierPpm: 1_050_000n,
  },
]

export const planById = (id: string): AgencyPlan | undefined => AGENCY_PLANS.find((plan) => plan.id === id)
