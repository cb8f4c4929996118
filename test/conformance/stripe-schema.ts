/**
 * Our requests to Stripe and the stand-in's replies, against the OpenAPI derived from npm stripe 23.1.0
 * (version 2026-10-28.endive). `stripeAbsent` tells why nothing can be checked, or is undefined.
 */
import { Contract, isObject, readContract, whyAbsent } from './openapi.ts'
import { sdkSchema } from './sdk-shapes.ts'
import type { Complaints, Json, JsonObject } from './openapi.ts'

const SPEC = 'stripe/spec3.2026-10-28.endive.derived.json'

export const stripeAbsent = whyAbsent('stripe', [SPEC])

/**
 * Credit notes, accounts made and account links are in no document beside the project (neither derived nor the official
 * one of 2024-04-10): the declarations of npm stripe 23.1.0, which the worker runs with, say what they are.
 */
function fromSdk(): JsonObject {
  const form = (schema: Json): Json => ({
    requestBody: { content: { 'application/x-www-form-urlencoded': { schema } } },
  })
  const answer = (schema: Json): Json => ({
    responses: { 200: { content: { 'application/json': { schema } } } },
  })
  const note: Json = { $ref: '#/components/schemas/CreditNote' }
  const list: Json = {
    type: 'object',
    required: ['object', 'data', 'has_more', 'url'],
    properties: {
      object: { enum: ['list'] },
      data: { type: 'array', items: note },
      has_more: { type: 'boolean' },
      url: TEXT,
    },
  }
  return {
    '/v1/credit_notes': {
      post: {
        ...(form(sdkSchema('CreditNotes', 'CreditNoteCreateParams')) as JsonObject),
        ...(answer(note) as JsonObject),
      },
      get: {
        'x-queryParamsSchema': sdkSchema('CreditNotes', 'CreditNoteListParams'),
        ...(answer(list) as JsonObject),
      },
    },
    '/v1/accounts': {
      post: {
        ...(form(sdkSchema('Accounts', 'AccountCreateParams')) as JsonObject),
        ...(answer({ $ref: '#/components/schemas/Account' }) as JsonObject),
      },
    },
    '/v1/account_links': {
      post: {
        ...(form(sdkSchema('AccountLinks', 'AccountLinkCreateParams')) as JsonObject),
        ...(answer(sdkSchema('AccountLinks', 'AccountLink')) as JsonObject),
      },
    },
  }
}

let loaded: Contract | undefined
function contract(): Contract {
  if (loaded === undefined) {
    const document = readContract(SPEC) as JsonObject
    Object.assign(document['paths'] as JsonObject, fromSdk())
    // The SDK does not describe error bodies; this is the API reference's list of their fields.
    Object.assign((document['components'] as JsonObject)['schemas'] as JsonObject, {
      ErrorAnswer: ERROR_ANSWER,
      CreditNote: sdkSchema('CreditNotes', 'CreditNote'),
    })
    loaded = new Contract('stripe', document)
  }
  return loaded
}

const TEXT = { type: 'string' }
const ERROR_ANSWER: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['type', 'message'],
      properties: {
        type: { enum: ['api_error', 'card_error', 'idempotency_error', 'invalid_request_error'] },
        message: TEXT,
        code: TEXT,
        decline_code: TEXT,
        param: TEXT,
        charge: TEXT,
        doc_url: TEXT,
        request_log_url: TEXT,
        payment_intent: { $ref: '#/components/schemas/PaymentIntent' },
        payment_method: { $ref: '#/components/schemas/PaymentMethod' },
        setup_intent: { $ref: '#/components/schemas/SetupIntent' },
      },
    },
  },
}

/** Form or query parameters as the stand-in's log has them (all text). Returns complaints; empty = valid. */
export function validateStripeRequest(method: string, path: string, params: unknown): Complaints {
  const operation = contract().find(method, path)
  if (operation === undefined) return [`no operation ${method} ${path}`]
  const { spec, pointer } = operation
  if (isObject(spec['x-queryParamsSchema']))
    return contract().check(`${pointer}/x-queryParamsSchema`, params, true)
  if (isObject(spec['requestBody']))
    return contract().check(
      `${pointer}/requestBody/content/application~1x-www-form-urlencoded/schema`,
      params,
      true,
    )
  return Object.keys(params as object).length === 0 ? [] : [`${method} ${path} takes no parameters`]
}

/** Returns complaints; empty = valid. */
export function validateStripeReply(method: string, path: string, status: number, json: unknown): Complaints {
  if (status >= 400) return contract().check('/components/schemas/ErrorAnswer', json)
  const operation = contract().find(method, path)
  if (operation === undefined) return [`no operation ${method} ${path}`]
  return contract().check(`${operation.pointer}/responses/200/content/application~1json/schema`, json)
}

let kinds: Map<string, string> | undefined
/** The schema's name of each kind of object, `payment_intent` → `PaymentIntent`. */
function kindsOf(): Map<string, string> {
  const schemas = (readContract(SPEC) as { components: { schemas: { [name: string]: JsonObject } } })
    .components.schemas
  const named = Object.entries(schemas).flatMap(([name, schema]) => {
    const kind = schema['x-resourceId']
    return typeof kind === 'string' && !name.startsWith('Deleted') ? [[kind, name] as const] : []
  })
  return new Map([...named, ['customer', 'Customer'], ['credit_note', 'CreditNote']])
}

/**
 * An event as the stand-in sends it, and the object in it, which the document leaves open there: it has the shape that its
 * own kind has elsewhere. Returns complaints; empty = valid.
 */
export function validateStripeEvent(event: { data: { object: object } }): Complaints {
  kinds ??= kindsOf()
  const { object } = event.data
  const kind = String((object as { object?: unknown }).object)
  const name = kinds.get(kind)
  return [
    ...contract().check('/components/schemas/Event', event),
    ...(name === undefined
      ? [`no shape of ${kind}`]
      : contract()
          .check(`/components/schemas/${name}`, object)
          .map((complaint) => `${kind} ${complaint}`)),
  ]
}
