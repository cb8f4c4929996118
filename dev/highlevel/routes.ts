/** The operations, in the order they are tried. */
import { HlFailure } from './errors.ts'
import { oauthRoutes } from './oauth.ts'
import { locationOf } from './route.ts'
import type { HlCall, HlRoute } from './route.ts'
import { saasRoutes } from './saas.ts'
import type { HlLocation, HlUser } from './world.ts'

const OLD = '2021-07-28'
const V3 = 'v3'

const place = ({ id, name, phone, email, country, timezone }: HlLocation) => ({
  id,
  name,
  phone,
  email,
  country,
  timezone,
})

const person = (user: HlUser) => {
  const [firstName = '', ...rest] = user.name.split(' ')
  return {
    id: user.id,
    name: user.name,
    firstName,
    lastName: rest.join(' '),
    email: user.email,
    roles: { type: user.type, role: user.role, locationIds: user.locationIds },
    deleted: false,
  }
}

function company(call: HlCall) {
  const { world } = call
  if (call.ids[0] !== world.company.id) throw new HlFailure(400, 'Company not found', 'Bad Request')
  const { id, name, email, domain, plan, country, timezone } = world.company
  return {
    company: {
      id,
      name,
      email,
      domain,
      plan,
      country,
      timezone,
      isReselling: true,
      autoSuspendEnabled: false,
      status: 'active',
      locationCount: world.locations.length,
    },
  }
}

function searchLocations(call: HlCall) {
  const limit = call.number('limit', 10)
  const skip = call.number('skip', 0)
  const email = call.query.get('email')
  const found = call.world.locations.filter((one) => email === null || one.email === email)
  return { locations: found.slice(skip, skip + limit).map(place) }
}

function usersOf(call: HlCall) {
  const id = call.query.get('locationId')
  if (id === null) throw new HlFailure(422, 'locationId must be a string', 'Unprocessable Entity')
  locationOf(call, id)
  return { users: call.world.users.filter((user) => user.locationIds.includes(id)).map(person) }
}

function searchUsers(call: HlCall) {
  const { query, world } = call
  if (query.get('companyId') !== world.company.id) throw new HlFailure(422, 'companyId is not valid')
  const fits = (name: string, value: string) => query.get(name) === null || query.get(name) === value
  const locationId = query.get('locationId')
  const found = world.users.filter(
    (user) =>
      fits('role', user.role) &&
      fits('type', user.type) &&
      (locationId === null || user.locationIds.includes(locationId)),
  )
  const skip = call.number('skip', 0)
  return { users: found.slice(skip, skip + call.number('limit', 25)).map(person), count: found.length }
}

const ID = '([A-Za-z0-9]+)'

export const ROUTES: readonly HlRoute[] = [
  ...oauthRoutes,
  ...saasRoutes,
  { method: 'GET', path: new RegExp(`^/companies/${ID}$`), versions: [OLD, V3], run: company },
  { method: 'GET', path: /^\/locations\/search$/, versions: [OLD, V3], run: searchLocations },
  {
    method: 'GET',
    path: new RegExp(`^/locations/${ID}$`),
    versions: [OLD, V3],
    run(call) {
      const location = locationOf(call, call.ids[0] ?? '')
      return { location: { ...place(location), companyId: call.world.company.id } }
    },
  },
  { method: 'GET', path: /^\/users\/search$/, versions: [OLD, V3], run: searchUsers },
  { method: 'GET', path: /^\/users\/?$/, versions: [OLD, V3], run: usersOf },
]
