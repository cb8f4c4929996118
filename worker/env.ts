import type { Queue, RateLimit } from '@cloudflare/workers-types'
import { z } from 'zod'
import { HIGHLEVEL_ED25519_PUBLIC_KEY, HIGHLEVEL_RSA_PUBLIC_KEY } from './sources/highlevel/public-keys.ts'

/** What wrangler.toml binds; text values come from `[vars]` and from secrets. */
export interface Bindings {
  USAGE_QUEUE: Queue
  PAYMENTS_QUEUE: Queue
  RATE_LIMIT: RateLimit
  /** Stricter, for guesses at pairing codes. */
  PAIRING_RATE_LIMIT: RateLimit
  [name: string]: unknown
}

const secret = z.string().min(16, 'at least 16 characters')
const Text = z.object({
  ENVIRONMENT: z.enum(['production', 'development']).default('production'),
  /** Stands still when given, for tests; refused in production. */
  DEV_NOW: z.iso.datetime().optional(),
  TURSO_DATABASE_URL: z.url(),
  TURSO_AUTH_TOKEN: z.string().optional(),
  /** Signs access tokens. */
  SESSION_SECRET: secret,
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
  STRIPE_API_URL: z.url().default('https://api.stripe.com'),
  /** The ECB's daily file of reference rates; empty = rates are entered by hand. */
  ECB_URL: z.union([z.literal(''), z.url()]).default(''),
  HIGHLEVEL_API_URL: z.url().default('https://services.leadconnectorhq.com'),
  /** Private Integration Token of the agency; without it the CRM's own rebilling cannot be read or set. */
  HIGHLEVEL_TOKEN: z.string().min(1).optional(),
  /** Encrypts the secrets of outgoing webhooks; 32 bytes as base64. Without it no webhook can be set (docs/alerts.md). */
  SECRETS_KEY: z.base64().length(44, '32 bytes as base64').optional(),
  /** Sender of alert e-mails. */
  MAIL_FROM: z.string().min(3).max(200).optional(),
  /** An HTTP mail provider, where no send_email binding is bound. */
  MAIL_API_URL: z.url().optional(),
  MAIL_API_TOKEN: z.string().min(1).optional(),
  HIGHLEVEL_ED25519_PUBLIC_KEY: z.string().default(HIGHLEVEL_ED25519_PUBLIC_KEY),
  HIGHLEVEL_RSA_PUBLIC_KEY: z.string().default(HIGHLEVEL_RSA_PUBLIC_KEY),
})
export type Settings = Readonly<z.infer<typeof Text>>

/** A deployment that cannot work, named without its secrets. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError'
}

/** Parses the deployment's settings. @throws EnvironmentError naming each wrong variable, never its value. */
export function parseSettings(bindings: Bindings): Settings {
  const parsed = Text.safeParse(bindings)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new EnvironmentError(
      `The deployment's settings are wrong. ${wrong.join('; ')}. See docs/operating.md.`,
    )
  }
  if (parsed.data.ENVIRONMENT === 'production' && parsed.data.DEV_NOW !== undefined) {
    throw new EnvironmentError('DEV_NOW: a fixed clock is refused in production.')
  }
  return parsed.data
}
