import { failureText } from '../i18n/failure.ts'
import type { Failure } from '../rpc/messages.ts'
import { fixText } from './state.ts'
import { t } from './text.ts'

export interface Explained {
  text: string
  next: 'retry' | 'options' | null
}

/** What happened and what to do, for staff. `isWrite`: of a write without an answer nobody knows whether it took. */
export function explain(failure: Failure, isWrite = false): Explained {
  const next = nextOf(failure)
  if (isWrite && NO_ANSWER.has(failure.kind)) return { text: t('fail.noAnswer'), next }
  if (failure.kind === 'refused') return { text: refusedText(failure), next }
  return { text: failureText(failure), next }
}

/** After these nobody knows whether the write took. */
const NO_ANSWER: ReadonlySet<Failure['kind']> = new Set(['timeout', 'unreachable', 'interrupted'])
const RETRY: ReadonlySet<Failure['kind']> = new Set([...NO_ANSWER, 'offline', 'rateLimited'])

function nextOf(failure: Failure): Explained['next'] {
  if (failure.kind === 'signedOut' || failure.kind === 'noPermission') return 'options'
  if (failure.kind === 'refused') return failure.status >= 500 ? 'retry' : null
  return RETRY.has(failure.kind) ? 'retry' : null
}

function refusedText(failure: Extract<Failure, { kind: 'refused' }>): string {
  if (failure.status === 404) return t('fail.notFound')
  if (failure.status >= 500) return t('fail.server', { request: failure.requestId })
  if (failure.code === 'version_conflict') return t('fail.changed')
  if (failure.code === 'crm_cannot_bill') return t('fix.crmCannotBill', { detail: failure.detail })
  return fixText(failure.code) ?? failureText(failure)
}
