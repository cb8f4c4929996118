import type { ResultSet, Row } from '@libsql/client/http'
import type { BilledBy, BillingMode } from '../../shared/contract/scalars.ts'
import { estimateFee, type FeeRule } from '../../shared/fees/rule.ts'
import { FEE_RULES, feeRuleById } from '../../shared/fees/table.ts'

/** A sum of usage in one pair of currencies; nano. */
export interface Sum {
  readonly currency: string
  readonly costCurrency: string
  readonly cost: bigint
  readonly price: bigint
  readonly events: number
}

/** What the database says of one client at one moment. */
export interface ClientFigures {
  readonly id: string
  readonly name: string
  readonly currency: string
  readonly billingMode: BillingMode
  /** Null = not known. */
  readonly hasAccountAdmin: boolean | null
  readonly phoneSystem: string | null
  readonly paymentState: string
  readonly suspended: boolean
  /** Money to use less what is owed, nano. */
  readonly balance: bigint
  readonly reload: { enabled: boolean; threshold: bigint; amount: bigint } | null
  readonly reloading: boolean
  readonly method: { kind: string; label: string } | null
  /** A card, a mandate, or the agreement to pay outside Stripe (B-13). */
  readonly canPay: boolean
  /** What our ledger billed on the trailing days, nano. */
  readonly burn: bigint
  readonly month: readonly Sum[]
  /** Its own terms that hold now, by service. */
  readonly billedBy: ReadonlyMap<string, BilledBy>
}

/** Where a client has no reload settings, one charge is taken to be of this size: only for estimating fees. */
const CHARGE_SIZE_ASSUMED = 50_000_000_000n

/** Reads the result sets of `clientStatements`, in their order. */
export function figuresOf(sets: readonly ResultSet[]): {
  priceVersion: bigint
  feeRule: FeeRule
  /** As stored; where it is not the rule's own id, no such rule is known and a US card is assumed. */
  feeRuleId: string
  clients: ClientFigures[]
} {
  const [agency, clients, months, burns, tail, terms] = sets.map((set) => set.rows)
  const row = agency?.[0]
  if (row === undefined) throw new RangeError('the agency of a session exists')
  const monthsBy = groupBy(months)
  const burnBy = groupBy(burns)
  const tailBy = groupBy(tail)
  const termsBy = groupBy(terms)
  return {
    priceVersion: big(row, 'price_version'),
    feeRule: feeRuleById(row['fee_rule_id'] as string) ?? FEE_RULES.usCard,
    feeRuleId: row['fee_rule_id'] as string,
    clients: (clients ?? []).map((one) => {
      const id = one['id'] as string
      const live = tailBy.get(id) ?? []
      const burned = [...(burnBy.get(id) ?? []), ...live].filter(
        (part) => part['currency'] === one['currency'],
      )
      return {
        ...clientOf(one),
        burn: burned.reduce((sum, part) => sum + big(part, 'burn'), 0n),
        month: [...(monthsBy.get(id) ?? []), ...live].map(sumOf).filter(isSomething),
        billedBy: new Map(
          (termsBy.get(id) ?? []).map((own) => [own['service'] as string, own['billed_by'] as BilledBy]),
        ),
      }
    }),
  }
}

/** What one charge of this client costs in fees, spread over what it brings: `fee ÷ size` of each unit billed. */
export function feeShareOf(
  client: Pick<ClientFigures, 'reload' | 'currency' | 'billingMode'>,
  rule: FeeRule,
): { fee: bigint; size: bigint } {
  const size =
    client.reload !== null && client.reload.amount > 0n ? client.reload.amount : CHARGE_SIZE_ASSUMED
  // The agency of a partner client invoices outside: no charge, no fee.
  if (client.billingMode === 'partner') return { fee: 0n, size }
  // A rail's fixed part is charged in the currency of the charge; the rule's figure is taken as it stands.
  return { fee: estimateFee(size, { ...rule, currency: client.currency }), size }
}

function clientOf(row: Row): Omit<ClientFigures, 'burn' | 'month' | 'billedBy'> {
  const methodLabel = row['method_label'] as string | null
  const threshold = row['threshold'] as bigint | null
  return {
    id: row['id'] as string,
    name: row['name'] as string,
    currency: row['currency'] as string,
    billingMode: row['billing_mode'] as BillingMode,
    hasAccountAdmin: row['has_account_admin'] === null ? null : row['has_account_admin'] === 1n,
    phoneSystem: row['phone_system'] as string | null,
    paymentState: row['payment_state'] as string,
    suspended: row['suspended'] === 1n,
    balance: big(row, 'wallets') - big(row, 'receivables'),
    reload:
      threshold === null ? null : { enabled: row['enabled'] === 1n, threshold, amount: big(row, 'amount') },
    reloading: row['reloading'] === 1n,
    method:
      row['method_id'] === null
        ? null
        : { kind: (row['method_kind'] as string | null) ?? 'other', label: methodLabel ?? 'Payment method' },
    canPay: row['method_id'] !== null || row['pays_outside'] === 1n,
  }
}

/** A correction has an amount and no event. */
const isSomething = ({ events, cost, price }: Sum): boolean => events > 0 || cost !== 0n || price !== 0n

const sumOf = (row: Row): Sum => ({
  currency: row['currency'] as string,
  costCurrency: row['cost_currency'] as string,
  cost: big(row, 'cost'),
  price: big(row, 'price'),
  events: Number(row['events']),
})

function groupBy(rows: readonly Row[] | undefined): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows ?? []) {
    const key = row['client_id'] as string
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

const big = (row: Row, column: string): bigint => row[column] as bigint
