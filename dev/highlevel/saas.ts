/** SaaS: rebilling switches, wallet balance, wallet transactions, locations in SaaS mode. */
import { HlFailure } from './errors.ts'
import { takesProduct } from './products.ts'
import { locationOf } from './route.ts'
import type { HlCall, HlRoute } from './route.ts'
import type { HlRebilling, HlWalletTransaction } from './world.ts'

const SAAS = '2021-04-15'
const LIMIT_MAX = 1_000
const PAGE = 10

function checkCompany(call: HlCall, id: string | undefined): void {
  if (call.grant.userType !== 'Company' || id !== call.world.company.id)
    throw new HlFailure(401, 'The token does not have access to this company.', 'Unauthorized')
}

function configOf(value: unknown): HlRebilling {
  const config = (value ?? {}) as Partial<Record<keyof HlRebilling, unknown>>
  const { optIn, enabled, markup } = config
  if (typeof optIn !== 'boolean' || typeof enabled !== 'boolean' || typeof markup !== 'number' || markup < 0)
    throw new HlFailure(400, 'config must have optIn, enabled and markup', 'Bad Request')
  return { optIn, enabled, markup }
}

function updateRebilling(call: HlCall) {
  checkCompany(call, call.ids[0])
  const { product, locationIds } = call.body
  if (typeof product !== 'string' || !takesProduct(call.version, product, call.faults.refusesPhoneAndEmail))
    throw new HlFailure(
      400,
      `product must be one of the valid enum values: ${String(product)}`,
      'Bad Request',
    )
  if (!Array.isArray(locationIds) || locationIds.length === 0)
    throw new HlFailure(400, 'locationIds must be an array', 'Bad Request')
  const config = configOf(call.body['config'])
  const updated: string[] = []
  for (const id of locationIds as unknown[]) {
    const known = call.world.locations.find((one) => one.id === id)
    if (known === undefined || known.saasMode !== 'activated') continue
    const products = call.world.rebilling.get(known.id) ?? new Map<string, HlRebilling>()
    products.set(product, config)
    call.world.rebilling.set(known.id, products)
    updated.push(known.id)
  }
  const all = updated.length === locationIds.length
  return {
    success: all,
    location_updated: updated,
    message: all ? 'Rebilling updated' : 'Some locations are not in SaaS mode',
    error: all ? null : 'LOCATION_NOT_SAAS',
  }
}

function walletBalance(call: HlCall) {
  checkCompany(call, call.ids[0])
  return { ...locationOf(call, call.ids[1] ?? '').wallet }
}

function transactions(call: HlCall, locationId: string | undefined) {
  const body = call.body as {
    skip?: unknown
    limit?: unknown
    filters?: { locationId?: string; settlementTime?: { from?: string; to?: string }; chargeType?: string }
    additionalFilter?: { messageId?: string }
  }
  const { skip = 0, limit = 20, filters = {}, additionalFilter = {} } = body
  if (typeof limit !== 'number' || limit < 0 || limit > LIMIT_MAX)
    throw new HlFailure(400, `limit must not be greater than ${LIMIT_MAX}`, 'Bad Request')
  if (typeof skip !== 'number' || skip < 0)
    throw new HlFailure(400, 'skip must not be less than 0', 'Bad Request')
  const wanted = locationId ?? filters.locationId
  const { from, to } = filters.settlementTime ?? {}
  const fits = (one: HlWalletTransaction) =>
    (wanted === undefined || one.locationId === wanted) &&
    (from === undefined || Date.parse(one.date) >= Date.parse(from)) &&
    (to === undefined || Date.parse(one.date) <= Date.parse(to)) &&
    (filters.chargeType === undefined || one.chargeType === filters.chargeType) &&
    (additionalFilter.messageId === undefined || one.messageId === additionalFilter.messageId)
  return {
    transactions: call.world.transactions
      .toReversed()
      .filter(fits)
      .slice(skip, skip + limit),
  }
}

function saasLocations(call: HlCall) {
  checkCompany(call, call.ids[0])
  const active = call.world.locations.filter(({ saasMode }) => saasMode === 'activated')
  const page = call.number('page', 1)
  return {
    locations: active.slice((page - 1) * PAGE, page * PAGE).map((one) => ({
      locationId: one.id,
      companyId: call.world.company.id,
      saasMode: one.saasMode,
      subscriptionId: one.subscriptionId,
      customerId: one.customerId,
      name: one.name,
      email: one.email,
      isSaaSV2: true,
    })),
    pagination: { page, limit: PAGE, total: active.length },
  }
}

const ID = '([A-Za-z0-9]+)'
/** The same operations answer under both prefixes. */
const saas = (rest: string) => new RegExp(`^/(?:saas|saas-api/public-api)/${rest}$`)

export const saasRoutes: HlRoute[] = [
  {
    method: 'POST',
    path: saas(`update-rebilling/${ID}`),
    versions: [SAAS, 'v3'],
    status: 201,
    run: updateRebilling,
  },
  { method: 'GET', path: saas(`saas-locations/${ID}`), versions: [SAAS, 'v3'], run: saasLocations },
  {
    method: 'GET',
    path: saas(`companies/${ID}/locations/${ID}/wallet-balance`),
    versions: ['v3'],
    run: walletBalance,
  },
  {
    method: 'POST',
    path: saas(`companies/${ID}/wallet-transactions`),
    versions: ['v3'],
    run(call) {
      checkCompany(call, call.ids[0])
      return transactions(call, undefined)
    },
  },
  {
    method: 'POST',
    path: saas(`locations/${ID}/wallet-transactions`),
    versions: ['v3'],
    run: (call) => transactions(call, locationOf(call, call.ids[0] ?? '').id),
  },
]
