/**
 * Our requests to HighLevel and the stand-in's replies, against its public OpenAPI (2026-06-19) and the developer
 * portal's newer SaaS operations (2026-08-30). `highLevelAbsent` tells why nothing can be checked, or is undefined.
 */
import { Contract, contractPath, isObject, readContract, whyAbsent } from './openapi.ts'
import type { Complaints, Json, JsonObject } from './openapi.ts'

const V2 = ['saas-api', 'oauth', 'companies', 'locations', 'users']
const V3 = ['saas-v3', 'oauth-v3', 'companies-v3', 'locations-v3', 'users-v3']
const DELTA = 'highlevel/openapi/portal-2026-08-30-saas-delta.json'

export const highLevelAbsent = whyAbsent('highlevel', [
  ...V2.map((name) => `highlevel/openapi/${name}.json`),
  ...V3.map((name) => `highlevel/openapi/v3/${name}.json`),
  DELTA,
])
/** Folder of the published webhook schemas and examples. */
export const webhookFolder = contractPath('highlevel/webhooks/')

const TEXT: Json = { type: 'string' }
const ERROR: Json = {
  type: 'object',
  required: ['statusCode', 'message'],
  properties: { statusCode: { type: 'number' }, message: TEXT, error: TEXT },
}

/** The shared schemas that the documents refer to are not published with them: all are errors of one form. */
function localRefs(value: Json): Json {
  if (Array.isArray(value)) return value.map(localRefs)
  if (!isObject(value)) return value
  if (typeof value['$ref'] === 'string' && value['$ref'].startsWith('../')) return ERROR
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, localRefs(part)]))
}

/** The query of every operation as one closed schema. */
function withQuerySchemas(document: JsonObject): JsonObject {
  for (const methods of Object.values(document['paths'] as JsonObject))
    for (const spec of Object.values(methods as JsonObject)) {
      if (!isObject(spec)) continue
      const query = ((spec['parameters'] ?? []) as JsonObject[]).filter((one) => one['in'] === 'query')
      spec['x-query'] = {
        type: 'object',
        properties: Object.fromEntries(query.map((one) => [one['name'] as string, one['schema'] ?? {}])),
        required: query.filter((one) => one['required'] === true).map((one) => one['name'] as string),
      }
    }
  return document
}

/** The portal's newer operations, from the transcription; its record of a transaction is open. */
function deltaDocument(): JsonObject {
  const { endpoints } = readContract(DELTA) as { endpoints: JsonObject[] }
  const rebilling = endpoints.find(({ path }) => String(path).includes('update-rebilling'))?.['request']
  const product: Json = { type: 'string', enum: (rebilling as JsonObject)['product'] ?? [] }
  const number: Json = { type: 'number', minimum: 0 }
  const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } })
  const transactions: Json = {
    post: {
      requestBody: json({
        type: 'object',
        properties: {
          skip: number,
          limit: { type: 'number', minimum: 0, maximum: 1000 },
          filters: {
            type: 'object',
            properties: {
              locationId: TEXT,
              settlementTime: { type: 'object', properties: { from: TEXT, to: TEXT } },
              chargeType: TEXT,
            },
          },
          timezone: TEXT,
          users: { type: 'array' },
          additionalFilter: { type: 'object', properties: { messageId: TEXT } },
        },
      }),
      responses: {
        200: json({
          type: 'object',
          required: ['transactions'],
          properties: { transactions: { type: 'array', items: { type: 'object' } } },
        }),
      },
    },
  }
  return {
    paths: {
      '/saas/companies/{companyId}/wallet-transactions': transactions,
      '/saas/locations/{locationId}/wallet-transactions': transactions,
      '/saas/companies/{companyId}/locations/{locationId}/wallet-balance': {
        get: {
          responses: {
            200: json({
              type: 'object',
              required: ['walletId', 'balance', 'complimentaryCredits'],
              properties: { walletId: TEXT, balance: { type: 'number' }, complimentaryCredits: number },
            }),
          },
        },
      },
      '/saas/update-rebilling/{companyId}': {
        post: {
          requestBody: json({
            type: 'object',
            required: ['product', 'locationIds', 'config'],
            properties: {
              product,
              locationIds: { type: 'array', items: TEXT },
              config: {
                type: 'object',
                properties: { optIn: { type: 'boolean' }, enabled: { type: 'boolean' }, markup: number },
              },
            },
          }),
          responses: {
            201: json({
              type: 'object',
              required: ['success'],
              properties: {
                success: { type: 'boolean' },
                location_updated: { type: 'array', items: TEXT },
                message: TEXT,
                error: { type: 'string', nullable: true },
              },
            }),
          },
        },
      },
    },
  }
}

let loaded: { v2: Contract[]; v3: Contract[]; delta: Contract } | undefined
function contracts() {
  const load = (name: string) =>
    new Contract(
      name,
      withQuerySchemas(localRefs(readContract(`highlevel/openapi/${name}.json`)) as JsonObject),
    )
  loaded ??= {
    v2: V2.map(load),
    v3: V3.map((name) => load(`v3/${name}`)),
    delta: new Contract('delta', withQuerySchemas(deltaDocument())),
  }
  return loaded
}

function find(method: string, path: string, version: string | null) {
  const { v2, v3, delta } = contracts()
  const specs = version === 'v3' ? [delta, ...v3] : v2
  const trimmed = [path, path.endsWith('/') ? path.slice(0, -1) : `${path}/`]
  for (const contract of specs)
    for (const one of trimmed) {
      const operation = contract.find(method, one)
      if (operation !== undefined) return { contract, operation }
    }
  return undefined
}

/** `input` is the query of a GET, the body of a POST. Returns complaints; empty = valid. */
export function validateHighLevelRequest(
  method: string,
  path: string,
  version: string | null,
  input: unknown,
): Complaints {
  const found = find(method, path, version)
  if (found === undefined) return [`no operation ${method} ${path} in version ${version ?? 'none'}`]
  const { contract, operation } = found
  if (method === 'GET') return contract.check(`${operation.pointer}/x-query`, input, true)
  const content = (operation.spec['requestBody'] as { content?: JsonObject } | undefined)?.content ?? {}
  const [type] = Object.keys(content)
  if (type === undefined) return []
  const form = type.includes('form')
  return contract.check(
    `${operation.pointer}/requestBody/content/${type.replaceAll('/', '~1')}/schema`,
    input,
    form,
  )
}

/** Returns complaints; empty = valid. */
export function validateHighLevelReply(
  method: string,
  path: string,
  version: string | null,
  status: number,
  json: unknown,
): Complaints {
  const { delta, v2 } = contracts()
  if (status >= 400) {
    const { statusCode, message, ...rest } = json as { statusCode?: unknown; message?: unknown }
    const plain = statusCode === status && typeof message === 'string'
    return plain && Object.keys(rest).every((key) => key === 'error') ? [] : ['not an error of HighLevel']
  }
  // The older document leaves the reply empty under /saas: the portal's and the longer path's say what it is.
  const known = delta.find(method, path)
  if (known !== undefined)
    return delta.check(`${known.pointer}/responses/${status}/content/application~1json/schema`, json)
  const long = path.replace(/^\/saas\//, '/saas-api/public-api/')
  const found = find(method, long, version) ?? find(method, long, v2.length > 0 ? '2021-04-15' : null)
  if (found === undefined) return [`no operation ${method} ${path}`]
  return found.contract.check(
    `${found.operation.pointer}/responses/${status}/content/application~1json/schema`,
    json,
  )
}
