import type { Nano } from '../money/nano.ts'
import type { FeeRule } from './rule.ts'

const US = 'stripe.com/pricing, read 2026-09-20'
const EEA = 'support.stripe.com fees for cards in the EEA, from 2023-04-10'
const EEA_FX = 'support.stripe.com (from 2023-04-10); currency conversion +2 % from a third party'

const CENT = 10_000_000n

const usd = (id: string, percentPpm: bigint, cents: bigint, source = US): FeeRule => ({
  id,
  percentPpm,
  fixed: cents * CENT,
  currency: 'USD',
  source,
  validFrom: '2026-09-20',
})

const eur = (id: string, percentPpm: bigint, cents: bigint, source = EEA): FeeRule => ({
  id,
  percentPpm,
  fixed: cents * CENT,
  currency: 'EUR',
  source,
  validFrom: '2023-04-10',
})

/** Stripe's published fees by rail. Estimates; kept per account as settings, replaced by real fees. */
export const FEE_RULES = {
  usCard: usd('stripe.us.card', 29_000n, 30n),
  usCardInternational: usd('stripe.us.card.international', 44_000n, 30n),
  usCardInternationalFx: usd('stripe.us.card.international.fx', 54_000n, 30n),
  usAch: { ...usd('stripe.us.ach', 8_000n, 0n), cap: 500n * CENT },
  eeaCard: eur('stripe.eea.card.standard', 15_000n, 25n),
  eeaCardPremium: eur('stripe.eea.card.premium', 19_000n, 25n),
  eeaCardUk: eur('stripe.eea.card.uk', 25_000n, 25n),
  eeaCardInternational: eur('stripe.eea.card.international', 32_500n, 25n),
  eeaCardInternationalFx: eur('stripe.eea.card.international.fx', 52_500n, 25n, EEA_FX),
  // Assumption: third parties disagree (0.35 to 0.60, or 0.8 % + 0.30 capped at 6), so this stays a setting.
  sepaDebit: {
    ...eur('stripe.sepa.debit', 0n, 35n, 'assumed from third parties, 2026-11-21; set your own'),
    validFrom: '2026-11-21',
  },
  /** Bank transfer or anything booked by hand. */
  none: usd('none', 0n, 0n, 'no payment provider'),
} as const satisfies Record<string, FeeRule>

/** What comes on top of a rail; add with `withAddOns`. */
export const FEE_ADD_ONS = {
  usKeyed: usd('stripe.us.keyed', 5_000n, 0n),
  billing: usd('stripe.billing', 7_000n, 0n),
  invoicing: usd('stripe.invoicing', 4_000n, 0n),
  postPayInvoice: { ...usd('stripe.invoicing.post-pay', 4_000n, 0n), cap: 200n * CENT },
  connect: usd('stripe.connect.direct', 0n, 0n, 'docs.stripe.com direct charges, fee payer "account"'),
} as const satisfies Record<string, FeeRule>

/** A fee for something that went wrong, independent of the amount. */
export interface IncidentFee {
  readonly id: string
  readonly amount: Nano
  readonly currency: string
  readonly source: string
  readonly validFrom: string
}

const SEPA_SPLIT = 'third party, after the split of failed and disputed debits on 2024-06-01; set your own'

export const INCIDENT_FEES = {
  usDispute: {
    id: 'stripe.us.dispute',
    amount: 1500n * CENT,
    currency: 'USD',
    source: US,
    validFrom: '2026-09-20',
  },
  eeaDispute: {
    id: 'stripe.eea.dispute',
    amount: 2000n * CENT,
    currency: 'EUR',
    source: EEA,
    validFrom: '2023-04-10',
  },
  sepaFailed: {
    id: 'stripe.sepa.failed',
    amount: 350n * CENT,
    currency: 'EUR',
    source: SEPA_SPLIT,
    validFrom: '2024-06-01',
  },
  sepaDispute: {
    id: 'stripe.sepa.dispute',
    amount: 1500n * CENT,
    currency: 'EUR',
    source: SEPA_SPLIT,
    validFrom: '2024-06-01',
  },
} as const satisfies Record<string, IncidentFee>

/** Every rail and add-on by its id. */
export const feeRuleById = (id: string): FeeRule | undefined =>
  [...Object.values<FeeRule>(FEE_RULES), ...Object.values<FeeRule>(FEE_ADD_ONS)].find(
    (rule) => rule.id === id,
  )
