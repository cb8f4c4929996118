import { expect, test } from 'vitest'
import { SERVICES } from '../../../shared/catalogue/service.ts'
import { FEE_RULES } from '../../../shared/fees/table.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { spanAt } from '../../../extension/features/margin-lens/effect.ts'
import { servicesOf } from '../../../extension/features/margin-lens/which.ts'

const ALL = SERVICES.map(({ id, label, group, crmProduct }) => ({
  service: id,
  label,
  group,
  product: crmProduct,
}))
const meant = (label: string): string[] | null =>
  servicesOf(label, ALL)?.map(({ service }) => service) ?? null

test('a price field is about the product it names, the longest name first', () => {
  expect(meant('Workflow AI multiplier')).toEqual(['workflow.ai'])
  expect(meant('Email Verification markup')).toEqual(['email.verification'])
  expect(meant('Email multiplier')).toContain('email.outbound')
  expect(meant('Email multiplier')).not.toContain('email.verification')
  expect(meant('Conversation AI')).toEqual(['conversation.ai'])
  expect(meant('Phone multiplier')).toContain('sms.outbound')
  expect(meant('Phone multiplier')).toContain('call.outbound')
})

test('other words mean a group; words that mean none mean all', () => {
  expect(meant('SMS-Aufschlag')).toContain('call.outbound')
  expect(meant('E-Mail Faktor')).toContain('email.outbound')
  expect(meant('Telefonie')).toContain('sms.inbound')
  expect(meant('All products multiplier')).toBeNull()
  expect(meant('')).toBeNull()
  expect(servicesOf('Phone multiplier', [])).toEqual([])
})

test('W2: usage of 1,000 at cost, priced at 1.05 and charged by reloads of 10, loses 11.95', () => {
  const profit = spanAt(parseNano('1000'), 1_050_000n, parseNano('10'), FEE_RULES.usCard)
  expect(profit).toBe(parseNano('-11.95'))
  expect(spanAt(parseNano('1000'), 2_000_000n, 0n, FEE_RULES.usCard)).toBe(parseNano('1000'))
})
