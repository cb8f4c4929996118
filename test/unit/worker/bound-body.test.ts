import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv } from '../../../worker/http/app-env.ts'
import { boundBody } from '../../../worker/http/bound-body.ts'
import { Refusal } from '../../../worker/http/problem.ts'

const app = new Hono<AppEnv>()
app.use(boundBody(10))
app.all('/', async (c) => c.text(await c.req.text()))
app.onError((error, c) => c.text(error instanceof Refusal ? error.code : error.name, 413))

function ask(body: string | null, headers: Record<string, string>, method = 'POST') {
  const streamed = body === null ? null : new Blob([body]).stream()
  return app.request('/', { method, headers, body: streamed, duplex: 'half' } as RequestInit)
}

describe('the bound on a body', () => {
  it.each([
    ['of the stated length', '0123456789', { 'content-length': '10' }],
    ['without a stated length', '0123456789', {}],
    [
      'in chunks, with a length beside',
      '0123456789',
      { 'content-length': '3', 'transfer-encoding': 'chunked' },
    ],
  ])('takes one %s', async (_what, body, headers) => {
    const answer = await ask(body, headers)
    expect([answer.status, await answer.text()]).toEqual([200, body])
  })

  it('takes a request without one', async () => {
    expect((await ask(null, {}, 'GET')).status).toBe(200)
  })

  it.each([
    ['of the stated length', { 'content-length': '11' }],
    ['whose length is no number', { 'content-length': 'eleven' }],
    ['without a stated length', {}],
    ['in chunks, with a shorter length beside', { 'content-length': '3', 'transfer-encoding': 'chunked' }],
  ])('refuses one too large, %s', async (_what, headers: Record<string, string>) => {
    const answer = await ask('01234567890', headers)
    expect([answer.status, await answer.text()]).toEqual([413, 'body_too_large'])
  })
})
