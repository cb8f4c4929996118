/** Terms of many at the test worker: preview, bulk change with a record, and undo; also the undo of one switch. */
import type { ClientDetail, ServiceTerms, TermsChoice } from '../../shared/contract/clients.ts'
import type { BulkChange, BulkPreview, TermsView } from '../../shared/contract/pricing.ts'
import type { Asked } from './browser-worker.ts'

type Held = Pick<ServiceTerms, 'billedBy' | 'multiplier' | 'terms'>
type Item = BulkChange['items'][number]

export interface TestPrices {
  /** What stood before a change, by its audit id. */
  undoable: Map<string, { client: string; service: string; before: Held }>
  bulks: Map<string, { change: BulkChange; before: Map<string, Held> }>
  byKey: Map<string, string>
  /** Clients whose change is refused, with the code. */
  refuse: Map<string, string>
}

export const createTestPrices = (): TestPrices => ({
  undoable: new Map(),
  bulks: new Map(),
  byKey: new Map(),
  refuse: new Map(),
})

interface Wish {
  billedBy: TermsChoice
  multiplier?: string | undefined
  clients: (string | { id: string; version: number })[]
}

/** The stand-in's default: the agency absorbs. */
export function setTerms(
  terms: ServiceTerms,
  { billedBy, multiplier }: Pick<Wish, 'billedBy' | 'multiplier'>,
): void {
  terms.billedBy = billedBy === 'default' ? 'agency' : billedBy
  terms.terms = billedBy === 'default' ? 'default' : 'own'
  terms.multiplier = billedBy === 'ledger' || billedBy === 'crm' ? (multiplier ?? null) : null
  terms.version += 1
}

export const heldBy = ({ billedBy, multiplier, terms }: ServiceTerms): Held => ({
  billedBy,
  multiplier,
  ...(terms && { terms }),
})

const viewOf = (billedBy: TermsChoice, multiplier: string | null): TermsView => ({
  billedBy,
  multiplier,
  rule: multiplier === null ? null : { kind: 'multiplier', multiplier },
  currency: 'USD',
})

/** Answers what is about the terms of many; false where the request is about something else. */
export function pricesAnswer(
  prices: TestPrices,
  clients: ReadonlyMap<string, ClientDetail>,
  { method, path, body, headers }: Pick<Asked, 'method' | 'path' | 'body' | 'headers'>,
  answer: (body: unknown) => void,
): boolean {
  if (method !== 'POST') return false
  const [, service, isPreview] = /^\/v1\/services\/([^/]+)\/bulk(\/preview)?$/.exec(path) ?? []
  if (service !== undefined && isPreview) answer(preview(clients, service, body as Wish))
  else if (service !== undefined)
    answer(apply(prices, clients, service, body as Wish, String(headers['idempotency-key'])))
  else {
    const [, id] = /^\/v1\/bulk-changes\/([^/]+)\/undo$/.exec(path) ?? []
    const bulk = id === undefined ? undefined : prices.bulks.get(id)
    if (!bulk) return false
    answer(undo(prices, clients, bulk))
  }
  return true
}

const termsOf = (clients: ReadonlyMap<string, ClientDetail>, client: string, service: string) =>
  clients.get(client)?.services.find((each) => each.service === service)

function preview(clients: ReadonlyMap<string, ClientDetail>, service: string, wish: Wish): BulkPreview {
  const known = wish.clients.flatMap((each) => clients.get(String(each)) ?? [])
  return {
    clients: known.map((client) => {
      const { id, name } = client.overview
      const terms = termsOf(clients, id, service)
      const multiplier = wish.multiplier ?? null
      const isCapped =
        terms?.multiplierCap !== null &&
        multiplier !== null &&
        Number(multiplier) > Number(terms?.multiplierCap)
      const changes = terms?.billedBy !== wish.billedBy || terms.multiplier !== multiplier
      return {
        client: id,
        name,
        before: viewOf(terms?.billedBy ?? 'agency', terms?.multiplier ?? null),
        after: viewOf(wish.billedBy, multiplier),
        overwrites: changes && terms?.billedBy !== 'agency',
        changes,
        asksCrm: wish.billedBy === 'crm',
        refusal: isCapped ? { code: 'plan_forbids', detail: 'At most 1.05 here.' } : null,
        version: terms?.version ?? 0,
      }
    }),
    unknown: wish.clients.map(String).filter((id) => !clients.has(id)),
    nextCursor: null,
  }
}

function apply(
  prices: TestPrices,
  clients: ReadonlyMap<string, ClientDetail>,
  service: string,
  wish: Wish,
  key: string,
): BulkChange {
  const known = prices.bulks.get(prices.byKey.get(key) ?? '')
  if (known) return known.change
  const before = new Map<string, Held>()
  const items = wish.clients.map((each): Item => {
    const { id, version } = each as { id: string; version: number }
    const terms = termsOf(clients, id, service)
    const refusal = prices.refuse.get(id) ?? (terms?.version === version ? null : 'version_conflict')
    if (!terms || refusal !== null) return itemOf(id, refusal ?? 'not_found')
    before.set(id, heldBy(terms))
    setTerms(terms, wish)
    return itemOf(id, 'changed')
  })
  const change = changeOf(`bulk-${prices.bulks.size + 1}`, service, items)
  prices.bulks.set(change.id, { change, before })
  prices.byKey.set(key, change.id)
  return change
}

function undo(
  prices: TestPrices,
  clients: ReadonlyMap<string, ClientDetail>,
  { change, before }: { change: BulkChange; before: Map<string, Held> },
): BulkChange {
  const items = [...before].map(([id, held]): Item => {
    const terms = termsOf(clients, id, change.service)
    const refusal = prices.refuse.get(id)
    if (!terms || refusal) return itemOf(id, refusal ?? 'not_found')
    Object.assign(terms, held, { version: terms.version + 1 })
    return itemOf(id, 'changed')
  })
  return { ...changeOf(`undo-${change.id}`, change.service, items), undoes: change.id }
}

const itemOf = (client: string, result: string): Item => ({
  client,
  result,
  detail: result === 'changed' ? null : `Refused: ${result}.`,
  before: null,
  after: null,
})

function changeOf(id: string, service: string, items: Item[]): BulkChange {
  const changed = items.filter(({ result }) => result === 'changed').length
  const kept = { undoes: null, undoneBy: null, actor: 'staff: Test', at: '2026-11-21T12:00:00Z' }
  return { id, service, ...kept, changed, refused: items.length - changed, items }
}
