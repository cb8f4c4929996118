/** Lists, searches and expansions, as every resource of Stripe has them. */
import { invalid } from './errors.ts'
import { integer, list, object, text } from './form.ts'
import type { Call, Store } from './world.ts'

interface Listed {
  id: string
  created?: number
}

/** Newest first; `limit` 1–100, `starting_after`, `ending_before`, `created[gte|gt|lte|lt]`. */
export function page<T extends Listed>(
  call: Call,
  url: string,
  all: Iterable<T>,
  keep: (item: T) => boolean,
) {
  const { params } = call
  const limit = integer(params, 'limit') ?? 10
  if (limit < 1 || limit > 100) throw invalid('This value must be between 1 and 100.', 'limit')
  const range = object(params, 'created')
  const within = ({ created = 0 }: T) =>
    created >= (integer(range, 'gte') ?? -Infinity) &&
    created > (integer(range, 'gt') ?? -Infinity) &&
    created <= (integer(range, 'lte') ?? Infinity) &&
    created < (integer(range, 'lt') ?? Infinity)
  const items = [...all].toReversed().filter((item) => keep(item) && within(item))
  const after = text(params, 'starting_after')
  const before = text(params, 'ending_before')
  const at = (id: string) => items.findIndex((item) => item.id === id)
  if (before !== undefined) {
    const end = Math.max(at(before), 0)
    const start = Math.max(end - limit, 0)
    return { object: 'list' as const, data: items.slice(start, end), has_more: start > 0, url }
  }
  if (after !== undefined && at(after) < 0) throw invalid(`No such object: '${after}'`, 'starting_after')
  const start = after === undefined ? 0 : at(after) + 1
  return {
    object: 'list' as const,
    data: items.slice(start, start + limit),
    has_more: items.length > start + limit,
    url,
  }
}

const TERM =
  /^(-?)([a-z_]+)(?:\["([^"]+)"\]|\['([^']+)'\])?\s*(:|~)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')$/

/** Stripe's search language: `field:"value" AND metadata["key"]:"value"`; `~` is "contains", `-` is "not". */
export function search<T extends Listed>(call: Call, url: string, all: Iterable<T>) {
  const query = text(call.params, 'query')
  if (query === undefined) throw invalid('Missing required param: query.', 'query', 'parameter_missing')
  const joint = / OR /.test(query) ? ' OR ' : ' AND '
  if (/ OR /.test(query) && / AND /.test(query)) throw invalid('AND and OR cannot be combined', 'query')
  const tests = query.split(joint).map((term) => termOf(term.trim()))
  const visible = (item: T) => (item.created ?? 0) * 1000 + call.world.searchLag_ms <= call.world.clock()
  const hits = [...all]
    .toReversed()
    .filter((item) =>
      joint === ' OR ' ? tests.some((test) => test(item)) : tests.every((test) => test(item)),
    )
    .filter(visible)
  const limit = integer(call.params, 'limit') ?? 10
  const start = integer(call.params, 'page') ?? 0
  const has_more = hits.length > start + limit
  return {
    object: 'search_result' as const,
    data: hits.slice(start, start + limit),
    has_more,
    next_page: has_more ? String(start + limit) : null,
    url,
  }
}

function termOf(term: string): (item: object) => boolean {
  const match = TERM.exec(term)
  if (match === null)
    throw invalid(`We were unable to parse your search query: ${term}`, 'query', 'search_query_invalid')
  const [, minus, field = '', key1, key2, operator, quoted, single] = match
  const key = key1 ?? key2
  const wanted = (quoted ?? single ?? '').replaceAll(/\\(.)/g, '$1')
  return (item) => {
    const top = (item as Record<string, unknown>)[field]
    const found = key === undefined ? top : (top as Record<string, unknown> | undefined)?.[key]
    const value = found === undefined || found === null ? undefined : String(found)
    const hit =
      operator === '~'
        ? (value?.toLowerCase().includes(wanted.toLowerCase()) ?? false)
        : field === 'email' || field === 'name'
          ? value?.toLowerCase() === wanted.toLowerCase()
          : value === wanted
    return minus === '-' ? !hit : hit
  }
}

const TABLES: Readonly<Record<string, keyof Store>> = {
  cus: 'customers',
  pm: 'paymentMethods',
  seti: 'setupIntents',
  pi: 'paymentIntents',
  ch: 'charges',
  py: 'charges',
  txn: 'balanceTransactions',
  re: 'refunds',
  du: 'disputes',
  in: 'invoices',
}
const EXPAND_MAX = 20

/** Replaces ids by their objects for every path in `expand`; works on a copy. */
export function expand(call: Call, answer: object): object {
  const paths = list(call.params, 'expand')
  if (paths.length > EXPAND_MAX)
    throw invalid(`You cannot expand more than ${EXPAND_MAX} properties`, 'expand')
  const copy = structuredClone(answer)
  for (const path of paths) expandPath(call, copy as Record<string, unknown>, path.split('.'), path)
  return copy
}

function expandPath(call: Call, at: Record<string, unknown>, steps: string[], path: string): void {
  const [step = '', ...rest] = steps
  if (step === 'payments' && at['object'] === 'invoice') at[step] ??= paymentsOf(call, String(at['id']))
  const value = at[step]
  if (value === null) return
  if (Array.isArray(value)) {
    for (const item of value)
      if (rest.length > 0) expandPath(call, item as Record<string, unknown>, rest, path)
    return
  }
  if (typeof value === 'string') {
    const table = TABLES[value.split('_')[0] ?? '']
    const found = table === undefined ? undefined : (call.store[table] as Map<string, object>).get(value)
    if (found === undefined) throw invalid(`This property cannot be expanded (${path}).`, 'expand')
    at[step] = structuredClone(found)
  } else if (typeof value !== 'object') {
    throw invalid(`This property cannot be expanded (${path}).`, 'expand')
  }
  if (rest.length > 0) expandPath(call, at[step] as Record<string, unknown>, rest, path)
}

/** The payments of an invoice: there only when they are asked for. */
function paymentsOf(call: Call, invoice: string): object {
  const data = [...call.store.invoicePayments.values()].filter((payment) => payment.invoice === invoice)
  return { object: 'list', data: structuredClone(data), has_more: false, url: '/v1/invoice_payments' }
}
