import { z } from 'zod'
import { ExternalId } from '../../../shared/contract/scalars.ts'

/** What every webhook of HighLevel carries: flat, with the delivery's own fields beside the event's. */
export const Envelope = z.object({
  type: z.string().max(80),
  webhookId: ExternalId.optional(),
  /** When the webhook was made. */
  timestamp: z.iso.datetime({ offset: true }).optional(),
})

const MESSAGES = ['InboundMessage', 'OutboundMessage'] as const

/** Whether a body says that it is a message; everything else about it is unknown yet. */
export function isMessage(body: unknown): boolean {
  const type: unknown = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined
  return MESSAGES.some((name) => name === type)
}

/**
 * InboundMessage and OutboundMessage, in every shape seen: DOCS schemas and samples of 2026-06-19, portal of
 * 2026-08-30. Fields we do not need (addresses, subjects, mentions) are not read; `to` may be a text or a list.
 */
export const Message = Envelope.extend({
  type: z.enum(MESSAGES),
  locationId: ExternalId,
  messageType: z.string().max(40),
  messageTypeString: z.string().max(40).optional(),
  messageId: ExternalId.optional(),
  emailMessageId: ExternalId.optional(),
  conversationProviderId: z.string().max(200).optional(),
  body: z.string().nullish(),
  attachments: z.array(z.unknown()).nullish(),
  dateAdded: z.iso.datetime({ offset: true }).optional(),
  callDuration: z.coerce.number().int().min(0).max(86_400).nullish(),
  status: z.string().max(40).optional(),
})
export type Message = z.infer<typeof Message>
