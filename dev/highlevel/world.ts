/** One agency with its sub-accounts, staff, wallets and rebilling state; every id is made up and can be set. */

export interface HlLocation {
  readonly id: string
  name: string
  email: string
  phone: string
  country: string
  timezone: string
  /** `saas` = SaaS mode active, has a wallet. */
  saasMode: 'activated' | 'not_activated' | 'setup_pending'
  customerId: string
  subscriptionId: string
  wallet: { walletId: string; balance: number; complimentaryCredits: number }
}

export interface HlUser {
  readonly id: string
  name: string
  email: string
  /** `agency` staff have no location; `account` staff work in some. */
  type: 'agency' | 'account'
  role: 'admin' | 'user'
  locationIds: string[]
}

/**
 * A line of a wallet ledger. HighLevel documents only the envelope; the fields follow the best clue there is, the web
 * app's own endpoint as of 2025, so readers must be tolerant.
 */
export interface HlWalletTransaction {
  readonly id: string
  readonly locationId: string
  /** ISO time of settlement; also the filter's field. */
  readonly date: string
  readonly description: string
  /** Negative when the wallet is debited; major units, as JSON has them. */
  readonly amount: number
  readonly balance: number
  readonly chargeType: string
  readonly messageId?: string
  readonly messageDate?: string
}

export interface HlRebilling {
  readonly optIn: boolean
  readonly enabled: boolean
  /** Percent: 5 makes 100 into 105. */
  readonly markup: number
}

export interface HlWorld {
  company: {
    id: string
    name: string
    email: string
    domain: string
    plan: number
    country: string
    timezone: string
  }
  locations: HlLocation[]
  users: HlUser[]
  /** Newest last. */
  transactions: HlWalletTransaction[]
  /** By location, then product. */
  rebilling: Map<string, Map<string, HlRebilling>>
}

/** Ids of the made-up agency: at least 15 letters and digits, as the CRM's own have. */
export const DEMO_IDS = {
  company: 'fakeCompany00000001',
  locations: ['fakeLocation0000001', 'fakeLocation0000002', 'fakeLocation0000003', 'fakeLocation0000004'],
} as const

export function demoWorld(): HlWorld {
  const names = ['Bright Dental', 'Corner Gym', 'Delta Roofing', 'Elm Street Law']
  const locations = DEMO_IDS.locations.map((id, index): HlLocation => {
    const name = names[index] ?? id
    return {
      id,
      name,
      email: `office${index + 1}@example.com`,
      phone: `+1555010000${index + 1}`,
      country: 'US',
      timezone: 'America/New_York',
      saasMode: index === 3 ? 'not_activated' : 'activated',
      customerId: `cus_fakeHighLevel${index + 1}`,
      subscriptionId: `sub_fakeHighLevel${index + 1}`,
      wallet: { walletId: `fakeWallet00000000${index + 1}`, balance: 25, complimentaryCredits: 0 },
    }
  })
  const admins = DEMO_IDS.locations.slice(0, 3).map((id, index): HlUser => ({
    id: `fakeAccountAdmin00${index + 1}`,
    name: `Admin ${index + 1}`,
    email: `admin${index + 1}@example.com`,
    type: 'account',
    role: 'admin',
    locationIds: [id],
  }))
  return {
    company: {
      id: DEMO_IDS.company,
      name: 'Example Agency',
      email: 'agency@example.com',
      domain: 'app.example.com',
      plan: 497,
      country: 'US',
      timezone: 'America/New_York',
    },
    locations,
    users: [
      {
        id: 'fakeAgencyAdmin0001',
        name: 'Agency Owner',
        email: 'owner@example.com',
        type: 'agency',
        role: 'admin',
        locationIds: [],
      },
      ...admins,
    ],
    transactions: [],
    rebilling: new Map(),
  }
}
