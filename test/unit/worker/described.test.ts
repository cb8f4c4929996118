/** The check that every answer of the integration suites goes through can fail. */
import { expect, test } from 'vitest'
import { expectDescribed } from '../../support/described.ts'

const problem = (code: string, status: number) => ({
  type: `urn:rebill-lens:problem:${code}`,
  title: 'A title',
  status,
  code,
  detail: 'What happened.',
  requestId: 'r-1',
})
const DAYS = { from: '2026-11-01', to: '2026-11-02', series: [] }

function answer(status: number, body: unknown, type?: string): Response {
  const kind = type ?? (status < 400 ? 'application/json' : 'application/problem+json')
  return new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: body === null ? {} : { 'content-type': kind },
  })
}

test.each([
  ['a success', 'GET', '/v1/days?days=2', answer(200, DAYS)],
  ['a refusal that is named', 'GET', '/v1/clients/c1/days', answer(404, problem('not_found', 404))],
  ['no body where none is described', 'POST', '/v1/auth/sign-out', answer(204, null)],
  ['a file', 'GET', '/v1/clients/c1/statement?format=csv', answer(200, 'a,b', 'text/csv; charset=utf-8')],
  ['a document', 'GET', '/v1/clients/c1/statement?format=pdf', answer(200, '%PDF-', 'application/pdf')],
  ['nothing there', 'GET', '/v1/nothing', answer(404, problem('not_found', 404))],
  ['what is no part of /v1', 'GET', '/portal', answer(200, 'any', 'text/html')],
])('passes: %s', async (_what, method, path, given) => {
  await expectDescribed(method, path, given)
  // Whoever asked reads it after that.
  expect(given.bodyUsed).toBe(false)
})

test.each([
  [
    'a field that is not named',
    'GET',
    '/v1/days',
    answer(200, { ...DAYS, more: 1 }),
    'must NOT have additional',
  ],
  [
    'a field that is missing',
    'GET',
    '/v1/days',
    answer(200, { from: '2026-11-01', to: '2026-11-02' }),
    'required',
  ],
  ['a field of another type', 'GET', '/v1/days', answer(200, { ...DAYS, series: 'none' }), 'must be array'],
  ['another status', 'GET', '/v1/days', answer(201, DAYS), 'a status'],
  ['another type of body', 'GET', '/v1/days', answer(200, 'x', 'text/html'), 'a body of type text/html'],
  ['a refusal that is not named', 'GET', '/v1/days', answer(404, problem('not_found', 404)), 'a status'],
  [
    'a refusal of a named status',
    'GET',
    '/v1/days',
    answer(401, problem('signature_missing', 401)),
    'the refusal signature_missing',
  ],
  ['a refusal that is no problem', 'GET', '/v1/days', answer(500, { error: 'oops' }), 'must have required'],
  ['a body where none is described', 'POST', '/v1/auth/sign-out', answer(200, { ok: true }), 'a status'],
  ['an operation that is not there', 'DELETE', '/v1/days', answer(200, DAYS), 'no such operation'],
])('fails: %s', async (_what, method, path, given, complaint) => {
  await expect(expectDescribed(method, path, given)).rejects.toThrow(complaint)
})
