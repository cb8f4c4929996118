import type { AuditEntry, ClientDetail, ClientOverview, ClientPage } from '../../shared/contract/clients.ts'
import type { ExtensionConfig } from '../../shared/contract/extension-config.ts'
import type { Role } from '../../shared/contract/scalars.ts'
import type { AgencyVerbs } from './agency-api.ts'
import type { DayVerbs } from './days-api.ts'
import type { MoneyVerbs } from './money-verbs.ts'
import type { AlertVerbs } from './alerts-api.ts'
import type { AlertSettingsVerbs } from './alert-settings-api.ts'
import type { OverlayVerbs } from './overlay-api.ts'
import type { Bundle } from './panels.ts'
import type { PaymentsVerbs } from './payments-api.ts'
import type { PriceVerbs } from './price-verbs.ts'

export type { ServiceSwitch } from './price-verbs.ts'

/**
 * The one contract between what people see (CRM overlay, popup, options) and the background, the only part
 * that talks to the worker. Every verb names its input and its output; there is no "fetch this URL".
 */
export interface Verbs
  extends
    MoneyVerbs,
    AgencyVerbs,
    DayVerbs,
    AlertVerbs,
    AlertSettingsVerbs,
    PaymentsVerbs,
    PriceVerbs,
    OverlayVerbs {
  'session.status': { input: Record<string, never>; output: SessionView }
  'session.pair': { input: { worker: string; code: string; device: string }; output: SessionView }
  'session.signOut': { input: Record<string, never>; output: SessionView }
  /** The language of words and numbers, as the options say it. */
  'preferences.get': { input: Record<string, never>; output: PreferencesView }
  'options.open': { input: Record<string, never>; output: null }
  'panels.inject': { input: { bundle: Bundle }; output: null }
  /** The custom CRM's URL patterns for the site that asks, and for no other. */
  'sites.patterns': { input: Record<string, never>; output: readonly string[] }
  /** Feature flags and selector overrides: the worker's, as last read and checked, or the bundled ones. */
  'config.get': { input: Record<string, never>; output: ExtensionConfig }
  /** At most 100 ids; a client the worker does not know is left out of the answer. */
  'clients.list': {
    input: { ids: readonly string[]; fresh?: boolean }
    output: Dated<readonly ClientOverview[]>
  }
  /** All clients, at most 100 a page: for the extension's own pages, which have no rows to ask for. */
  'clients.page': { input: { cursor?: string }; output: Dated<ClientPage> }
  'clients.detail': { input: { id: string }; output: Dated<ClientDetail> }
  'clients.audit': { input: { id: string; cursor?: string }; output: AuditView }
}
export type Verb = keyof Verbs
export type Input<V extends Verb> = Verbs[V]['input']
export type Output<V extends Verb> = Verbs[V]['output']

/** Verbs that only the extension's own pages (popup, options) may send; a CRM tab is refused. */
export const OWN_PAGES_ONLY: readonly Verb[] = [
  'session.pair',
  'session.signOut',
  'clients.page',
  'days.agency',
  'days.client',
  'days.clients',
  'days.services',
  'days.clientServices',
  'alerts.list',
  'alerts.settings',
  'alerts.set',
  'agency.payments',
]

/** What a page may know of the session: never a token. */
export type SessionView =
  | { state: 'signedOut'; worker: string | null; note: 'sessionEnded' | null }
  | { state: 'signedIn'; worker: string; role: Role; agency: { id: string; name: string } }

export interface PreferencesView {
  language: 'en' | 'de'
  currency: string
}

/** An answer with its age: `at` is when the worker gave it (epoch milliseconds of the background's clock). */
export interface Dated<T> {
  at: number
  value: T
}

export interface AuditView {
  entries: readonly AuditEntry[]
  nextCursor: string | null
}

/** Why there is no answer; each kind has its own words for staff in the locales. */
export type Failure =
  | { kind: 'signedOut' }
  /** The browser has no network. */
  | { kind: 'offline' }
  /** The worker did not answer in time; of a write nobody knows whether it took. */
  | { kind: 'timeout' }
  /** The worker's address did not answer at all. */
  | { kind: 'unreachable' }
  /** The browser has no permission for the worker's address yet. */
  | { kind: 'noPermission'; worker: string }
  | { kind: 'rateLimited'; retryAfterSeconds: number }
  /** The worker refused and said why (problem+json). */
  | { kind: 'refused'; status: number; code: string; detail: string; requestId: string }
  /** The worker answered something this version does not understand: one of the two is older. */
  | { kind: 'badAnswer' }
  /** The background was stopped in mid-call. */
  | { kind: 'interrupted' }
  /** The extension was updated or removed: this tab still runs the old one. */
  | { kind: 'outdated' }
  /** The message was not one of ours, or from where it may not come. */
  | { kind: 'forbidden' }

export type Answer<V extends Verb> = { ok: true; value: Output<V> } | { ok: false; failure: Failure }

export interface Envelope<V extends Verb = Verb> {
  rebillLens: 1
  verb: V
  input: Input<V>
}
