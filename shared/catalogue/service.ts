/** Who runs a service: the system whose bill the cost appears on. */
export type System = 'highlevel' | 'closebot' | 'cleverelements' | 'monsum' | 'custom'

export interface Service {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly group: 'phone' | 'email' | 'ai' | 'workflow' | 'messaging' | 'bot' | 'newsletter' | 'other'
  readonly system: System
  /** HighLevel's name in `update-rebilling`; null where that call has none, so its markup cannot be set by API. */
  readonly crmProduct: string | null
}

const highlevel = (
  id: string,
  label: string,
  unit: string,
  group: Service['group'],
  crmProduct: string | null,
): Service => ({ id, label, unit, group, system: 'highlevel', crmProduct })

const own = (id: string, label: string, unit: string, group: Service['group'], system: System): Service => ({
  id,
  label,
  unit,
  group,
  system,
  crmProduct: null,
})

/**
 * The services that ship. An agency may book usage on ids of its own besides. Product names: HighLevel's OpenAPI
 * of 2026-06-19, UpdateRebillingDto. Its v3 portal list of 2026-08-30 has neither `Phone` nor `Email`, so setting
 * these may be refused.
 */
export const SERVICES: readonly Service[] = [
  highlevel('sms.outbound', 'SMS, sent', 'segment', 'phone', 'Phone'),
  highlevel('sms.inbound', 'SMS, received', 'segment', 'phone', 'Phone'),
  highlevel('mms.outbound', 'MMS, sent', 'message', 'phone', 'Phone'),
  highlevel('mms.inbound', 'MMS, received', 'message', 'phone', 'Phone'),
  highlevel('call.outbound', 'Calls, made', 'minute', 'phone', 'Phone'),
  highlevel('call.inbound', 'Calls, received', 'minute', 'phone', 'Phone'),
  highlevel('call.forwarded', 'Calls, received and forwarded', 'minute', 'phone', 'Phone'),
  highlevel('call.recording', 'Call recording', 'minute', 'phone', 'Phone'),
  highlevel('call.transcription', 'Call transcription', 'minute', 'phone', 'Phone'),
  highlevel('call.detection', 'Answering machine detection', 'call', 'phone', 'Phone'),
  highlevel('voicemail.drop', 'Voicemail drop', 'minute', 'phone', 'Phone'),
  highlevel('number.local', 'Phone number, local', 'month', 'phone', 'Phone'),
  highlevel('number.tollfree', 'Phone number, toll-free', 'month', 'phone', 'Phone'),
  highlevel('email.outbound', 'E-mail', 'email', 'email', 'Email'),
  highlevel('email.verification', 'E-mail verification', 'validation', 'email', 'EmailVerification'),
  highlevel('dedicated.ip', 'Dedicated IP', 'month', 'email', null),
  highlevel(
    'workflow.premium',
    'Premium workflow actions',
    'execution',
    'workflow',
    'workflow_premium_actions',
  ),
  highlevel('workflow.ai', 'Workflow AI', 'action', 'workflow', 'workflow_ai'),
  highlevel('content.ai.words', 'Content AI, words', 'word', 'ai', 'contentAI'),
  highlevel('content.ai.image', 'Content AI, images', 'image', 'ai', 'contentAI'),
  highlevel('conversation.ai', 'Conversation AI', 'message', 'ai', 'conversationAI'),
  highlevel('voice.ai', 'Voice AI', 'minute', 'ai', null),
  highlevel('reviews.ai', 'Reviews AI', 'review', 'ai', 'reviewsAI'),
  highlevel('funnel.ai', 'Funnel AI', 'action', 'ai', 'funnelAI'),
  highlevel('whatsapp', 'WhatsApp', 'message', 'messaging', 'whatsApp'),
  highlevel('whatsapp.subscription', 'WhatsApp subscription', 'month', 'messaging', null),
  highlevel('domain.purchase', 'Domain', 'purchase', 'other', 'domainPurchase'),
  highlevel('address.autocomplete', 'Auto-complete address', 'lookup', 'other', 'autoCompleteAddress'),
  own('custom.sms', 'SMS by another provider', 'message', 'messaging', 'custom'),
  own('custom.email', 'E-mail by another provider', 'email', 'email', 'custom'),
  own('closebot.response', 'Bot responses', 'response', 'bot', 'closebot'),
  own('closebot.seat', 'Seats', 'seat-hour', 'bot', 'closebot'),
  own('closebot.storage', 'Storage', 'byte-hour', 'bot', 'closebot'),
  own('closebot.tokens', 'AI tokens', 'USD of provider cost', 'bot', 'closebot'),
  own('newsletter.credits', 'Newsletter credits', 'credit', 'newsletter', 'cleverelements'),
]

const BY_ID = new Map(SERVICES.map((service) => [service.id, service]))

/** The shipped service, or undefined for an agency's own id. */
export const serviceById = (id: string): Service | undefined => BY_ID.get(id)
