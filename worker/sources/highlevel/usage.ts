import { SegmentedMessage } from 'sms-segments-calculator'
import { startedMinutes } from '../../../shared/rating/minutes.ts'
import type { ReportedUsage } from '../../usage/usage-event.ts'
import type { Message } from './payload.ts'

export const HIGHLEVEL = 'highlevel'

/** Why a webhook is no usage: said in the answer and the log, so that nothing disappears without a reason. */
export type NoUsage = 'internal_comment' | 'no_talk_time' | 'not_metered_by_webhook'

/**
 * A message of HighLevel in our words. No webhook carries a price, a segment count or an MMS flag (FACTS §0), so the
 * quantity is an estimate until the wallet's own transactions tell: SMS by segments of the body, calls by started
 * minutes, e-mail by piece. Charges apply to each delivery attempt, whatever its final status.
 *
 * @param id the message's own, or the identity of the raw body where it carries none (official samples exist)
 */
export function usageOf(message: Message, receivedAt: Date, id: string): ReportedUsage | NoUsage {
  const metered = meter(message)
  if (typeof metered === 'string') return metered
  return {
    source: HIGHLEVEL,
    system: HIGHLEVEL,
    account: message.locationId,
    id,
    service: metered.service,
    quantity: metered.quantity,
    occurredAt: new Date(message.dateAdded ?? receivedAt).toISOString(),
    receivedAt: receivedAt.toISOString(),
    ownTime: message.dateAdded !== undefined,
    // dateAdded is the message's own time and stays the same in every delivery; without it the day may differ.
    repeatWindowDays: message.dateAdded === undefined ? 3 : 0,
    unitCost: null,
    estimated: true,
    attributes: {},
  }
}

/** The message's own id: a redelivery and a second webhook of the same message are the same usage. */
export function ownId(message: Message): string | undefined {
  return message.messageId ?? message.emailMessageId ?? message.webhookId
}

type Metered = { service: string; quantity: string }

function meter(message: Message): Metered | NoUsage {
  // The event's type says who sent it: an official OutboundMessage sample is labelled `direction: "inbound"`.
  const way = message.type === 'OutboundMessage' ? 'outbound' : 'inbound'
  const kind = message.messageType.toUpperCase()
  if (kind === 'INTERNALCOMMENT') return 'internal_comment'
  if (isCustomProvider(message)) return customProvider(kind, message)
  switch (kind) {
    case 'SMS':
      return (message.attachments?.length ?? 0) > 0
        ? { service: `mms.${way}`, quantity: '1' }
        : { service: `sms.${way}`, quantity: segments(message.body ?? '') }
    case 'CALL': {
      const minutes = startedMinutes(message.callDuration ?? 0)
      return minutes === '0' ? 'no_talk_time' : { service: `call.${way}`, quantity: minutes }
    }
    case 'VOICEMAIL':
      // A drop has no duration in the webhook: one started minute until the wallet tells.
      return way === 'outbound' ? { service: 'voicemail.drop', quantity: '1' } : 'not_metered_by_webhook'
    case 'EMAIL':
      return way === 'outbound' ? { service: 'email.outbound', quantity: '1' } : 'not_metered_by_webhook'
    default:
      return 'not_metered_by_webhook'
  }
}

/** Sent through a provider of the agency's own: HighLevel charges nothing for it, so it must never get LC's price. */
function isCustomProvider(message: Message): boolean {
  return (
    message.conversationProviderId !== undefined ||
    (message.messageTypeString ?? message.messageType).toUpperCase().startsWith('TYPE_CUSTOM')
  )
}

function customProvider(kind: string, message: Message): Metered | NoUsage {
  if (message.type === 'InboundMessage') return 'not_metered_by_webhook'
  if (kind.includes('EMAIL')) return { service: 'custom.email', quantity: '1' }
  if (kind.includes('SMS')) return { service: 'custom.sms', quantity: '1' }
  return 'not_metered_by_webhook'
}

/** SMS platforms end at 1,600 characters; counting more would only cost time. */
const BODY_CHARACTERS_MAX = 10_000

/**
 * Characters that are one septet of GSM-7 whatever stands beside them (3GPP TS 23.038, basic table): most messages have
 * no other, and the full count, which takes texts apart into graphemes, takes a tenth of a webhook's time.
 */
const PLAIN = /^[\n !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z]*$/

/** Segments by GSM-7 / UCS-2 rules; an empty body is still one message. */
export function segments(body: string): string {
  if (body.length <= BODY_CHARACTERS_MAX && PLAIN.test(body)) {
    return String(body.length <= 160 ? 1 : Math.ceil(body.length / 153))
  }
  const count = new SegmentedMessage(body.slice(0, BODY_CHARACTERS_MAX)).segmentsCount
  return String(Math.max(1, count))
}
