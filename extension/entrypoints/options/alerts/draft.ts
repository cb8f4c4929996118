import type { Locale } from '../../../../shared/money/locale.ts'
import {
  READ,
  thresholdText,
  Wrong,
  type FieldProblem as Faulty,
  type Threshold,
  type ThresholdFault,
} from '../../../alerts/thresholds.ts'
import type { AlertSettings } from '../../../rpc/alert-settings-api.ts'

/** The form as typed: figures in the reader's own notation. */
export interface Draft extends Record<Threshold, string> {
  locale: 'de' | 'en'
  emails: string
  webhook: string
  muted: readonly string[]
}

/** Why a field is refused; `text` is the part that is wrong. */
export type FieldProblem = Faulty<ThresholdFault | 'email' | 'tooManyEmails' | 'webhook'>
export type DraftField = Exclude<keyof Draft, 'locale' | 'muted'>
export type Problems = { [F in DraftField]?: F extends Threshold ? Faulty : FieldProblem }

export const EMAILS_MAX = 10

export function draftOf(settings: AlertSettings, locale: Locale): Draft {
  const { thresholds, webhook } = settings
  const text = (name: Threshold): string => thresholdText(thresholds, name, locale)
  return {
    locale: settings.locale,
    emails: settings.emails.join('\n'),
    webhook: webhook?.url ?? '',
    muted: settings.muted,
    lowBalance: text('lowBalance'),
    runwayDays: text('runwayDays'),
    marginFloor: text('marginFloor'),
    lossFloor: text('lossFloor'),
  }
}

/** What was typed as settings, or what is wrong with each field. */
export function readDraft(
  draft: Draft,
  locale: Locale,
): { ok: true; settings: AlertSettings } | { ok: false; problems: Problems } {
  const problems: Problems = {}
  const field = <T>(name: DraftField, read: (text: string) => T, otherwise: T): T => {
    try {
      return read(draft[name].trim())
    } catch (error) {
      if (!(error instanceof Wrong)) throw error
      Object.assign(problems, { [name]: error.problem })
      return otherwise
    }
  }
  const threshold = <T extends Threshold>(name: T) => field(name, (text) => READ[name](text, locale), null)
  const settings: AlertSettings = {
    locale: draft.locale,
    emails: field('emails', readEmails, []),
    webhook: field('webhook', readWebhook, null),
    muted: draft.muted,
    thresholds: {
      lowBalance: threshold('lowBalance'),
      runwayDays: threshold('runwayDays'),
      marginFloor: threshold('marginFloor'),
      lossFloor: threshold('lossFloor'),
    },
  }
  return Object.keys(problems).length === 0 ? { ok: true, settings } : { ok: false, problems }
}

function readEmails(text: string): string[] {
  const emails = [...new Set(text.split(/[\s,;]+/).filter((each) => each !== ''))]
  const wrong = emails.find((each) => each.length > 200 || !/^[^@]+@[^@]+\.[^@.]+$/.test(each))
  if (wrong !== undefined) throw new Wrong('email', wrong.slice(0, 80))
  if (emails.length > EMAILS_MAX) throw new Wrong('tooManyEmails')
  return emails
}

/** Only what is wrong at a glance: which hosts may be called is the worker's to say (worker/notify/target-guard.ts). */
function readWebhook(text: string): { url: string } | null {
  if (text === '') return null
  if (text.length > 2_000 || !URL.canParse(text)) throw new Wrong('webhook')
  const { protocol, hostname, username, password } = new URL(text)
  const isLocal = protocol === 'http:' && hostname === '127.0.0.1'
  if ((protocol !== 'https:' && !isLocal) || username !== '' || password !== '') throw new Wrong('webhook')
  return { url: text }
}
