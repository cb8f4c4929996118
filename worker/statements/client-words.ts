import { serviceById } from '../../shared/catalogue/service.ts'
import type { Locale } from '../../shared/money/locale.ts'

/** Names of systems that no client may read (CE-02). */
const VENDORS =
  /\b(high\s?level|gohighlevel|ghl|lead\s?connector|lc|close\s?bot|clever\s?elements|monsum|fastbill|twilio)\b/gi

interface ServiceWords {
  readonly label: Readonly<Record<Locale, string>>
  readonly unit: Readonly<Record<Locale, string>>
}

/** German names, and English ones where the catalogue's are not for clients. */
const OWN: Readonly<Record<string, [en: string, de: string, unitEn: string, unitDe: string]>> = {
  'sms.outbound': ['SMS, sent', 'SMS, gesendet', 'segments', 'Segmente'],
  'sms.inbound': ['SMS, received', 'SMS, empfangen', 'segments', 'Segmente'],
  'mms.outbound': ['MMS, sent', 'MMS, gesendet', 'messages', 'Nachrichten'],
  'mms.inbound': ['MMS, received', 'MMS, empfangen', 'messages', 'Nachrichten'],
  'call.outbound': ['Calls, made', 'Anrufe, ausgehend', 'minutes', 'Minuten'],
  'call.inbound': ['Calls, received', 'Anrufe, eingehend', 'minutes', 'Minuten'],
  'call.forwarded': ['Calls, forwarded', 'Anrufe, weitergeleitet', 'minutes', 'Minuten'],
  'call.recording': ['Call recording', 'Anrufaufzeichnung', 'minutes', 'Minuten'],
  'call.transcription': ['Call transcription', 'Anruftranskription', 'minutes', 'Minuten'],
  'call.detection': ['Answering machine detection', 'Anrufbeantworter-Erkennung', 'calls', 'Anrufe'],
  'voicemail.drop': ['Voicemail drop', 'Voicemail-Ablage', 'minutes', 'Minuten'],
  'number.local': ['Phone number, local', 'Rufnummer, Ortsnetz', 'months', 'Monate'],
  'number.tollfree': ['Phone number, toll-free', 'Rufnummer, gebührenfrei', 'months', 'Monate'],
  'email.outbound': ['E-mail', 'E-Mail', 'e-mails', 'E-Mails'],
  'email.verification': ['E-mail verification', 'E-Mail-Prüfung', 'checks', 'Prüfungen'],
  'dedicated.ip': ['Dedicated IP', 'Eigene IP-Adresse', 'months', 'Monate'],
  'workflow.premium': ['Premium workflow actions', 'Premium-Aktionen', 'actions', 'Aktionen'],
  'workflow.ai': ['Workflow AI', 'Workflow-KI', 'actions', 'Aktionen'],
  'content.ai.words': ['Content AI, words', 'Text-KI, Wörter', 'words', 'Wörter'],
  'content.ai.image': ['Content AI, images', 'Bild-KI', 'images', 'Bilder'],
  'conversation.ai': ['Conversation AI', 'Gesprächs-KI', 'messages', 'Nachrichten'],
  'voice.ai': ['Voice AI', 'Sprach-KI', 'minutes', 'Minuten'],
  'reviews.ai': ['Reviews AI', 'Bewertungs-KI', 'reviews', 'Bewertungen'],
  'funnel.ai': ['Funnel AI', 'Funnel-KI', 'actions', 'Aktionen'],
  whatsapp: ['WhatsApp', 'WhatsApp', 'messages', 'Nachrichten'],
  'whatsapp.subscription': ['WhatsApp subscription', 'WhatsApp-Grundgebühr', 'months', 'Monate'],
  'domain.purchase': ['Domain', 'Domain', 'purchases', 'Käufe'],
  'address.autocomplete': ['Address completion', 'Adressergänzung', 'look-ups', 'Abfragen'],
  'custom.sms': ['SMS', 'SMS', 'messages', 'Nachrichten'],
  'custom.email': ['E-mail', 'E-Mail', 'e-mails', 'E-Mails'],
  'closebot.response': ['Bot responses', 'Bot-Antworten', 'responses', 'Antworten'],
  'closebot.seat': ['Seats', 'Nutzerplätze', 'seat-hours', 'Platzstunden'],
  'closebot.storage': ['Storage', 'Speicher', 'byte-hours', 'Byte-Stunden'],
  'closebot.tokens': ['AI usage', 'KI-Nutzung', '', ''],
  'newsletter.credits': ['Newsletter credits', 'Newsletter-Credits', 'credits', 'Credits'],
}

/** The quantity of these is what the agency paid, so a client gets none. */
const COST_AS_QUANTITY = new Set(['closebot.tokens'])

export const hidesQuantity = (service: string): boolean => COST_AS_QUANTITY.has(service)

/**
 * How a client reads a service: never with the name of a system behind it (CE-02). An agency's own id is shown as its
 * words, without such names.
 */
export function clientWords(service: string, locale: Locale): { label: string; unit: string } {
  const words = wordsOf(service)
  return { label: words.label[locale], unit: words.unit[locale] }
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
