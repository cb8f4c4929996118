import { describe, expect, it } from 'vitest'
import { readPattern } from '../../../extension/crm/url-pattern.ts'

const clientOf = (pattern: string, url: string): string | null => {
  const reading = readPattern(pattern)
  if (!reading.ok) throw new Error(`${pattern}: ${reading.why}`)
  return reading.pattern.clientOf(new URL(url))
}

describe('a URL pattern', () => {
  const PATH = 'https://crm.example.com/customers/{client}'
  it.each([
    [PATH, 'https://crm.example.com/customers/42', '42'],
    [PATH, 'https://CRM.example.com/customers/42/notes?tab=1#x', '42'],
    [PATH, 'https://crm.example.com/customers/a%2Fb', 'a/b'],
    [PATH, 'https://crm.example.com/customers/', null],
    [PATH, 'https://crm.example.com/customers', null],
    [PATH, 'https://crm.example.com/old/customers/42', null],
    [PATH, 'https://other.example.com/customers/42', null],
    [PATH, 'https://crm.example.com/customers/%E4%BD%A0', null],
    [PATH, 'https://crm.example.com/customers/%zz', null],
    [`${PATH}/`, 'https://crm.example.com/customers/42', '42'],
    ['https://crm.example.com/c-{client}-x', 'https://crm.example.com/c-42-x', '42'],
    ['https://crm.example.com/c-{client}-x', 'https://crm.example.com/c-42-xy', null],
    ['https://crm.example.com/*/people/{client}', 'https://crm.example.com/team.a/people/7', '7'],
    ['https://crm.example.com/*/people/{client}', 'https://crm.example.com/a/b/people/7', null],
    ['https://crm.example.com/a.b/{client}', 'https://crm.example.com/aXb/7', null],
    ['https://crm.example.com/view?id={client}', 'https://crm.example.com/view?tab=2&id=7', '7'],
    ['https://crm.example.com/view?id={client}&kind=org', 'https://crm.example.com/view?id=7', null],
    ['https://crm.example.com/#/customers/{client}', 'https://crm.example.com/#/customers/7/edit', '7'],
    ['https://crm.example.com/#/customers/{client}', 'https://crm.example.com/customers/7', null],
  ])('%s on %s is %s', (pattern, url, client) => {
    expect(clientOf(pattern, url)).toBe(client)
  })

  it.each([
    ['http://crm.example.com/{client}', 'form'],
    ['https://*.example.com/{client}', 'form'],
    ['https://{client}.example.com/', 'form'],
    ['crm.example.com/{client}', 'form'],
    ['https://crm.example.com/customers', 'client'],
    ['https://crm.example.com/{client}/{client}', 'client'],
    ['https://crm.example.com/**/{client}', 'form'],
    ['https://crm.example.com/a*b/{client}', 'form'],
    [`https://crm.example.com/${'a'.repeat(300)}/{client}`, 'tooLong'],
  ])('%s is refused: %s', (pattern, why) => {
    expect(readPattern(pattern)).toEqual({ ok: false, why })
  })

  it('takes no time over an address made to cost it', () => {
    const pattern = 'https://crm.example.com/*/*/*/*/*/c{client}c/x'
    const started = process.cpuUsage().user
    expect(clientOf(pattern, `https://crm.example.com/${'c/'.repeat(2_000)}${'c'.repeat(5_000)}`)).toBeNull()
    expect(process.cpuUsage().user - started).toBeLessThan(1_000_000)
  })
})
