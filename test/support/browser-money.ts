import type { ClientDetail, ReloadSettings } from '../../shared/contract/clients.ts'
import type { Asked } from './browser-worker.ts'

export interface TestCharge {
  id: string
  purpose: string
  amount: string
  currency: string
  state: string
  fee: string | null
  feeIsEstimate: boolean
  failure: { code: string; text: string | null } | null
  createdAt: string
  settledAt: string | null
}

/** The money of the test worker: one list of charges for all clients, and how the next one ends. */
export interface TestMoney {
  charges: TestCharge[]
  nextState: string
  /** Keys that were seen: the same key gets the same charge. */
  byKey: Map<string, TestCharge>
}

export const createTestMoney = (): TestMoney => ({ charges: [], nextState: 'succeeded', byKey: new Map() })

/** Answers what is about money; false where the request is about something else. */
export function moneyAnswer(
  money: TestMoney,
  client: ClientDetail,
  { method, path, body, headers }: Pick<Asked, 'method' | 'path' | 'body' | 'headers'>,
  answer: (body: unknown) => void,
): boolean {
  const rest = path.split('/').slice(4).join('/')
  if (method === 'GET' && rest === 'charges') answer({ charges: money.charges, nextCursor: null })
  else if (method === 'POST' && rest === 'payment-method') answer({ url: 'https://pay.example/setup/demo' })
  else if (method === 'POST' && rest.endsWith('/authentication'))
    answer({ url: 'https://pay.example/confirm/demo' })
  else if (method === 'PUT' && rest === 'reload') {
    const { enabled, threshold, amount } = body as ReloadSettings
    client.reload = { enabled, threshold, amount }
    answer(client.reload)
  } else if (method === 'POST' && rest === 'top-ups') {
    answer(charge(money, client, (body as { amount: string }).amount, String(headers['idempotency-key'])))
  } else return false
  return true
}

function charge(money: TestMoney, client: ClientDetail, amount: string, key: string): TestCharge {
  const known = money.byKey.get(key)
  if (known) return known
  const made = sampleCharge({
    id: `charge-${money.charges.length + 1}`,
    amount,
    state: money.nextState,
    currency: client.overview.currency,
  })
  if (made.state === 'succeeded')
    client.overview.balance = (Number(client.overview.balance) + Number(amount)).toFixed(2)
  money.charges.unshift(made)
  money.byKey.set(key, made)
  return made
}

export function sampleCharge(change: Partial<TestCharge> = {}): TestCharge {
  return {
    id: 'charge-0',
    purpose: 'topUp',
    amount: '25.00',
    currency: 'USD',
    state: 'succeeded',
    fee: '1.03',
    feeIsEstimate: false,
    failure: null,
    createdAt: '2026-11-20T09:30:00Z',
    settledAt: '2026-11-20T09:30:02Z',
    ...change,
  }
}
