import { z } from 'zod'
import * as contract from '../../shared/contract/index.ts'
import { DayList } from '../../shared/contract/days.ts'
import type { Role } from '../../shared/contract/scalars.ts'
import { REFUSALS, type RefusalCode } from '../http/problem.ts'
import { Catalogue } from '../../shared/contract/catalogue.ts'
import { Correction } from './correction-operations.ts'
import { Charge, ChargePage, ReloadAnswer } from './money-operations.ts'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'

type Json = Readonly<Record<string, unknown>>

/** What every route may answer. */
const ALWAYS: readonly RefusalCode[] = ['internal', 'database_unreachable', 'not_configured']
const WITH_BODY: readonly RefusalCode[] = ['invalid_request', 'malformed_body', 'body_too_large']

const STAFF = [{ staff: [] }]
const SECURITY: Record<Operation['access'], readonly Json[]> = {
  owner: STAFF,
  staff: STAFF,
  viewer: STAFF,
  source: [{ source: [] }],
  sourceOrOwner: [{ source: [] }, { staff: [] }],
  sourceOrViewer: [{ source: [] }, { staff: [] }],
  anybody: [],
}

/** From which role up staff may ask. */
const ROLE: Record<Operation['access'], Role | null> = {
  owner: 'owner',
  staff: 'staff',
  viewer: 'viewer',
  source: null,
  sourceOrOwner: 'owner',
  sourceOrViewer: 'viewer',
  anybody: null,
}

/** Schemas that the document names; the others stand where they are used. */
const NAMED = {
  Correction,
  DayList,
  Charge,
  ChargePage,
  ReloadAnswer,
  PriceRule: contract.PriceRule,
  TermsView: contract.TermsView,
  ServiceHistory: contract.ServiceHistory,
  DefaultTerms: contract.DefaultTerms,
  Floor: contract.Floor,
  BulkPreview: contract.BulkPreview,
  BulkChange: contract.BulkChange,
  ClientSettings: contract.ClientSettings,
  AgencySettings: contract.AgencySettings,
  PairRequest: contract.PairRequest,
  RefreshRequest: contract.RefreshRequest,
  SessionTokens: contract.SessionTokens,
  Me: contract.Me,
  PairingCodeRequest: contract.PairingCodeRequest,
  PairingCode: contract.PairingCode,
  ClientOverview: contract.ClientOverview,
  ClientPage: contract.ClientPage,
  ClientDetail: contract.ClientDetail,
  ServiceTerms: contract.ServiceTerms,
  Totals: contract.Totals,
  RebillingState: contract.RebillingState,
  SetServiceRequest: contract.SetServiceRequest,
  SetServiceResponse: contract.SetServiceResponse,
  AuditEntry: contract.AuditEntry,
  AuditPage: contract.AuditPage,
  UsageEventInput: contract.UsageEventInput,
  UsageRequest: contract.UsageRequest,
  UsageResult: contract.UsageResult,
  UsageResponse: contract.UsageResponse,
  Status: contract.Status,
  Catalogue,
  Problem: contract.Problem,
} satisfies Record<string, z.ZodType>

const nameOf = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]))
const ref = (name: string) => `#/components/schemas/${name}`

/** The OpenAPI 3.1 document of /v1, made from the contract's own schemas. */
export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of OPERATIONS) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method]: described(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rebill Lens',
      version: '1',
      description:
        'Money and rates are decimal strings, instants RFC 3339. What is no success is a problem (RFC 9457) whose `code` docs/errors.md explains.',
    },
    paths,
    components: {
      schemas: schemas(),
      securitySchemes: {
        staff: { type: 'http', scheme: 'bearer', description: 'Access token of a paired device, 15 minutes' },
        source: { type: 'http', scheme: 'bearer', description: 'Source key, rlk_…' },
      },
    },
  }
}

function schemas(): Json {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id })
  const made = z.toJSONSchema(registry, { uri: ref, io: 'input' }).schemas
  return Object.fromEntries(Object.entries(made).map(([name, schema]) => [name, withoutAddress(schema)]))
}

function described(operation: Operation): Json {
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.tag],
    security: SECURITY[operation.access],
    ...(ROLE[operation.access] === null ? {} : { 'x-role': ROLE[operation.access] }),
    parameters: parametersOf(operation),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(operation.body) } },
          },
        }),
    responses: responsesOf(operation),
  }
}

function parametersOf({ path, query, idempotencyKey }: Operation): Json[] {
  const inPath = Array.from(path.matchAll(/:(\w+)/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const fields = query === undefined ? {} : (z.toJSONSchema(query, { io: 'input' }).properties ?? {})
  const inQuery = Object.entries(fields).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }))
  const inHeader = {
    name: 'Idempotency-Key',
    in: 'header',
    required: idempotencyKey === 'required',
    description: 'One key for one intent: the same key gets the same answer, and nothing is done twice',
    schema: { type: 'string', maxLength: 200 },
  }
  return [...inPath, ...inQuery, ...(idempotencyKey === undefined ? [] : [inHeader])]
}

function responsesOf(operation: Operation): Json {
  const codes: RefusalCode[] = [
    ...operation.refusals,
    ...(operation.access === 'anybody' ? [] : (['not_signed_in'] as const)),
    ...(operation.body === undefined ? [] : WITH_BODY),
    ...(operation.query === undefined ? [] : (['invalid_request'] as const)),
    ...ALWAYS,
  ]
  const byStatus = Map.groupBy(new Set(codes), (code) => String(REFUSALS[code].status))
  const refused = [...byStatus].map(([status, ofStatus]) => [
    status,
    {
      description: ofStatus.map((code) => `\`${code}\`: ${REFUSALS[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: ref('Problem') } } },
    },
  ])
  const answer =
    operation.answer === undefined
      ? { description: 'Done' }
      : {
          description: 'Done',
          content: {
            'application/json': { schema: schemaOf(operation.answer) },
            ...(operation.asCsv === true ? { 'text/csv': { schema: { type: 'string' } } } : {}),
            ...(operation.asPdf === true ? { 'application/pdf': { schema: {} } } : {}),
          },
        }
  return { [operation.status]: answer, ...Object.fromEntries(refused) }
}

function schemaOf(schema: z.ZodType): unknown {
  const name = nameOf.get(schema)
  return name === undefined ? withoutAddress(z.toJSONSchema(schema, { io: 'input' })) : { $ref: ref(name) }
}

/** Inside the document a schema has the document's dialect and address. */
function withoutAddress(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'))
}
