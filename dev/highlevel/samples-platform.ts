/**
 * Webhooks that tell of the agency itself: plans, locations, payments for our own app, AI calls, messages handed to a
 * custom provider. Shapes of the documentation of 2026-06-19 and the developer portal of 2026-08-30; all ids made up.
 */
import { COMPANY, SAMPLE_AT, build, id } from './sample.ts'
import type { Sample, SampleOptions } from './sample.ts'

const company = (options: SampleOptions) => ({ companyId: options.companyId ?? COMPANY })

export function planChange(options: SampleOptions = {}): Sample {
  return build('PLAN_CHANGE', options, () => ({
    ...company(options),
    userId: id('User', 1),
    currentPlanId: id('Plan', 1),
    newPlanId: id('Plan', 2),
  }))
}

/** The location's own id is `id` here; there is no `locationId`. */
export function locationCreate(options: SampleOptions = {}): Sample {
  return build('LocationCreate', { locationId: undefined, ...options }, (n) => ({
    ...company(options),
    id: id('NewLocation', n),
    name: 'New Client',
    email: 'new@example.com',
    stripeProductId: 'prod_fake',
  }))
}

export function locationUpdate(options: SampleOptions = {}): Sample {
  return locationCreate({ type: 'LocationUpdate', ...options })
}

/** The portal warns that the delivery may be a list of these. */
export function saasPlanCreate(options: SampleOptions = {}): Sample {
  return build('SaasPlanCreate', { locationId: undefined, ...options }, (n) => ({
    ...company(options),
    description: 'saas',
    planId: id('Plan', n),
    title: 'Growth',
    saasProducts: ['2-way-text-messaging', 'crm'],
    addOns: [],
    planLevel: 3,
    trialPeriod: 7,
    userLimit: 0,
    contactLimit: 0,
    prices: [
      {
        id: 'price_fake',
        billingInterval: 'month',
        active: true,
        amount: 19_700,
        currency: 'usd',
        symbol: '$',
      },
    ],
    isSaaSV2: true,
    createdAt: options.at ?? SAMPLE_AT,
    updatedAt: options.at ?? SAMPLE_AT,
  }))
}

/** Status of the subscription to our own app. */
export function appPaymentStatus(options: SampleOptions = {}): Sample {
  return build('APP_PAYMENT_STATUS', options, () => ({
    ...company(options),
    userId: id('User', 1),
    previousStatus: 'COMPLETE',
    newStatus: 'FAILED',
  }))
}

/** Published without a `type`. `duration` in seconds; `trialCall` calls are not billed. */
export function voiceAiCallEnd(options: SampleOptions = {}): Sample {
  return build('VoiceAiCallEnd', { type: undefined, ...options }, (n) => ({
    id: id('VoiceAiCall', n),
    agentId: id('Agent', 1),
    contactId: id('Contact', n),
    fromNumber: '+15550100002',
    createdAt: options.at ?? SAMPLE_AT,
    duration: 187,
    summary: 'Asked for an appointment.',
    executedCallActions: [],
    messageId: id('Message', n),
    trialCall: false,
  }))
}

/** A message handed to a custom provider: here `type` is the channel. */
export function providerOutboundSms(options: SampleOptions = {}): Sample {
  return build('SMS', options, (n) => ({
    contactId: id('Contact', n),
    messageId: id('Message', n),
    phone: '+15550100002',
    message: 'Your appointment is tomorrow at 10.',
    attachments: [],
    userId: id('User', 1),
  }))
}
