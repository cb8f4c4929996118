/** One published price of HighLevel, as a fact: who wants another one enters it in the cost book. */
export interface PublishedPrice {
  readonly key: string
  readonly unit: string
  /** USD per unit, exactly as published (per-1000 prices divided). */
  readonly usd: string
  /** Article of HighLevel's help centre. */
  readonly article: string
  /** First day the price is known to hold. */
  readonly validFrom: string
  readonly note?: string
}

type Row = readonly [key: string, unit: string, usd: string, note?: string]

// Read in HighLevel's help centre as it stood on 2026-08-02; prices change several times a year.
const READ = '2026-08-02'

const from = (article: string, validFrom: string, rows: readonly Row[]): PublishedPrice[] =>
  rows.map(([key, unit, usd, note]) => ({ key, unit, usd, article, validFrom, ...(note ? { note } : {}) }))

const PHONE = from('48001223556 (phone pricing)', READ, [
  ['sms.us_ca.outbound', 'segment', '0.00747', '10% off list 0.0083; carrier fee extra'],
  ['sms.us_ca.inbound', 'segment', '0.00747', 'carrier fee extra'],
  ['mms.us_ca.outbound', 'message', '0.0220'],
  ['mms.us_ca.inbound.local', 'message', '0.0165'],
  ['mms.us_ca.inbound.tollfree', 'message', '0.0200'],
  ['mms.au.outbound', 'message', '0.3500'],
  ['mms.au.inbound', 'message', '0.3500'],
  ['carrier.att.sms.out', 'segment', '0.0035', 'pass-through: +5% at location level'],
  ['carrier.att.sms.in', 'segment', '0.0035', 'pass-through'],
  ['carrier.tmobile.sms.out', 'segment', '0.0045', 'pass-through'],
  ['carrier.tmobile.sms.in', 'segment', '0.0025', 'pass-through'],
  ['carrier.verizon.sms.out', 'segment', '0.0045', 'pass-through'],
  ['carrier.verizon.sms.in', 'segment', '0.0070', 'pass-through'],
  ['carrier.uscellular.sms.out', 'segment', '0.0050', 'pass-through'],
  ['carrier.uscellular.sms.in', 'segment', '0.0100', 'pass-through'],
  ['carrier.other.sms.out', 'segment', '0.0040', 'pass-through'],
  ['carrier.other.sms.in', 'segment', '0.0100', 'pass-through'],
  ['carrier.att.mms.out', 'message', '0.0090', 'pass-through'],
  ['carrier.att.mms.in', 'message', '0.0090', 'pass-through'],
  ['carrier.tmobile.mms.out', 'message', '0.0100', 'pass-through'],
  ['carrier.tmobile.mms.in', 'message', '0.0100', 'pass-through'],
  ['carrier.verizon.mms.out', 'message', '0.0070', 'pass-through'],
  ['carrier.uscellular.mms.out', 'message', '0.0100', 'pass-through'],
  ['carrier.uscellular.mms.in', 'message', '0.0100', 'pass-through'],
  ['carrier.other.mms.out', 'message', '0.0100', 'pass-through'],
  ['voice.us.outbound', 'minute (rounded up)', '0.0166', '0.0126 + 0.004 client minute'],
  ['voice.us.inbound.app', 'minute (rounded up)', '0.01165', '0.00765 + 0.004 client minute'],
  [
    'voice.us.inbound.forwarded',
    'minute (rounded up)',
    '0.02',
    'published rounded; legs 0.00765 + 0.0126 = 0.02025',
  ],
  ['voice.recording', 'minute', '0.0025'],
  ['voice.recording_storage', 'minute-month', '0.0005'],
  ['voice.transcription', 'minute', '0.024'],
  ['voice.amd', 'call', '0.0075'],
  ['voice.voicemail_drop', 'minute', '0.0180'],
  ['voice.polly_tts', '100 characters', '0.00084'],
  ['voice.conference.us', 'minute-participant', '0.0018', '0.0018-0.0040 by region'],
  ['number.local.us_ca', 'month', '1.15'],
  ['number.tollfree.us_ca', 'month', '2.15'],
  ['number.validation', 'call', '0.005', 'Number Intelligence'],
  ['number.spam_test', 'test', '0.005'],
  ['number.name_lookup', 'lookup', '0.01'],
  ['a2p.sole_proprietor.onetime_max', 'campaign', '23.475', 'pass-through +5%'],
  ['a2p.sole_proprietor.month_max', 'month', '2.10', 'pass-through +5%'],
  ['a2p.low_volume.onetime_max', 'campaign', '23.475', 'pass-through +5%'],
  ['a2p.low_volume.month_min', 'month', '1.50'],
  ['a2p.low_volume.month_max', 'month', '10.50'],
  ['a2p.high_volume.onetime', 'campaign', '68.625', 'pass-through +5%'],
  ['a2p.high_volume.month', 'month', '10.50'],
])

const PRICING = from('155000001156 (pricing guide)', READ, [
  ['email.lc.send', 'email', '0.000675', 'published as 0.675 per 1000'],
  ['email.verification', 'validation', '0.0025', 'published as 2.50 per 1000'],
  [
    'workflow.premium_execution',
    'execution',
    '0.01',
    '100 free lifetime executions; Pro tiers 10/25/50 USD with overage 0.008/0.006/0.004',
  ],
  ['email.dedicated_ip', 'month', '59', '$297/$497 plans only'],
  ['listings.month', 'month', '30'],
  ['prospecting.month', 'month', '29'],
  ['seo.month', 'month', '79'],
  ['client_portal_app.month', 'month', '49'],
  ['whatsapp.subscription', 'month', '10', 'plus Meta template rates by country'],
  ['hipaa.month', 'month', '297'],
  ['ai_employee.unlimited', 'month-location', '97'],
  ['ai_employee.growth', 'month-location', '50'],
])

const EMAIL = from('What is LC Email', READ, [['email.lc.forward', 'email', '0.000675']])

const AI = from('AI pricing', READ, [
  ['content_ai.words', '1000 words', '0.0945'],
  ['content_ai.image', 'image', '0.063'],
  ['reviews_ai.review', 'review', '0.01'],
  ['workflow_ai.action', 'action', '0.01'],
])

const VOICE = from('Voice AI pricing', '2026-05-20', [
  ['voice_ai.engine', 'minute', '0.045', 'from 2026-05-20; plus TTS, LLM tokens, telephony'],
  ['voice_ai.tts.openai_cartesia', 'minute', '0.015'],
  ['voice_ai.tts.elevenlabs_v2_5', 'minute', '0.035'],
  ['voice_ai.tts.elevenlabs_v3', 'minute', '0.170'],
])

const CONVERSATION = from('Conversation AI pricing', READ, [
  ['conversation_ai.gpt5.input', '1M tokens', '1.25'],
  ['conversation_ai.gpt5.output', '1M tokens', '10'],
  ['conversation_ai.gpt5mini.input', '1M tokens', '0.25'],
  ['conversation_ai.gpt5mini.output', '1M tokens', '2'],
  ['conversation_ai.gpt41.input', '1M tokens', '2'],
  ['conversation_ai.gpt41.output', '1M tokens', '8'],
  ['conversation_ai.gpt41mini.input', '1M tokens', '0.40'],
  ['conversation_ai.gpt41mini.output', '1M tokens', '1.60'],
])

const WHATSAPP = from('WhatsApp pricing, July 2026', '2026-07-01', [
  ['whatsapp.template.us.marketing', 'message', '0.0263'],
  ['whatsapp.template.us.utility', 'message', '0.0036'],
  ['whatsapp.template.gb.marketing', 'message', '0.0667'],
  ['whatsapp.template.gb.utility', 'message', '0.0231'],
  ['whatsapp.template.de.marketing', 'message', '0.1433'],
  ['whatsapp.template.de.utility', 'message', '0.0578'],
  ['whatsapp.template.in.marketing', 'message', '0.0124'],
  ['whatsapp.template.in.utility', 'message', '0.0015'],
])

export const HIGHLEVEL_PRICES: readonly PublishedPrice[] = [
  ...PHONE,
  ...PRICING,
  ...EMAIL,
  ...AI,
  ...VOICE,
  ...CONVERSATION,
  ...WHATSAPP,
]
