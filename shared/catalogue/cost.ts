import { HIGHLEVEL_PRICES } from './highlevel-prices.ts'
import type { CatalogueCost } from './catalogue-cost.ts'
import { CLOSEBOT_COSTS } from './closebot.ts'

// Service → the published price that stands for it by default, in the same unit.
// WhatsApp, Conversation AI and the like have a price per country or model: their cost comes with the usage.
const BY_KEY: readonly (readonly [service: string, key: string])[] = [
  ['sms.outbound', 'sms.us_ca.outbound'],
  ['sms.inbound', 'sms.us_ca.inbound'],
  ['mms.outbound', 'mms.us_ca.outbound'],
  ['mms.inbound', 'mms.us_ca.inbound.local'],
  ['call.outbound', 'voice.us.outbound'],
  ['call.inbound', 'voice.us.inbound.app'],
  ['call.forwarded', 'voice.us.inbound.forwarded'],
  ['call.recording', 'voice.recording'],
  ['call.transcription', 'voice.transcription'],
  ['call.detection', 'voice.amd'],
  ['voicemail.drop', 'voice.voicemail_drop'],
  ['number.local', 'number.local.us_ca'],
  ['number.tollfree', 'number.tollfree.us_ca'],
  ['email.outbound', 'email.lc.send'],
  ['email.verification', 'email.verification'],
  ['dedicated.ip', 'email.dedicated_ip'],
  ['workflow.premium', 'workflow.premium_execution'],
  ['workflow.ai', 'workflow_ai.action'],
  ['content.ai.image', 'content_ai.image'],
  ['voice.ai', 'voice_ai.engine'],
  ['reviews.ai', 'reviews_ai.review'],
  ['whatsapp.subscription', 'whatsapp.subscription'],
]

const published = (service: string, key: string): CatalogueCost => {
  const price = HIGHLEVEL_PRICES.find((one) => one.key === key)
  if (!price) throw new Error(`no published price ${key}`)
  const { usd, validFrom, article } = price
  return {
    id: `highlevel.${key}@${validFrom}`,
    service,
    unitCost: usd,
    currency: 'USD',
    validFrom,
    source: `help.gohighlevel.com, ${article}`,
  }
}

/** Providers of the agency's own are never priced as HighLevel's: 0 until the agency enters its cost. */
const custom = (service: string): CatalogueCost => ({
  id: `${service}@2026-08-02`,
  service,
  unitCost: '0',
  currency: 'USD',
  validFrom: '2026-08-02',
  source: 'custom conversation provider: billed by that provider, enter its price',
})

/** The shipped cost book. An agency's own entries come before it. */
export const CATALOGUE_COSTS: readonly CatalogueCost[] = [
  ...BY_KEY.map(([service, key]) => published(service, key)),
  // Published per 1,000 words.
  { ...published('content.ai.words', 'content_ai.words'), unitCost: '0.0000945' },
  custom('custom.sms'),
  custom('custom.email'),
  ...CLOSEBOT_COSTS,
]

/**
 * The entry of a book that holds for a service at an instant (epoch milliseconds): the newest with
 * `validFrom` ≤ its UTC day. Usage older than the first known price is estimated with that first price.
 * Undefined where the book knows none: the cost must come with the usage.
 */
export const costAt = (
  service: string,
  instantMs: bigint | number,
  book: readonly CatalogueCost[] = CATALOGUE_COSTS,
): CatalogueCost | undefined => {
  const day = new Date(Number(instantMs)).toISOString().slice(0, 10)
  let newest: CatalogueCost | undefined
  let first: CatalogueCost | undefined
  for (const entry of book) {
    if (entry.service !== service) continue
    if (!first || entry.validFrom < first.validFrom) first = entry
    if (entry.validFrom > day) continue
    if (!newest || entry.validFrom >= newest.validFrom) newest = entry
  }
  return newest ?? first
}
