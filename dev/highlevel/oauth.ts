/** Sign-in: `/oauth/token` and the agency's way to a token of one location, in the fields of v2 and of v3. */
import { HlFailure } from './errors.ts'
import type { HlCall, HlRoute } from './route.ts'
import type { Grant } from './tokens.ts'

const SCOPES =
  'companies.readonly locations.readonly oauth.readonly oauth.write saas/company.read saas/company.write'
const USER_ID = 'fakeAgencyAdmin0001'

function grantFor(call: HlCall, field: (v2: string, v3: string) => string): Grant {
  const kind = field('grant_type', 'grantType')
  if (field('client_id', 'clientId') === '' || field('client_secret', 'clientSecret') === '')
    throw new HlFailure(401, 'Invalid client credentials', 'Unauthorized')
  if (kind === 'authorization_code') return call.tokens.takeCode(field('code', 'code'))
  if (kind === 'refresh_token') return call.tokens.takeRefresh(field('refresh_token', 'refreshToken'))
  throw new HlFailure(422, 'grant_type is not supported', 'Unprocessable Entity')
}

function token(call: HlCall) {
  const v3 = call.version === 'v3'
  const grant = grantFor(call, (name2, name3) => String(call.body[v3 ? name3 : name2] ?? ''))
  const { access, refresh, expires_s } = call.tokens.issue(grant)
  const common = {
    scope: SCOPES,
    userType: grant.userType,
    companyId: grant.companyId,
    userId: USER_ID,
    isBulkInstallation: grant.userType === 'Company',
    ...(grant.locationId === undefined ? {} : { locationId: grant.locationId }),
  }
  return v3
    ? { accessToken: access, tokenType: 'Bearer', expiresIn: expires_s, refreshToken: refresh, ...common }
    : { access_token: access, token_type: 'Bearer', expires_in: expires_s, refresh_token: refresh, ...common }
}

function locationToken(call: HlCall) {
  const companyId = String(call.body['companyId'] ?? '')
  const locationId = String(call.body['locationId'] ?? '')
  if (call.grant.userType !== 'Company' || companyId !== call.world.company.id)
    throw new HlFailure(401, 'The token does not have access to this company.', 'Unauthorized')
  if (!call.world.locations.some(({ id }) => id === locationId))
    throw new HlFailure(400, 'Location not found', 'Bad Request')
  const { access, expires_s } = call.tokens.issue({ userType: 'Location', companyId, locationId })
  const common = { scope: SCOPES, locationId, userId: USER_ID }
  return call.version === 'v3'
    ? { accessToken: access, tokenType: 'Bearer', expiresIn: expires_s, ...common }
    : { access_token: access, token_type: 'Bearer', expires_in: expires_s, ...common }
}

export const oauthRoutes: HlRoute[] = [
  { method: 'POST', path: /^\/oauth\/token$/, versions: [], open: true, run: token },
  { method: 'POST', path: /^\/oauth\/locationToken$/, versions: ['2021-07-28'], run: locationToken },
  { method: 'POST', path: /^\/oauth\/location-token$/, versions: ['v3'], run: locationToken },
]
