import type { Decimal } from 'decimal.js'
import { serviceById } from '../../shared/catalogue/service.ts'
import type { Locale } from '../../shared/money/locale.ts'

/** Names of systems that no client may read (CE-02). */
const VENDORS =
  /\b(high\s?level|gohighlevel|ghl|lead\s?connector|lc|close\s?bot|clever\s?elements|monsum|fastbill|twilio)\b/gi

interface ServiceWords {
  readonly label: Readonly<Record<Locale, string>>
  readonly unit: Readonly<Record<Locale, string>>
}

/** German names, and English ones where the catalogue's are not for clients; units of one and of more. */
const OWN: Readonly<Record<string, [en: string, de: string, unitEn: string, unitDe: string]>> = {
  'sms.outbound': ['SMS, sent', 'SMS, gesendet', 'segment|segments', 'Segment|Segmente'],
  'sms.inbound': ['SMS, received', 'SMS, empfangen', 'segment|segments', 'Segment|Segmente'],
  'mms.outbound': ['MMS, sent', 'MMS, gesendet', 'message|messages', 'Nachricht|Nachrichten'],
  'mms.inbound': ['MMS, received', 'MMS, empfangen', 'message|messages', 'Nachricht|Nachrichten'],
  'call.outbound': ['Calls, made', 'Anrufe, ausgehend', 'minute|minutes', 'Minute|Minuten'],
  'call.inbound': ['Calls, received', 'Anrufe, eingehend', 'minute|minutes', 'Minute|Minuten'],
  'call.forwarded': ['Calls, forwarded', 'Anrufe, weitergeleitet', 'minute|minutes', 'Minute|Minuten'],
  'call.recording': ['Call recording', 'Anrufaufzeichnung', 'minute|minutes', 'Minute|Minuten'],
  'call.transcription': ['Call transcription', 'Anruftranskription', 'minute|minutes', 'Minute|Minuten'],
  'call.detection': [
    'Answering machine detection',
    'Anrufbeantworter-Erkennung',
    'call|calls',
    'Anruf|Anrufe',
  ],
  'voicemail.drop': ['Voicemail drop', 'Voicemail-Ablage', 'minute|minutes', 'Minute|Minuten'],
  'number.local': ['Phone number, local', 'Rufnummer, Ortsnetz', 'month|months', 'Monat|Monate'],
  'number.tollfree': ['Phone number, toll-free', 'Rufnummer, gebührenfrei', 'month|months', 'Monat|Monate'],
  'email.outbound': ['E-mail', 'E-Mail', 'e-mail|e-mails', 'E-Mail|E-Mails'],
  'email.verification': ['E-mail verification', 'E-Mail-Prüfung', 'check|checks', 'Prüfung|Prüfungen'],
  'dedicated.ip': ['Dedicated IP', 'Eigene IP-Adresse', 'month|months', 'Monat|Monate'],
  'workflow.premium': ['Premium workflow actions', 'Premium-Aktionen', 'action|actions', 'Aktion|Aktionen'],
  'workflow.ai': ['Workflow AI', 'Workflow-KI', 'action|actions', 'Aktion|Aktionen'],
  'content.ai.words': ['Content AI, words', 'Text-KI, Wörter', 'word|words', 'Wort|Wörter'],
  'content.ai.image': ['Content AI, images', 'Bild-KI', 'image|images', 'Bild|Bilder'],
  'conversation.ai': ['Conversation AI', 'Gesprächs-KI', 'message|messages', 'Nachricht|Nachrichten'],
  'voice.ai': ['Voice AI', 'Sprach-KI', 'minute|minutes', 'Minute|Minuten'],
  'reviews.ai': ['Reviews AI', 'Bewertungs-KI', 'review|reviews', 'Bewertung|Bewertungen'],
  'funnel.ai': ['Funnel AI', 'Funnel-KI', 'action|actions', 'Aktion|Aktionen'],
  whatsapp: ['WhatsApp', 'WhatsApp', 'message|messages', 'Nachricht|Nachrichten'],
  'whatsapp.subscription': ['WhatsApp subscription', 'WhatsApp-Grundgebühr', 'month|months', 'Monat|Monate'],
  'domain.purchase': ['Domain', 'Domain', 'purchase|purchases', 'Kauf|Käufe'],
  'address.autocomplete': ['Address completion', 'Adressergänzung', 'look-up|look-ups', 'Abfrage|Abfragen'],
  'custom.sms': ['SMS', 'SMS', 'message|messages', 'Nachricht|Nachrichten'],
  'custom.email': ['E-mail', 'E-Mail', 'e-mail|e-mails', 'E-Mail|E-Mails'],
  'closebot.response': ['Bot responses', 'Bot-Antworten', 'response|responses', 'Antwort|Antworten'],
  'closebot.seat': ['Seats', 'Nutzerplätze', 'seat-hour|seat-hours', 'Platzstunde|Platzstunden'],
  'closebot.storage': ['Storage', 'Speicher', 'byte-hour|byte-hours', 'Byte-Stunde|Byte-Stunden'],
  'closebot.tokens': ['AI usage', 'KI-Nutzung', '', ''],
  'newsletter.credits': ['Newsletter credits', 'Newsletter-Credits', 'credit|credits', 'Credit|Credits'],
}

/** The quantity of these is what the agency paid, so a client gets none. */
const COST_AS_QUANTITY = new Set(['closebot.tokens'])

export const hidesQuantity = (service: string): boolean => COST_AS_QUANTITY.has(service)

/**
 * How a client reads a service: never with the name of a system behind it (CE-02). An agency's own id is shown as its
 * words, without such names. The unit fits the quantity: 1 month, 2 months, 0.5 months.
 */
export function clientWords(
  service: string,
  locale: Locale,
  quantity?: Decimal,
): { label: string; unit: string } {
  const words = wordsOf(service)
  const [one = '', more = one] = words.unit[locale].split('|')
  return { label: words.label[locale], unit: quantity?.eq(1) === true ? one : more }
}

function wordsOf(service: string): ServiceWords {
  const own = OWN[service]
  if (own !== undefined) {
    const [en, de, unitEn, unitDe] = own
    return { label: { en, de }, unit: { en: unitEn, de: unitDe } }
  }
  const known = serviceById(service)
  const plain = neutral(known?.label ?? service.replaceAll(/[._-]+/g, ' '))
  const unit = neutral(known?.unit ?? '')
  return {
    label: { en: plain || 'Service', de: plain || 'Leistung' },
    unit: { en: unit, de: unit },
  }
}

/** A text without the names of the systems behind it. */
const neutral = (text: string): string => text.replaceAll(VENDORS, '').replaceAll(/\s+/g, ' ').trim()
