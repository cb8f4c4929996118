import { MoneyError } from '../../../../shared/money/error.ts'
import { formatDecimal, parseDecimal, type Locale } from '../../../../shared/money/locale.ts'
import { formatNano, NANO_PER_UNIT, parseNano } from '../../../../shared/money/nano.ts'
import type { AlertSettings } from '../../../rpc/alert-settings-api.ts'

/** The form as typed: figures in the reader's own notation. */
export interface Draft {
  locale: 'de' | 'en'
  emails: string
  webhook: string
  muted: readonly string[]
  lowBalance: string
  runwayDays: string
  marginFloor: string
  lossFloor: string
}

/** Why a field is refused; `text` is the part that is wrong. */
export interface FieldProblem {
  why:
    | 'email'
    | 'tooManyEmails'
    | 'webhook'
    | 'number'
    | 'negative'
    | 'tooLarge'
    | 'decimals'
    | 'days'
    | 'share'
  text: string
}
export type DraftField = Exclude<keyof Draft, 'locale' | 'muted'>
export type Problems = Partial<Record<DraftField, FieldProblem>>

export const EMAILS_MAX = 10
export const DAYS_MAX = 90
/** Beyond it a threshold is a slip of the keyboard. */
export const AMOUNT_MAX = 100_000_000n * NANO_PER_UNIT
const HUNDRED = 100n * NANO_PER_UNIT

export function draftOf(settings: AlertSettings, locale: Locale): Draft {
  const { thresholds, webhook } = settings
  const figure = (decimal: string | null): string => (decimal === null ? '' : formatDecimal(decimal, locale))
  const { marginFloor } = thresholds
  return {
    locale: settings.locale,
    emails: settings.emails.join('\n'),
    webhook: webhook?.url ?? '',
    muted: settings.muted,
    lowBalance: figure(thresholds.lowBalance),
    runwayDays: thresholds.runwayDays === null ? '' : String(thresholds.runwayDays),
    marginFloor: figure(marginFloor === null ? null : formatNano(parseNano(marginFloor) * 100n)),
    lossFloor: figure(thresholds.lossFloor),
  }
}

class Wrong extends Error {
  readonly problem: FieldProblem
  constructor(why: FieldProblem['why'], text = '') {
    super(why)
    this.problem = { why, text }
  }
}

/** What was typed as settings, or what is wrong with each field. Nothing is guessed: `1.5` is no German number. */
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
      problems[name] = error.problem
      return otherwise
    }
  }
  const amount = (text: string): string | null => readAmount(text, locale)
  const settings: AlertSettings = {
    locale: draft.locale,
    emails: field('emails', readEmails, []),
    webhook: field('webhook', readWebhook, null),
    muted: draft.muted,
    thresholds: {
      lowBalance: field('lowBalance', amount, null),
      runwayDays: field('runwayDays', readDays, null),
      marginFloor: field('marginFloor', (text) => readShare(text, locale), null),
      lossFloor: field('lossFloor', amount, null),
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

function readNano(text: string, locale: Locale): bigint {
  try {
    return parseNano(parseDecimal(text, locale))
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    if (error.code === 'too_many_decimals') throw new Wrong('decimals')
    throw new Wrong(error.code === 'out_of_range' ? 'tooLarge' : 'number')
  }
}

function readAmount(text: string, locale: Locale): string | null {
  if (text === '') return null
  const nano = readNano(text, locale)
  if (nano < 0n) throw new Wrong('negative')
  if (nano > AMOUNT_MAX) throw new Wrong('tooLarge')
  return formatNano(nano)
}

function readDays(text: string): number | null {
  if (text === '') return null
  if (!/^\d{1,3}$/.test(text) || Number(text) > DAYS_MAX) throw new Wrong('days')
  return Number(text)
}

/** `20` or `20 %` → `0.2`; the worker keeps six decimals of the share. */
function readShare(text: string, locale: Locale): string | null {
  if (text === '') return null
  const nano = readNano(text.replace(/\s*%$/, ''), locale)
  if (nano > HUNDRED || nano < -HUNDRED || nano % 100_000n !== 0n) throw new Wrong('share')
  return formatNano(nano / 100n)
}
