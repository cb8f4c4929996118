/** /openapi.json describes every route of /v1 that the router has, in a form that tools can read. */
import Ajv2020 from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { buildApp } from '../../../worker/app.ts'
import { openApiDocument } from '../../../worker/openapi/document.ts'
import type { z } from 'zod'
import { viewOf } from '../../../worker/charging/list-charges.ts'
import type { Charge } from '../../../worker/openapi/money-operations.ts'
import { OPERATIONS } from '../../../worker/openapi/operations.ts'

/** What is described as a charge is what is shown as one; the compiler checks it. */
viewOf satisfies (row: never) => z.infer<typeof Charge>

type Described = {
  operationId: string
  parameters: { name: string; in: string }[]
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>
  security: unknown[]
}
const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  openapi: string
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, object> }
}

test('every route of /v1 is in it, and no other', () => {
  const routes = buildApp().routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
  const known = new Set(routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`))
  expect(OPERATIONS.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([...known].toSorted())
  const described = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(described.toSorted()).toEqual([...known].toSorted())
})

test('every operation has an id of its own, its path parameters, and problems for what it refuses', () => {
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((one) => ({ path, ...one })),
  )
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length)
  for (const { path, parameters, responses, security } of all) {
    const named = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`)
    expect(path.match(/\{\w+\}/g) ?? []).toEqual(named)
    for (const [status, { content }] of Object.entries(responses)) {
      if (Number(status) < 400) continue
      expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
    }
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(security.length > 0 ? ['401', '500'] : ['500']),
    )
  }
})

test('every $ref leads somewhere, and every schema is valid JSON Schema 2020-12', () => {
  const text = JSON.stringify(document)
  const refs = Array.from(text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g), ([, name]) => name)
  expect(refs.length).toBeGreaterThan(20)
  for (const name of refs) expect(document.components.schemas).toHaveProperty(name ?? '')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'https://api.invalid/openapi.json', ...document })
  for (const name of Object.keys(document.components.schemas)) {
    expect(ajv.compile({ $ref: `https://api.invalid/openapi.json#/components/schemas/${name}` })).toBeTypeOf(
      'function',
    )
  }
  const page = ajv.compile({ $ref: 'https://api.invalid/openapi.json#/components/schemas/ClientPage' })
  expect([page({ clients: [], nextCursor: null }), page({ clients: [{}], nextCursor: null })]).toEqual([
    true,
    false,
  ])
})
