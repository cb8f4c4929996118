import type { Failure } from '../rpc/messages.ts'
import { Button, Note } from '../ui/index.ts'
import { explain } from './failure.ts'
import { t } from './text.ts'

/** What went wrong, and the one thing to do next. */
export function Problem(props: {
  failure: Failure
  isWrite?: boolean
  /** Null where the place has its own button for it. */
  onRetry: (() => void) | null
  onOptions: () => void
}) {
  const { text, next } = explain(props.failure, props.isWrite)
  const tone = props.failure.kind === 'offline' || props.failure.kind === 'rateLimited' ? 'warn' : 'error'
  return (
    <div class="problem">
      <Note tone={tone} live="alert">
        {text}
      </Note>
      {next === 'retry' && props.onRetry && <Button onClick={props.onRetry}>{t('fail.retry')}</Button>}
      {next === 'options' && <Button onClick={props.onOptions}>{t('fail.options')}</Button>}
    </div>
  )
}
