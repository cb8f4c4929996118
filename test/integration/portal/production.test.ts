/** The cookies of the client's pages as an installation sets them: over TLS only, and of this host alone. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../api/support.ts'
import { portalLink, visitor } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi({ ENVIRONMENT: 'production' })
})
afterAll(() => api.close())

it('a session is a __Host- cookie: Secure, HttpOnly, for the whole host and no other; the plain name opens nothing', async () => {
  const agency = await api.agency()
  await agency.client({ id: 'c1', name: 'Client One' })
  const browser = visitor(api)
  await browser.get(await portalLink(await agency.signIn('staff'), 'c1'))
  const entered = await browser.post('/portal/enter', { token: browser.field('token') })
  const cookies = entered.headers.getSetCookie()
  const [session = ''] = cookies.filter((cookie) => cookie.startsWith('__Host-portal='))
  expect(session).toMatch(/; Path=\/(;|$)/)
  for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax']) expect(session).toContain(`; ${attribute}`)
  expect(session).not.toMatch(/domain/i)
  for (const cookie of cookies) expect(cookie).toMatch(/; Secure/)
  expect((await browser.get('/portal')).text).toContain('Client One')

  const value = /^[^=]+=([^;]*)/.exec(session)?.[1] ?? ''
  const plain = await api.worker.fetch('/portal', { headers: { cookie: `portal=${value}` } })
  expect(plain.status).toBe(404)
  const host = await api.worker.fetch('/portal', { headers: { cookie: `__Host-portal=${value}` } })
  expect(host.status).toBe(200)

  await browser.get('/portal')
  const left = await browser.post('/portal/leave', { csrf: browser.field('csrf') })
  const [gone = ''] = left.headers.getSetCookie().filter((cookie) => cookie.startsWith('__Host-portal='))
  expect(gone).toMatch(/Max-Age=0/)
  expect(gone).toContain('; Secure')
  expect((await browser.get('/portal')).status).toBe(404)
})
