import type { Queue, SendEmail } from '@cloudflare/workers-types'
import { type Bindings, type Settings, parseSettings } from './env.ts'
import { type Database, openDatabase } from './db/client.ts'
import { toHex } from './hex.ts'
import { type Log, makeLog } from './log.ts'

/** Who acts. Each audit row names one. */
export type Actor =
  | { kind: 'staff'; agencyId: string; sessionId: string; role: 'owner' | 'staff' | 'viewer'; device: string }
  | { kind: 'source'; agencyId: string; source: string; repeatWindowDays: number }
  | { kind: 'client'; agencyId: string; clientId: string }
  | { kind: 'system'; job: string }

/** Everything a verb may reach, built per request, queue batch or cron run; tests pass a fixed clock and ids. */
export interface Context {
  readonly settings: Settings
  readonly queues: { readonly usage: Queue; readonly payments: Queue }
  readonly db: Database
  /** Cloudflare's send_email binding, where it is bound. */
  readonly email?: SendEmail | undefined
  /** The current instant. */
  readonly now: () => Date
  /** A new id: time-ordered (UUID v7 text, 36 characters), unique. */
  readonly newId: () => string
  readonly log: Log
  readonly requestId: string
}

/**
 * Builds the context of one request, queue batch or cron run. What a hook does without is made when it is first asked
 * for: the log, the request id, and the database client, one each time (one shared by requests wedges the isolate above
 * 20 in flight). Copied by a spread it would lack these: hand it on as it is.
 * @param at fixes "now" (cron's scheduled time); else the wall clock, or DEV_NOW in development.
 */
export function buildContext(bindings: Bindings, at?: Date): Context {
  return new BoundContext(bindings, at)
}

class BoundContext implements Context {
  readonly settings: Settings
  readonly now: () => Date
  readonly newId: () => string
  readonly #bindings: Bindings
  #database: Database | undefined
  #requestId: string | undefined
  #log: Log | undefined

  constructor(bindings: Bindings, at: Date | undefined) {
    const settings = settingsOf(bindings)
    const fixed = at ?? (settings.DEV_NOW === undefined ? undefined : new Date(settings.DEV_NOW))
    this.settings = settings
    this.now = () => fixed ?? new Date()
    this.newId = () => timeOrderedId(this.now())
    this.#bindings = bindings
  }

  get queues() {
    return { usage: this.#bindings.USAGE_QUEUE, payments: this.#bindings.PAYMENTS_QUEUE }
  }

  get db() {
    return (this.#database ??= openDatabase(this.settings))
  }

  get email() {
    return this.#bindings['EMAIL'] as SendEmail | undefined
  }

  get requestId() {
    return (this.#requestId ??= this.newId())
  }

  get log() {
    return (this.#log ??= makeLog({ requestId: this.requestId, now: this.now }))
  }
}

/** The settings by the bindings they were parsed from: an isolate keeps its bindings, and a hook parses nothing twice. */
const parsed = new WeakMap<Bindings, Settings>()

/** @throws EnvironmentError, each time: what is wrong is not kept */
function settingsOf(bindings: Bindings): Settings {
  const known = parsed.get(bindings)
  if (known !== undefined) return known
  const settings = parseSettings(bindings)
  parsed.set(bindings, settings)
  return settings
}

/** How an actor is named in the audit log. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'staff':
      return `staff:${actor.device}:${actor.sessionId}`
    case 'source':
      return `source:${actor.source}`
    case 'client':
      return `client:${actor.clientId}`
    case 'system':
      return `system:${actor.job}`
  }
}

/** UUID version 7 (RFC 9562): 48 bits of time, then random. */
function timeOrderedId(at: Date): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const ms = at.getTime()
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(ms / 2 ** (8 * (5 - i))) % 256
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = toHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
