/** The demo agency: four clients of HighLevel's demo company, each showing another state. */
import { Stripe } from 'stripe'
import { parseNano } from '../../shared/money/nano.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { Database } from '../../worker/db/client.ts'
import { transferStatements } from '../../worker/ledger/transfer.ts'
import { DEMO_IDS } from '../highlevel/world.ts'
import type { House } from '../house.ts'
import { type SeedClient, seedAgency, seedClient } from '../seed.ts'

export const DEMO_AGENCY = 'demo'

interface DemoClient {
  readonly id: string
  readonly name: string
  /** Multiplier of everything our ledger bills; null = nothing is billed yet. */
  readonly multiplier: string | null
  /** What it paid in by bank transfer before the demo began. */
  readonly opening: string
  readonly threshold: string
  readonly reload: string
  /** Stripe's test method, null = no card yet. */
  readonly card: string | null
  readonly cardLabel: string
}

const [dental, gym, roofing, law] = DEMO_IDS.locations

export const DEMO_CLIENTS: readonly DemoClient[] = [
  {
    id: dental,
    name: 'Bright Dental',
    multiplier: '1.5',
    opening: '40',
    threshold: '10',
    reload: '50',
    card: 'pm_card_visa',
    cardLabel: 'Visa ···· 4242',
  },
  {
    id: gym,
    name: 'Corner Gym',
    multiplier: '1.05',
    opening: '10.05',
    threshold: '10',
    reload: '10',
    card: 'pm_card_mastercard',
    cardLabel: 'Mastercard ···· 4444',
  },
  {
    id: roofing,
    name: 'Delta Roofing',
    multiplier: '2',
    opening: '5.5',
    threshold: '5',
    reload: '25',
    card: 'pm_card_chargeCustomerFail',
    cardLabel: 'Visa ···· 0341',
  },
  {
    id: law,
    name: 'Elm Street Law',
    multiplier: null,
    opening: '0',
    threshold: '10',
    reload: '25',
    card: null,
    cardLabel: '',
  },
]

const BILLED = [
  'sms.outbound',
  'sms.inbound',
  'mms.outbound',
  'call.outbound',
  'email.outbound',
  'voicemail.drop',
]

/** Creates the agency, its clients and their cards; does nothing where the agency is there already. */
export async function seedDemo(house: House, db: Database, now: Date): Promise<void> {
  const [found] = await db.readBatch([{ sql: 'SELECT 1 FROM agency WHERE id = ?', args: [DEMO_AGENCY] }])
  if (found?.rows.length === 1) return
  const since = new Date(now.getTime() - 60 * 86_400_000)
  const agency = {
    id: DEMO_AGENCY,
    name: 'Example Agency',
    plan: 'pro',
    timeZone: 'America/New_York',
    company: DEMO_IDS.company,
  } as const
  await seedAgency(db, agency, since)
  const stripe = stripeClient(house)
  for (const client of DEMO_CLIENTS) {
    await seedClient(db, DEMO_AGENCY, await clientRow(stripe, client), since)
    if (client.opening !== '0') await payIn(db, client, now)
  }
}

function stripeClient(house: House): Stripe {
  const key = house.settings['STRIPE_SECRET_KEY'] ?? ''
  if (house.stripe === null) return new Stripe(key, { telemetry: false })
  return new Stripe(key, { host: '127.0.0.1', port: house.stripe.port, protocol: 'http', telemetry: false })
}

async function clientRow(stripe: Stripe, client: DemoClient): Promise<SeedClient> {
  const rule: PriceRule | null =
    client.multiplier === null ? null : { kind: 'multiplier', multiplier: client.multiplier }
  return {
    id: client.id,
    name: client.name,
    location: client.id,
    hasAccountAdmin: client.card !== null,
    reload: { threshold: parseNano(client.threshold), amount: parseNano(client.reload) },
    ...(client.card === null
      ? {}
      : { payment: await addCard(stripe, client.name, client.card, client.cardLabel) }),
    services: Object.fromEntries(
      rule === null ? [] : BILLED.map((service) => [service, { billedBy: 'ledger', rule }]),
    ),
  }
}

async function addCard(stripe: Stripe, name: string, card: string, label: string) {
  const customer = await stripe.customers.create({ name, metadata: { demo: 'rebill-lens' } })
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id })
  return { customerId: customer.id, methodId: method.id, label }
}

async function payIn(db: Database, client: DemoClient, now: Date): Promise<void> {
  const amount = parseNano(client.opening)
  await db.writeBatch(
    transferStatements(
      { now: () => now },
      {
        agencyId: DEMO_AGENCY,
        kind: 'topUp',
        reference: 'opening balance, bank transfer',
        clientId: client.id,
        entries: [
          { account: 'bank', currency: 'USD', amount },
          { account: 'wallets', currency: 'USD', amount: -amount },
        ],
        clientMoves: [{ clientId: client.id, account: 'wallets', currency: 'USD', amount }],
      },
    ),
  )
}
