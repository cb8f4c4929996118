import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import type { Answer, Failure } from '../../rpc/messages.ts'
import { Button } from '../../ui/index.ts'
import { Problem } from '../problem.tsx'
import { ReportButton, type Report } from '../report.tsx'
import { t } from '../text.ts'

export interface UnfoundProps {
  failure: Failure
  find: () => Promise<Answer<'clients.find'> | null>
  show: (client: string) => ComponentChild
  report: Report
  onOptions: () => void
}

/** Nobody knows the client of this page's account yet, or nobody could be asked: what to do, and another try. */
export function Unfound({ failure, find, show, report, onOptions }: UnfoundProps) {
  const [why, setWhy] = useState(failure)
  const [panel, setPanel] = useState<ComponentChild>(null)
  if (panel) return <>{panel}</>
  const again = async (): Promise<void> => {
    const answer = await find()
    if (answer?.ok) setPanel(show(answer.value.id))
    else if (answer) setWhy(answer.failure)
  }
  const isUnknown = why.kind === 'refused' && why.status === 404
  return (
    <section class="panel" aria-label={`${t('app.name')}: ${t('panel.title')}`}>
      <h2 class="title">{t('panel.title')}</h2>
      {isUnknown ? (
        <>
          <p>{t('panel.notConnected')}</p>
          <Button onClick={() => void again()}>{t('fail.retry')}</Button>
        </>
      ) : (
        <Problem failure={why} onRetry={() => void again()} onOptions={onOptions} />
      )}
      <ReportButton report={report} />
    </section>
  )
}
