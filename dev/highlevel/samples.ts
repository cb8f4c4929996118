/**
 * Webhook bodies as HighLevel sends them, in both published shapes: the documentation of 2026-06-19 (`docs`) and the
 * developer portal of 2026-08-30 (`portal`: also from, to, messageTypeId, messageTypeString). Flat, plus `appId`,
 * `versionId`, `timestamp`, `webhookId`. All people, numbers and ids are made up.
 *
 * The odd ones of the published samples are here too: SMS and e-mail without `messageId`, an OutboundMessage whose
 * direction is `inbound`, `to` as a list (docs) and as a text (portal), an InboundMessage sample of type OutboundMessage.
 */

import { COMPANY, LOCATION, SAMPLE_AT, build, id } from './sample.ts'
import type { Sample, SampleOptions, SampleShape } from './sample.ts'

export type { Sample, SampleOptions, SampleShape } from './sample.ts'

const thread = (n: number, options: SampleOptions) => ({
  contactId: id('Contact', n),
  conversationId: id('Conversation', n),
  dateAdded: options.at ?? SAMPLE_AT,
})

const phoneFields = (shape: SampleShape, typeId: number, typeString: string) =>
  shape === 'docs'
    ? {}
    : { from: '+15550100001', to: '+15550100002', messageTypeId: typeId, messageTypeString: typeString }

const SMS_TYPE = [2, 'TYPE_SMS'] as const
const CALL_TYPE = [1, 'TYPE_CALL'] as const
const VOICEMAIL_TYPE = [10, 'TYPE_VOICEMAIL'] as const

/** `messageId: undefined` gives the published SMS sample, which has none. */
export function outboundSms(options: SampleOptions = {}): Sample {
  return build('OutboundMessage', options, (n, shape) => ({
    attachments: [],
    body: 'Your appointment is tomorrow at 10.',
    ...thread(n, options),
    contentType: 'text/plain',
    direction: 'outbound',
    messageType: 'SMS',
    messageId: id('Message', n),
    source: 'app',
    status: 'delivered',
    ...phoneFields(shape, ...SMS_TYPE),
  }))
}

/** The sample of the documentation: an OutboundMessage that says `inbound`. */
export const outboundSmsLabelledInbound = (options: SampleOptions = {}): Sample =>
  outboundSms({ shape: 'docs', direction: 'inbound', messageId: undefined, ...options })

/** Sent over another provider than LC Phone: not the platform's price. */
export const outboundSmsCustomProvider = (options: SampleOptions = {}): Sample =>
  outboundSms({ conversationProviderId: id('Provider', 1), ...options })

/** `callDuration` in seconds. */
export function outboundCall(options: SampleOptions = {}): Sample {
  return build('OutboundMessage', options, (n, shape) => ({
    attachments: [],
    ...thread(n, options),
    direction: 'outbound',
    messageType: 'CALL',
    userId: id('User', 1),
    messageId: id('Message', n),
    status: 'completed',
    callDuration: 120,
    callStatus: 'completed',
    ...phoneFields(shape, ...CALL_TYPE),
  }))
}

export function voicemail(options: SampleOptions = {}): Sample {
  return build('OutboundMessage', options, (n, shape) => ({
    attachments: [],
    ...thread(n, options),
    direction: 'outbound',
    messageType: 'VoiceMail',
    messageId: id('Message', n),
    status: 'completed',
    ...phoneFields(shape, ...VOICEMAIL_TYPE),
  }))
}

const emailFields = (n: number, shape: SampleShape, options: SampleOptions, direction: string) => ({
  body: '<p>Order confirmed</p>',
  ...thread(n, options),
  direction,
  messageType: 'Email',
  emailMessageId: id('Email', n),
  from: 'Office <office@example.com>',
  threadId: id('Thread', n),
  subject: 'Order confirmed',
  ...(shape === 'docs'
    ? { to: ['client@example.com'] }
    : { to: 'client@example.com', ccList: [], bccList: [] }),
})

/** No `messageId`, as published: an e-mail is known by `emailMessageId`. */
export function outboundEmail(options: SampleOptions = {}): Sample {
  return build('OutboundMessage', options, (n, shape) => ({
    ...emailFields(n, shape, options, 'outbound'),
    ...(shape === 'portal' ? { plainText: 'Order confirmed' } : {}),
    source: 'app',
  }))
}

/** A note of the team: never billable. */
export function internalComment(options: SampleOptions = {}): Sample {
  return build('OutboundMessage', options, (n) => ({
    body: 'Call them back on Monday',
    ...thread(n, options),
    contentType: 'text/plain',
    direction: 'outbound',
    messageType: 'InternalComment',
    messageId: id('Message', n),
    userId: id('User', 1),
    status: 'delivered',
    source: 'app',
    mentions: [],
  }))
}

/** Inbound SMS is billed too. */
export function inboundSms(options: SampleOptions = {}): Sample {
  return build('InboundMessage', options, (n, shape) => ({
    attachments: [],
    body: 'Yes, see you then',
    ...thread(n, options),
    contentType: 'text/plain',
    direction: 'inbound',
    messageType: 'SMS',
    messageId: id('Message', n),
    status: 'delivered',
    ...phoneFields(shape, ...SMS_TYPE),
  }))
}

export function inboundCall(options: SampleOptions = {}): Sample {
  return build('InboundMessage', options, (n, shape) => ({
    attachments: [],
    ...thread(n, options),
    direction: 'inbound',
    messageType: 'CALL',
    messageId: id('Message', n),
    status: 'completed',
    callDuration: 61,
    callStatus: 'completed',
    ...phoneFields(shape, ...CALL_TYPE),
  }))
}

/** The documentation's inbound call sample has the type OutboundMessage. */
export const inboundCallLabelledOutbound = (options: SampleOptions = {}): Sample =>
  outboundCall({ shape: 'docs', direction: 'inbound', ...options })

export function inboundEmail(options: SampleOptions = {}): Sample {
  return build('InboundMessage', options, (n, shape) => emailFields(n, shape, options, 'inbound'))
}

/** `locationId: undefined` = the whole agency installs. */
export function appInstall(options: SampleOptions = {}): Sample {
  return build('INSTALL', options, () => ({
    companyId: options.companyId ?? COMPANY,
    userId: id('User', 1),
    planId: id('Plan', 1),
    trial: { onTrial: false },
    isWhitelabelCompany: true,
    whitelabelDetails: { domain: 'app.example.com', logoUrl: 'https://app.example.com/logo.png' },
    companyName: 'Example Agency',
  }))
}

export function appUninstall(options: SampleOptions = {}): Sample {
  return build('UNINSTALL', options, () => ({ companyId: options.companyId ?? COMPANY }))
}

/** E-mail statistics, Mailgun-like; `timestamp` inside is in Unix seconds. */
export function lcEmailStats(options: SampleOptions = {}): Sample {
  const locationId = options.locationId ?? LOCATION
  const companyId = options.companyId ?? COMPANY
  return build('LCEmailStats', options, (n) => ({
    companyId,
    webhookPayload: {
      event: 'delivered',
      id: id('EmailEvent', n),
      timestamp: Math.floor(Date.parse(options.at ?? SAMPLE_AT) / 1000),
      recipient: 'client@example.com',
      'recipient-domain': 'example.com',
      tags: [`loc_${locationId}`, `com_${companyId}`, 'et_other'],
      'delivery-status': { code: 250, message: 'OK' },
    },
  }))
}
