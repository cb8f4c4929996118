import { expect } from 'vitest'
import { OPERATIONS } from '../../worker/openapi/operations.ts'

/** Holds a success to what /openapi.json says of it: nothing is missing, and nothing is there that it does not name. */
export function expectDescribed(method: string, url: string, body: unknown): void {
  const path = url.split('?', 1)[0] ?? ''
  const operation = OPERATIONS.find(
    (one) =>
      one.method === method.toLowerCase() &&
      new RegExp(`^${one.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
  )
  if (operation === undefined) throw new Error(`/openapi.json has no ${method} ${path}`)
  expect(operation.answer?.parse(body), operation.id).toEqual(body)
}
