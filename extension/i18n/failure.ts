import { failure as de } from '../locales/de/failure.ts'
import { failure as en } from '../locales/en/failure.ts'
import type { Failure } from '../rpc/messages.ts'
import { language } from './preferences.ts'
import { translator } from './translate.ts'

const t = translator({ en, de }, () => language.value)

/** A failure in plain words, with what to do next. Exhaustive: a new kind is a type error here. */
export function failureText(failure: Failure): string {
  switch (failure.kind) {
    case 'noPermission':
      return t('failure.noPermission', { worker: failure.worker })
    case 'rateLimited':
      return t('failure.rateLimited', { seconds: String(failure.retryAfterSeconds) })
    case 'refused':
      return t('failure.refused', { detail: failure.detail, requestId: failure.requestId })
    default:
      return t(`failure.${failure.kind}`)
  }
}
