/**
 * In place of Stripe's hosted page: a plain form with Stripe's test methods, so that the demo can be clicked through.
 * Nothing of the real page is imitated but the way back to `success_url` or `cancel_url`.
 */
import type { ServerResponse } from 'node:http'
import { readSessionUrls } from './objects/checkout.ts'
import { TEST_METHODS } from './outcomes.ts'
import type { World } from './world.ts'

const PATH = /^\/c\/pay\/(cs_test_[A-Za-z0-9]+)$/

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Answers a request for the page; false when the path is none of it. */
export function answerCheckoutPage(
  world: World,
  complete: (session: string, method: string) => void,
  request: { method: string; path: string; body: string },
  response: ServerResponse,
): boolean {
  const session = PATH.exec(request.path)?.[1]
  if (session === undefined) return false
  const urls = readSessionUrls(world, session)
  if (urls === undefined || urls.status !== 'open') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('This session is over.')
    return true
  }
  if (request.method === 'POST') {
    const method = new URLSearchParams(request.body).get('method') ?? ''
    if (TEST_METHODS[method] === undefined) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('Choose a test method.')
      return true
    }
    complete(session, method)
    response.writeHead(303, { location: urls.success ?? '/' }).end()
    return true
  }
  const options = Object.keys(TEST_METHODS).map((id) => `<option>${id}</option>`)
  const cancel = urls.cancel === null ? '' : `<p><a href="${escape(urls.cancel)}">Back</a></p>`
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
    `<!doctype html><html lang="en"><title>Local stand-in for Stripe Checkout</title>
<h1>Save a payment method</h1><p>Local stand-in: no real card, no real money.</p>
<form method="post"><label>Test method <select name="method">${options.join('')}</select></label>
<button>Save</button></form>${cancel}</html>`,
  )
  return true
}
